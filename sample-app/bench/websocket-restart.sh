#!/usr/bin/env bash
# Ends an instance that has many WebSocket sessions with SIGTERM, and shows the status codes that their clients got, and how many of
# them connected to another instance per second: with Softlanding and with plain Spring Boot (the same application,
# softlanding.enabled=false).
#
# Usage: websocket-restart.sh [sessions] [rate]
#
# sessions  number of sessions, 10000 by default; fewer if the limit of open files (ulimit -n) is below 15000
# rate      softlanding.websocket.close-rate, 500 by default

set -euo pipefail

if [ "${1:-}" = "--help" ]; then
	sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
	exit 0
fi
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
sessions="${1:-10000}"
ulimit -Sn "$(ulimit -Hn)"
limit="$(ulimit -n)"
# Some clients connect again while others are still leaving.
if [ "$limit" != unlimited ] && [ "$sessions" -gt $((limit * 2 / 3)) ]; then
	sessions=$((limit * 2 / 3))
	echo "The limit of open files, $limit, allows $sessions sessions." >&2
fi
exec ./mvnw -B -ntp -pl sample-app/workloads -am verify -DskipTests=false -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
	-Dfailsafe.failIfNoSpecifiedTests=false "-Dit.test=SessionsRestartBenchmark" -Dwebsocket.plain=true \
	"-Dwebsocket.sessions=$sessions" "-Dwebsocket.rate=${2:-500}"
