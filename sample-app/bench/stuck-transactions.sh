#!/usr/bin/env bash
# How long a hundred stuck transactions (idle, running a statement, waiting for a lock) stay on the server once the drain
# has come to them, seen from the server.
#
# Usage: stuck-transactions.sh [--runs=5] [--transactions=100]

source "$(dirname "${BASH_SOURCE[0]}")/bench.sh"

if [ "${1:-}" = "--help" ]; then
	usage "$0"
	exit 0
fi
build
machine "$@"
echo
run 900 StuckTransactionsBenchmark "$@"
