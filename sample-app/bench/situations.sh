#!/usr/bin/env bash
# Runs applications that have work to finish when they are told to end, with and without the starter, and counts where the
# starter loses what plain Spring Boot finishes. Processes, servers and signals are real.
#
# Usage: situations.sh [--boot=3.5|4.1] [--sample] [--pairs=1] [--together] [Name ...]
#
# --boot      one line of Spring Boot only
# --sample    a few situations, for every build
# --pairs     runs of each, in turn; times are medians and count from three pairs on, and the worst outcome counts
# --together  run both of a pair at once: faster, but its times say less
#
# Needs the jar: ./mvnw package -DskipTests -pl autoconfigure. ../guests/README.md describes situations.

set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../guests" && pwd)"
if [ "${1:-}" = "--help" ]; then
	sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
	exit 0
fi
bin="${JAVA_HOME:+$JAVA_HOME/bin/}"
mkdir -p "$root/target/runner"
if [ -n "$(find "$root/runner" -newer "$root/target/runner/Guests.class" 2>/dev/null || echo new)" ]; then
	"${bin}javac" --release 17 -d "$root/target/runner" "$root"/runner/*.java
	touch "$root/target/runner/Guests.class"
fi
exec "${bin}java" -Dguests.root="$root" -cp "$root/target/runner" Situations "$@"
