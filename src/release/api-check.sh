#!/usr/bin/env bash
# Compares the public API of the working tree with that of a commit, in the same way as the release profile compares it with the
# latest release. Fails on an incompatible change, and names it.
#
# Usage: src/release/api-check.sh [commit]       commit: HEAD if not given

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [ "${1:-}" = "--help" ]; then
	sed -n '2,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
	exit 0
fi
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# The baseline goes to a local repository of its own, as a version before any other.
repository="$(./mvnw -B -ntp -q help:evaluate -Dexpression=settings.localRepository -DforceStdout -pl . -N)"
options=(-B -ntp -q -pl autoconfigure -am -DskipTests -Djacoco.skip=true -Dmaven.javadoc.skip=true -Dgpg.skip=true
	-Dmaven.repo.local="$work/repository" -Dmaven.repo.local.tail="$repository" -Dmaven.repo.local.tail.ignoreAvailability)
mkdir "$work/baseline"
git archive "${1:-HEAD}" | tar -x -C "$work/baseline"
version="$(sed -n '/<artifactId>softlanding-parent/,$s|.*<version>\(.*\)</version>.*|\1|p' "$work/baseline/pom.xml" | head -n 1)"
find "$work/baseline" -name pom.xml -exec sed -i "s|<version>$version</version>|<version>0.0.0</version>|" {} +
(cd "$work/baseline" && timeout 1200 ./mvnw "${options[@]}" install)
timeout 1200 ./mvnw "${options[@]}" -Prelease verify
echo "The public API is compatible"
