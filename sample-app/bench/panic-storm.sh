#!/usr/bin/env bash
# What a storm of panics does to requests of the same process: 100 requests a second for ten seconds, in turn with and
# without tasks that fail, 100,000 a second.
#
# Usage: panic-storm.sh [--rounds=3] [--per-second=100000]

source "$(dirname "${BASH_SOURCE[0]}")/bench.sh"

if [ "${1:-}" = "--help" ]; then
	usage "$0"
	exit 0
fi
build
machine "$@"
echo
run 600 PanicStormBenchmark "$@"
