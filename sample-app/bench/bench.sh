# What the benchmarks share: builds what is missing, says where it runs, and starts a benchmark class.
# Sourced, not run.

set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
app="$root/sample-app"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"

# Builds the packaged service, the test classes and the class path of the benchmarks, if one of them is missing.
build() {
	if [ ! -f "$app/target/sample-app.jar" ] || [ ! -f "$app/target/bench.classpath" ] \
			|| [ ! -d "$app/target/test-classes/io/softlanding/sample/endtoend" ]; then
		echo "Building the sample app ..." >&2
		(cd "$root" && ./mvnw -q -B -pl sample-app -am -DskipTests package \
			org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath \
			-Dmdep.outputFile=target/bench.classpath) >&2
	fi
}

machine() {
	echo "- Command: \`sample-app/bench/$(basename "$0")${*:+ $*}\`"
	echo "- Date: $(date -u +%FT%TZ)"
	echo "- Machine: $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)," \
		"$(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), Linux $(uname -r)"
	echo "- JDK: $("$java" -version 2>&1 | sed -n 2p)"
	echo "- Load average before: $(cut -d' ' -f1-3 /proc/loadavg)"
}

# run <seconds> <class> [options]: the class, ended when it takes longer than that.
run() {
	local seconds="$1" class="$2"
	shift 2
	(cd "$app" && exec timeout -k 10 "$seconds" "$java" -Xmx512m \
		-cp "target/test-classes:target/classes:$(cat target/bench.classpath)" \
		"io.softlanding.sample.endtoend.$class" "$@")
	echo
	echo "Load average after: $(cut -d' ' -f1-3 /proc/loadavg)"
}

# usage <script>: the comment at the head of a script.
usage() {
	sed -n '2,/^$/s/^# \{0,1\}//p' "$1"
}
