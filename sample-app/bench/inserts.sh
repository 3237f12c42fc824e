#!/usr/bin/env bash
# What tracking costs a transaction that inserts a row into PostgreSQL, side by side in one process with transactions that
# are not tracked, in short rounds in turn, all on one and the same connection.
#
# Usage: inserts.sh [--rounds=3000] [--inserts=20]

source "$(dirname "${BASH_SOURCE[0]}")/bench.sh"

if [ "${1:-}" = "--help" ]; then
	usage "$0"
	exit 0
fi
build
machine "$@"
echo
run 900 InsertBenchmark "$@"
