#!/usr/bin/env bash
# What a reload of 1,000 keys in 20 records does to requests: 100 a second for ten seconds, in turn with and without a reload every two seconds.
# Then 20,000 signals as fast as a shell sends them: how many reloads they are, and how many threads.
#
# Usage: reload.sh [--rounds=4] [--every=2000] [--heap=256m] [--signals=20000]

source "$(dirname "${BASH_SOURCE[0]}")/bench.sh"

if [ "${1:-}" = "--help" ]; then
	usage "$0"
	exit 0
fi
build
machine "$@"
echo
run 600 ReloadLoadBenchmark "$@"
