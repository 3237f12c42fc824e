#!/usr/bin/env bash
# Restarts two instances in turn behind HAProxy, under an open-loop load, and counts what clients lose:
# with Softlanding and with plain Spring Boot (the same jar, softlanding.enabled=false) in one run.
# It first shows on kill -9 that it sees failures.
#
# Usage: rolling-restart.sh [--restarts=10] [--rates=20,200] [--modes=tcp,http] [--connections=64] [--services=softlanding,plain]
#
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
run 5400 RollingRestartBenchmark "$@"
