#!/usr/bin/env bash
# How soon panics have consequences, with two instances and Redis: from the answer that meets the rule to the first refused
# readiness probe of the instance, and from the panic that reaches the threshold to the first refused write on each instance.
#
# Usage: panic-reactions.sh [--rounds=5]
#
# Measured from outside, in another process that asks every 5 ms: an upper bound.

source "$(dirname "${BASH_SOURCE[0]}")/bench.sh"

if [ "${1:-}" = "--help" ]; then
	usage "$0"
	exit 0
fi
build
machine "$@"
echo
run 900 PanicReactionsBenchmark "$@"
