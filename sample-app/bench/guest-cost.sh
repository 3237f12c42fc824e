#!/usr/bin/env bash
# What the starter costs small services, with and without it in turn: start to ready and the processor time that it takes (of all
# threads, the compiler's too: less noisy where other processes run), processor time of a trivial GET (server
# on one core, load on the other, rounds in ABBA order), heap and resident memory after a collection, threads, classes, beans.
# Prints medians, and the median of the ratios with a bootstrap interval.
#
# Usage: guest-cost.sh [--pairs=20] [--rounds=40] [--requests=20000] [--memory=5] [--boot=3.5|4.1] [--repo=/path] [--jar] [CostSmall] [CostMiddle]
#
# --pairs     starts of each kind; 0 leaves this measurement out, as with --rounds and --memory
# --requests  requests of a round
# --jar       add the jar of the starter only, not the libraries that the starter brings
# --repo      measure the jar that another checkout has built
#
# Needs the jar: ./mvnw package -DskipTests -pl autoconfigure.

set -euo pipefail

guests="$(cd "$(dirname "${BASH_SOURCE[0]}")/../guests" && pwd)"
if [ "${1:-}" = "--help" ]; then
	sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
	exit 0
fi
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
mkdir -p "$guests/target/runner"
"${java}c" --release 17 -d "$guests/target/runner" "$guests"/runner/*.java
echo "- Command: \`sample-app/bench/guest-cost.sh${*:+ $*}\`"
echo "- Date: $(date -u +%FT%TZ), $(nproc) cores, load average before: $(cut -d' ' -f1-3 /proc/loadavg)"
echo
timeout -k 10 5400 "$java" -Dguests.root="$guests" -cp "$guests/target/runner" Cost "$@"
echo
echo "Load average after: $(cut -d' ' -f1-3 /proc/loadavg)"
