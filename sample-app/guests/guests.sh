#!/usr/bin/env bash
# Runs small applications with and without the starter on both lines of Spring Boot and prints what differs.
#
# Usage: guests.sh [--sample] [--boot=3.5|4.1] [--repo=/path] [--work=/path] [--jar] [--all] [--self] [Guest ...]
#
# --sample  a few guests, for every build
# --boot    one line of Spring Boot only
# --repo    run the jar that another checkout has built
# --jar     add the jar of the starter only, not the libraries that the starter brings
# --all     print every difference of a guest, not only 40
# --work    directory for the runs, so that two of this script do not meet
# --compile only compile the guests
# --self    compare each guest without the starter with itself: shows what is not stable
#
# Needs the jar: ./mvnw package -DskipTests -pl autoconfigure. README.md describes guests and what may differ.

set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
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
exec "${bin}java" -Dguests.root="$root" -cp "$root/target/runner" Guests "$@"
