#!/usr/bin/env bash
# How long an instance without traffic and without a prober takes to exit after SIGTERM, and how long it takes to
# start, with Softlanding and with plain Spring Boot (the same jar, softlanding.enabled=false) in turn.
#
# Usage: exit-and-startup.sh [--runs=10]

source "$(dirname "${BASH_SOURCE[0]}")/bench.sh"

if [ "${1:-}" = "--help" ]; then
	usage "$0"
	exit 0
fi
build
machine "$@"
echo
run 1800 ExitAndStartupBenchmark "$@"
