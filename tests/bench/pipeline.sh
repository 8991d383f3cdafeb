# The whole path: articles per second until the last one is searchable and in the timeline, CPU µs per article in each
# process, resident memory, most of all while loading and at the end. --rounds loads the file again with shifted dates and ids.

services=(ingest tagger query)

# The most memory each process was seen to hold: a line of three numbers in FILE, replaced every two seconds.
watch_memory() { # FILE
  local most=(0 0 0) i now
  while sleep 2; do
    for i in 0 1 2; do
      now=$(metric "${services[i]}" 0 sitrep_process_resident_bytes)
      most[i]=$(awk -v a="${most[i]}" -v b="$now" 'BEGIN { print (a > b ? a : b) }')
    done
    printf '%s %s %s\n' "${most[@]}" >"$1"
  done
}

# The corpus as if it were another decade's.
shift_corpus() { # FILE ROUND
  awk -v round="$2" '{
    sub(/"id": "/, "\"id\": \"r" round "-")
    if (match($0, /"date": "[0-9][0-9][0-9][0-9]/)) {
      year = substr($0, RSTART + 9, 4) + (round - 1) * 10
      $0 = substr($0, 1, RSTART + 8) year substr($0, RSTART + 13)
    }
    print
  }' "$1"
}

bench_pipeline() {
  local file=${load:-$(load_corpus)}
  [[ -n $file ]] || { echo "skipped: pipeline needs --load FILE"; return; }
  open_cluster
  start_ingest
  start_tagger 0
  start_query 0 "$(address tagger 0)"
  until_serving

  local round i before=(0 0 0)
  for i in 0 1 2; do before[i]=$(metric "${services[i]}" 0 sitrep_process_cpu_seconds_total); done
  for ((round = 1; round <= rounds; ++round)); do
    if [[ $round -gt 1 ]]; then
      shift_corpus "${load:-$(load_corpus)}" "$round" >"$data/round.jsonl"
      file=$data/round.jsonl
    fi
    rm -f "$data/memory"
    watch_memory "$data/memory" 2>/dev/null & local watcher=$!
    local began ended client count most=()
    count=$(wc -l <"$file")
    began=$(date +%s.%N)
    client=$( { TIMEFORMAT='%U %S'; time ask load "$file" --json >"$data/summary"; } 2>&1 | tail -n 1)
    ended=$(date +%s.%N)
    kill "$watcher" 2>/dev/null
    read -ra most <"$data/memory" || most=(0 0 0)
    printf 'round %d: %s articles, %s\n' "$round" "$count" "$(cat "$data/summary")"
    awk -v b="$began" -v e="$ended" -v n="$count" 'BEGIN { printf "  %.1f s to the last article searchable and in the timeline: %.0f articles/s\n", e - b, n / (e - b) }'
    for i in 0 1 2; do
      local cpu resident allocated
      cpu=$(metric "${services[i]}" 0 sitrep_process_cpu_seconds_total)
      resident=$(metric "${services[i]}" 0 sitrep_process_resident_bytes)
      allocated=$(metric "${services[i]}" 0 sitrep_process_allocated_bytes)
      awk -v s="${services[i]}" -v c="$cpu" -v b="${before[i]}" -v n="$count" -v r="$resident" -v a="$allocated" -v m="${most[i]}" 'BEGIN {
        printf "  %-7s %6.0f µs CPU per article   MiB resident: %.0f at most, %.0f at the end, of it %.0f allocated\n",
          s, (c - b) * 1e6 / n, m / 1048576, r / 1048576, a / 1048576 }'
      before[i]=$cpu
    done
    awk -v t="$client" -v n="$count" 'BEGIN { split(t, p, " "); printf "  %-7s %6.0f µs CPU per article\n", "client", (p[1] + p[2]) * 1e6 / n }'
  done
  printf '  shards: %s\n' "$(du -sh "$data"/{ingest,tagger,query}-0 | awk '{ printf "%s %s  ", $1, $2 }' | sed "s|$data/||g")"
  close_cluster
}
