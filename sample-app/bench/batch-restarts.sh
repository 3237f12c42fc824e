#!/usr/bin/env bash
# Ends a job of Spring Batch with SIGTERM again and again, and checks after each that its execution is STOPPED, that the next start
# continues after the last committed chunk, and at the end that every item was written once. Then the same with plain Spring Boot
# (the same jar, softlanding.enabled=false), on a new database for each signal.
#
# Usage: batch-restarts.sh [rounds] [plain]
#
# rounds  number of signals, 100 by default
# plain   number of signals with plain Spring Boot, 10 by default

set -euo pipefail

if [ "${1:-}" = "--help" ]; then
	sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
	exit 0
fi
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
./mvnw -B -ntp -pl sample-app/workloads -am verify -DskipTests=false -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
	-Dfailsafe.failIfNoSpecifiedTests=false "-Dit.test=BatchProcessTests#everyRestart*+plainSpringBoot*" \
	"-Dbatch.rounds=${1:-100}" "-Dbatch.plain=${2:-10}" | grep -E "^(Softlanding|Spring Boot): |ERROR|BUILD|Tests run"
