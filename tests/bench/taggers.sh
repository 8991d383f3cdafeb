# What adding taggers adds: articles per second to the end of the path with 1, 2, 3, 4 tagger processes that may each use a
# fifth of one core, so that they are what limits it.

bench_taggers() {
  local file taggers n articles=600
  file=${load:-$(load_corpus)}
  [[ -n $file ]] || { echo "skipped: taggers needs --load FILE"; return; }
  for taggers in 1 2 3 4; do
    open_cluster
    head -n "$articles" "$file" >"$data/articles.jsonl"
    start_ingest
    local addresses=()
    for ((n = 0; n < taggers; n++)); do
      start_tagger "$n"
      addresses+=("$(address tagger "$n")")
    done
    start_query 0 "$(IFS=,; echo "${addresses[*]}")"
    until_serving
    for ((n = 0; n < taggers; n++)); do
      cap_pod "tagger-$n" 20 || { echo "skipped: taggers needs to make groups below $cgroup"; close_cluster; return; }
    done
    local began ended
    began=$(date +%s.%N)
    ask load "$data/articles.jsonl" --json --timeout 300 >/dev/null
    ended=$(date +%s.%N)
    local texts=''
    for ((n = 0; n < taggers; n++)); do texts+=" $(metric tagger "$n" 'sitrep_tagger_texts_total{outcome="annotated"}')"; done
    awk -v t="$taggers" -v b="$began" -v e="$ended" -v n="$articles" -v texts="$texts" \
      'BEGIN { printf "  %d taggers at 20 %% of a core: %5.1f articles/s; texts of each:%s\n", t, n / (e - b), texts }'
    close_cluster
  done
}
