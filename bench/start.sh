#!/usr/bin/env bash
# Measures the seconds from the command to "Waypost is ready", the memory of each service when idle, and the seconds of the shutdown.
# Linux only.
# Usage: bench/start.sh [options of the app host]. Build first, and run no other Waypost at the same time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
now() { date +%s.%N; }
since() { echo "$(now) $1" | awk '{ printf "%.1f", $1 - $2 }'; }

began=$(now)
dotnet run --project Waypost.AppHost --no-build -- "$@" >"$log" 2>&1 </dev/null &
starter=$!
until grep -q '^Waypost is ready: ' "$log"; do
  kill -0 "$starter" 2>/dev/null || { cat "$log" >&2; exit 1; }
  sleep 0.2
done
echo "ready after $(since "$began") s"

# Wait until the demo's first counts and analyses have finished.
sleep 30
for process in /proc/[0-9]*; do
  command=$(tr '\0' ' ' <"$process/cmdline" 2>/dev/null) || continue
  case $command in
    "$PWD"/Waypost.AppHost/bin/*) kind='app host' ;;
    "$PWD"/Waypost.Manager/bin/*) kind='manager' ;;
    "$PWD"/Waypost.FlagProvider/bin/*) kind='providers' ;;
    "$PWD"/Waypost.Stats/bin/*) kind='stats worker' ;;
    "$PWD"/samples/SolarFlare/bin/*) kind='SolarFlare' ;;
    *'dotnet run --project '*Waypost.AppHost* | *'dotnet run --project '"$PWD"/*) kind='dotnet run' ;;
    *aspire.hosting.orchestration*) kind='orchestrator' ;;
    *Aspire.Dashboard*) kind='dashboard' ;;
    postgres:* | */postgres\ -D*) kind='PostgreSQL' ;;
    *) continue ;;
  esac
  awk -v kind="$kind" '/^Pss:/ { print kind "\t" $2 / 1024 }' "$process/smaps_rollup" 2>/dev/null || true
done | awk -F'\t' '{ sum[$1] += $2; count[$1]++ } END { for (kind in sum) printf "%-14s %2d processes %5d MB\n", kind, count[kind], sum[kind] }' | sort

apphost=$(pgrep -f "^$PWD/Waypost.AppHost/bin/[^ ]*/Waypost.AppHost( |$)")
stopping=$(now)
kill -TERM "$apphost"
while kill -0 "$apphost" 2>/dev/null; do sleep 0.1; done
echo "app host ended after $(since "$stopping") s"
while pgrep -f "aspire.hosting.orchestration|^$PWD/.*/bin/" >/dev/null; do sleep 0.1; done
echo "all processes ended after $(since "$stopping") s"
