#!/usr/bin/env bash
# Takes a release up to the upload: builds what HEAD would publish as a given version, twice, into a local directory, and checks it:
# jars, sources, javadoc, POMs and SBOMs are there and signed, nothing else is published, both builds have the same digests, and an
# application outside this repository that imports the BOM starts and drains.
#
# Usage: src/release/dry-run.sh [version]       version: 0.1.0 if not given
#
# Needs gpg and curl. The key is made for the run and thrown away.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [ "${1:-}" = "--help" ]; then
	sed -n '2,/^$/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
	exit 0
fi
version="${1:-0.1.0}"
work="$(mktemp -d)"
chmod 700 "$work"
pid=
finish() {
	if [ -n "$pid" ]; then
		kill -9 "$pid" 2> /dev/null || true
	fi
	gpgconf --homedir "$work/keys" --kill gpg-agent 2> /dev/null || true
	rm -rf "$work"
}
trap finish EXIT

fail() {
	echo "$1" >&2
	exit 1
}

mkdir -m 700 "$work/keys"
gpg --homedir "$work/keys" --batch --quiet --passphrase '' --quick-generate-key 'Dry run <dry-run@example.org>' ed25519 sign never
export MAVEN_GPG_PASSPHRASE=

build() {
	mkdir "$work/$1"
	git archive HEAD | tar -x -C "$work/$1"
	find "$work/$1" -name pom.xml -exec sed -i "s/0\.1\.0-SNAPSHOT/$version/" {} +
	(cd "$work/$1" && timeout 1200 ./mvnw -B -ntp -q -Prelease -DskipTests -pl starter/bom,autoconfigure,starter,starter/test -am \
		-Dgpg.homedir="$work/keys" -DaltDeploymentRepository="staging::file://$work/$1-staging" deploy)
}
build first
build second

group="$work/first-staging/io/softlanding"
published="$(ls "$group" | sort | tr '\n' ' ')"
[ "$published" = "softlanding-bom softlanding-spring-boot-autoconfigure softlanding-spring-boot-starter softlanding-spring-boot-starter-test " ] ||
	fail "Published: $published"
for artifact in $published; do
	files=(.pom -cyclonedx.json)
	if [ "$artifact" != softlanding-bom ]; then
		files+=(.jar -sources.jar -javadoc.jar)
	fi
	for file in "${files[@]}"; do
		path="$group/$artifact/$version/$artifact-$version$file"
		[ -s "$path" ] || fail "Missing: $artifact-$version$file"
		gpg --homedir "$work/keys" --batch --quiet --verify "$path.asc" "$path" 2> /dev/null || fail "Not signed: $path"
		cmp -s "$path" "${path/first-staging/second-staging}" || fail "Not reproducible: $artifact-$version$file"
	done
	pom="$group/$artifact/$version/$artifact-$version.pom"
	for element in name description url licenses developers scm; do
		grep -q "<$element" "$pom" || fail "No <$element> in $pom"
	done
	! grep -q '<parent>\|SNAPSHOT' "$pom" || fail "Not flattened: $pom"
done
jar="$group/softlanding-spring-boot-autoconfigure/$version/softlanding-spring-boot-autoconfigure-$version.jar"
unzip -p "$jar" META-INF/MANIFEST.MF | grep -q 'Automatic-Module-Name: io.softlanding' || fail "No module name in $jar"
unzip -p "$jar" META-INF/spring-configuration-metadata.json | python3 -c '
import json, sys
bare = [p["name"] for p in json.load(sys.stdin)["properties"] if not p.get("description", "").strip().endswith(".")]
sys.exit("Without a description: " + ", ".join(bare) if bare else 0)'
echo "Published and signed, the same bytes twice: $published"

# What is staged goes to a local repository of its own, so that no later run takes it for the next.
repository="$(./mvnw -B -ntp -q help:evaluate -Dexpression=settings.localRepository -DforceStdout -pl . -N)"
cp -r src/release/consumer "$work/consumer"
cp -r .mvn mvnw "$work/consumer"
(cd "$work/consumer" && timeout 600 ./mvnw -B -ntp -q -Dstaging="file://$work/first-staging" -Dsoftlanding.version="$version" \
	-Dmaven.repo.local="$work/repository" -Dmaven.repo.local.tail="$repository" -Dmaven.repo.local.tail.ignoreAvailability package)
java -jar "$work/consumer/target/consumer.jar" --server.port=0 > "$work/log" 2>&1 &
pid=$!
for _ in $(seq 300); do
	port="$(sed -n 's/.*Tomcat started on port \([0-9]*\).*/\1/p' "$work/log")"
	if [ -n "$port" ] && grep -q 'Softlanding is ready' "$work/log"; then
		break
	fi
	sleep 0.1
done
curl -sS -m 20 "http://localhost:$port/slow" > "$work/answer" &
client=$!
sleep 0.5
kill -TERM "$pid"
wait "$client" || true
code=0
wait "$pid" || code=$?
pid=
[ "$(cat "$work/answer")" = finished ] || fail "The request was cut: $(cat "$work/answer" "$work/log")"
[ "$code" = 143 ] || fail "Exit code $code: $(cat "$work/log")"
grep -q 'Exit report: {"stage":"graceful"' "$work/log" || fail "No exit report: $(cat "$work/log")"
echo "An application that imports the BOM has drained"
