# How long a new query replica takes until it is ready, beside one that holds the load corpus: from its checkpoint, and from the
# log (annotations come from the tagger's memo).

bench_replica() {
  local file how n
  file=${load:-$(load_corpus)}
  [[ -n $file ]] || { echo "skipped: replica needs --load FILE"; return; }
  open_cluster
  start_ingest
  start_tagger 0
  local peers
  peers="$(address query 0),$(address query 1),$(address query 2)"
  start_query 0 "$(address tagger 0)" --peers="$peers"
  until_serving
  ask load "$file" --json >/dev/null
  n=0
  for how in true false; do
    n=$((n + 1))
    local began ended
    began=$(date +%s.%N)
    start_query "$n" "$(address tagger 0)" --peers="$peers" --bootstrap="$how"
    until grep -qs '"msg":"ready"' "$data/log/query-$n"; do
      kill -0 "${pids[query-$n]}" 2>/dev/null || { tail -n 3 "$data/log/query-$n" >&2; fail "the replica did not start"; }
      sleep 0.1
    done
    ended=$(date +%s.%N)
    awk -v h="$how" -v b="$began" -v e="$ended" -v c="$(wc -l <"$file")" \
      'BEGIN { printf "  %s articles, %s: ready after %.1f s\n", c, h == "true" ? "from a peer" : "from the log", e - b }'
  done
  printf '  shard: %s\n' "$(du -sh "$data/query-0" | cut -f 1)"
  close_cluster
}
