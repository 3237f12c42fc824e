#!/usr/bin/env bash
# How long after SIGTERM the first refused readiness probe is answered, and how long after the last answer
# the drain goes on, with Softlanding and with plain Spring Boot (the same jar, softlanding.enabled=false) in turn.
#
# Usage: signal-to-readiness.sh [--runs=11]
#
# Measured from outside, in another process: an upper bound, with the way of the signal, of the probe and of the
# log line in it. What the instance itself says in its exit report (ANNOUNCE) stands beside it.

source "$(dirname "${BASH_SOURCE[0]}")/bench.sh"

if [ "${1:-}" = "--help" ]; then
	usage "$0"
	exit 0
fi
build
machine "$@"
echo
run 1800 SignalLatencyBenchmark "$@"
