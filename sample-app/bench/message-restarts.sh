#!/usr/bin/env bash
# Restarts two instances in turn while 1,000 messages a second arrive, and counts messages that are lost or processed twice, and
# how long an instance takes to stop: from SIGTERM to the end of the process. A message takes 5 ms, in 12 threads an instance.
#
# Usage: message-restarts.sh [kafka|rabbit] [--restarts=10] [--plain]
#
# kafka, rabbit  one broker only; rabbit needs rabbitmq-server (apt-get install rabbitmq-server)
# --plain        without Softlanding (softlanding.enabled=false)

set -euo pipefail

if [ "${1:-}" = "--help" ]; then
	sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
	exit 0
fi
broker="*"
restarts=10
plain=false
for option in "$@"; do
	case "$option" in
		kafka | rabbit) broker="$option" ;;
		--restarts=*) restarts="${option#*=}" ;;
		--plain) plain=true ;;
		*) echo "Unknown option $option. See --help" >&2 && exit 1 ;;
	esac
done
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
./mvnw -B -ntp -pl sample-app/workloads -am verify -DskipTests=false -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
	-Dfailsafe.failIfNoSpecifiedTests=false "-Dit.test=MessageRestartBenchmark#$broker" \
	"-Dmessage.restarts=$restarts" "-Dmessage.plain=$plain" | grep -E "restarts, .* lost|ERROR|BUILD"
