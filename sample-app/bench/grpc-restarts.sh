#!/usr/bin/env bash
# Restarts two gRPC servers in turn under 200 calls a second of a client that honours GOAWAY (round_robin), and counts failed calls:
# with Softlanding and with plain Spring Boot (softlanding.enabled=false) in one run. It also measures the exit of a server with
# and without an open Health.Watch.
#
# Usage: grpc-restarts.sh [restarts]
#
# restarts  number of rolling restarts, and of exits with and without a watch, 10 by default

set -euo pipefail

if [ "${1:-}" = "--help" ]; then
	sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
	exit 0
fi
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
exec ./mvnw -B -ntp -pl sample-app/workloads -am verify -DskipTests=false -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
	-Dfailsafe.failIfNoSpecifiedTests=false -Dit.test=GrpcRestartsBenchmark -Dgrpc.benchmark=true "-Dgrpc.restarts=${1:-10}"
