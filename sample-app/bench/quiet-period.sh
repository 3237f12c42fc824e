#!/usr/bin/env bash
# Restarts two instances in turn behind HAProxy, which asks them for readiness every 0.2, 1 or 5 s, under an open-loop load,
# and counts what clients lose: with the observed quiet period, and with fixed ones of several lengths, in one run. The
# shortest fixed one that reaches 0 is what the observed one is compared with.
#
# Usage: quiet-period.sh [--restarts=10] [--intervals=0.2,1,5] [--fixed=1,2,3] [--rate=200] [--connections=64] [--mode=http]
#                        [--fall=3] [--burst=1] [--defaults=true [--with=name=value,name=value]]
#
# --defaults measures the observed quiet period alone, with its defaults and a grace period of 30 s (or what --with sets);
# --burst is the number of requests sent at once.
#
# --fixed are numbers of check intervals; half a second is added to each. Ten restarts of everything take about an hour.
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
run 7200 QuietPeriodBenchmark "$@"
