#!/usr/bin/env bash
# Drains an application without a defect many times, with all assertions of the test starter, and fails if one of them does.
# Every fifth run is a rolling restart of two instances.
#
# Usage: false-alarms.sh [runs, 200 by default]

set -euo pipefail

if [ "${1:-}" = "--help" ]; then
	sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
	exit 0
fi
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
exec ./mvnw -B -ntp verify -pl starter/test -am -Dtest=none -Dit.test=FalseAlarmsProcessTests \
	-Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Dsoftlanding.test.runs="${1:-200}" \
	-Djacoco.skip=true -Dmaven.javadoc.skip=true
