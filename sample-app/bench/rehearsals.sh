#!/usr/bin/env bash
# Rehearses drains in a fleet of three instances behind HAProxy, under an open-loop load, counts what clients
# lose, and compares the predicted length of a drain with that of real ones.
#
# Usage: rehearsals.sh [--rehearsals=20] [--drains=6] [--rate=50] [--connections=32] [--mix=short|mostly-short]
#
# The last `drains` rehearsals are each followed by a real drain of the same instance.
# Needs haproxy (apt-get install haproxy). All traffic stays on the loopback interface.

source "$(dirname "${BASH_SOURCE[0]}")/bench.sh"

if [ "${1:-}" = "--help" ]; then
	usage "$0"
	exit 0
fi
if ! command -v haproxy > /dev/null; then
	echo "haproxy is missing: apt-get install haproxy" >&2
	exit 1
fi
build
machine "$@"
echo "- HAProxy: $(haproxy -v | head -1)"
echo
run 2400 RehearsalBenchmark "$@"
