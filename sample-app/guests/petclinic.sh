#!/usr/bin/env bash
# Runs the own tests of Spring PetClinic without and with the starter, and compares their results.
#
# Usage: petclinic.sh [3.5|4.1] [repository]
#
# The repository is a URL or a directory, by default PetClinic's on GitHub. Downloads what PetClinic depends on.
# Not part of the build. Needs the jar: ./mvnw package -DskipTests -pl autoconfigure

set -euo pipefail

home="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
line="${1:-3.5}"
repository="${2:-https://github.com/spring-projects/spring-petclinic}"
jar="$(ls "$home"/autoconfigure/target/softlanding-spring-boot-autoconfigure-*.jar | grep -Ev 'sources|javadoc|tests' | head -1)"
work="$home/sample-app/guests/target/petclinic-$line"

case "$line" in
	3.5) commit=67643c413 boot=3.5.16 ;;
	4.1) commit=edf4db28a boot=4.1.0 ;;
	*) echo "Unknown line of Spring Boot: $line" >&2; exit 2 ;;
esac
if [ "$line" = 4.1 ]; then
	newest="$(ls -d /usr/lib/jvm/*25* 2>/dev/null | head -1)"
	export JAVA_HOME="${newest:-${JAVA_HOME:-}}"
fi

rm -rf "$work"
mkdir -p "$work"
git clone -q "$repository" "$work/plain"
git -C "$work/plain" checkout -q "$commit"
# The version of Spring Boot that the starter is tested with.
sed -i "0,/<version>[34]\.[0-9.]*<\/version>/s//<version>$boot<\/version>/" "$work/plain/pom.xml"
cp -r "$work/plain" "$work/guest"
sed -i "0,/<dependencies>/s||<dependencies>\n    <dependency>\n      <groupId>io.softlanding</groupId>\n      <artifactId>softlanding</artifactId>\n      <version>0</version>\n      <scope>system</scope>\n      <systemPath>$jar</systemPath>\n    </dependency>|" "$work/guest/pom.xml"

# Prints each test with its result.
results() {
	cat "$1"/target/surefire-reports/TEST-*.xml | tr '\n' ' ' | sed 's/<testcase /\n&/g' | sed -n '/^<testcase /{
		s/^<testcase name="\([^"]*\)" classname="\([^"]*\)".*<\(failure\|error\|skipped\).*/\2.\1 \3/
		s/^<testcase name="\([^"]*\)" classname="\([^"]*\)".*/\2.\1 passed/
		p
	}' | sort
}

for variant in plain guest; do
	(cd "$work/$variant" && "$home/mvnw" -B -ntp -q -f "$work/$variant/pom.xml" test -Dmaven.test.failure.ignore \
		-Dcheckstyle.skip -Dspring-javaformat.skip -Djacoco.skip -Dcyclonedx.skip -Denforcer.skip \
		-Dmaven.gitcommitid.skip >"$work/$variant.log" 2>&1) || { tail -40 "$work/$variant.log"; exit 1; }
	results "$work/$variant" >"$work/$variant.txt"
done
grep -q "io.softlanding" "$work/guest.log" || { echo "The starter did not run, see $work/guest.log"; exit 1; }
echo "PetClinic on Spring Boot $boot: $(grep -c passed "$work/guest.txt") of $(wc -l <"$work/guest.txt") tests passed with the starter, $(grep -c passed "$work/plain.txt") without"
diff "$work/plain.txt" "$work/guest.txt"
