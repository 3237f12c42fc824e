#!/usr/bin/env bash
# Makes docs/images/ctrl-c.svg: starts the sample application, presses Ctrl-C while an order is being paid, and draws what the
# terminal shows.
#
# Usage: src/docs/ctrl-c.sh     Needs ./mvnw -pl sample-app -am package -DskipTests, curl, python3; ports 8080 and 8081 are free.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# Of a job of its own, which Ctrl-C reaches.
set -m
java -jar sample-app/target/sample-app.jar > "$work/log" 2>&1 &
pid=$!
for _ in $(seq 600); do
	if grep -q 'Softlanding is ready' "$work/log"; then
		break
	fi
	sleep 0.1
done
order="$(curl -sS -m 10 localhost:8080/orders -H 'Content-Type: application/json' -d '{"sku":"parachute","quantity":1}')"
id="$(sed -n 's/.*"id":\([0-9]*\).*/\1/p' <<< "$order")"
curl -sS -m 30 -X POST "localhost:8080/orders/$id/pay?ms=4000" > "$work/answer" &
client=$!
sleep 1
kill -INT "$pid"
wait "$client"
wait "$pid" || true
grep -q PAID "$work/answer"
python3 src/docs/terminal.py "$work/log" "$(sed -n 's/.*\("status":"[A-Z]*"\).*/\1/p' "$work/answer")" > docs/images/ctrl-c.svg
