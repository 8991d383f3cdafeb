# Sourced by the benchmarks of whole processes. Starts pods on ports of their own, reads their metrics, stops them and removes
# their data. Pod n of a service has 100 n added to its ports. Every benchmark begins with open_cluster and ends with
# close_cluster.

declare -A base=([ingest]=17101 [tagger]=17102 [query]=17103)
address() { echo "127.0.0.1:$((${base[$1]} + 100 * $2))"; }       # SERVICE N
metrics_port() { echo "$((${base[$1]} + 2000 + 100 * $2))"; }     # SERVICE N
cgroup=/sys/fs/cgroup/cpu

open_cluster() {
  data=$(mktemp -d)
  mkdir "$data/log"
  declare -gA pids=()
  groups=()
  trap close_cluster EXIT
}
close_cluster() {
  local group
  kill "${pids[@]}" 2>/dev/null
  wait "${pids[@]}" 2>/dev/null || true
  for group in "${groups[@]}"; do rmdir "$group" 2>/dev/null || true; done
  rm -rf "$data"
  trap - EXIT
}

start_pod() { # SERVICE N FLAGS...
  local service=$1 n=$2
  shift 2
  "$bin/${service}d" --address="$(address "$service" "$n")" --metrics_address="127.0.0.1:$(metrics_port "$service" "$n")" \
    --data_dir="$data/$service-$n" "$@" 2>>"$data/log/$service-$n" &
  pids[$service-$n]=$!
}
start_ingest() { start_pod ingest 0 "$@"; }
start_tagger() { start_pod tagger "$1" --models_dir=models --ingest_address="$(address ingest 0)" "${@:2}"; }             # N FLAGS...
start_query() { start_pod query "$1" --ingest_address="$(address ingest 0)" --tagger_address="$2" "${@:3}"; }             # N TAGGERS FLAGS...

ask() { "$bin/sitrep" --ingest "$(address ingest 0)" --tagger "$(address tagger 0)" --query "$(address query "${query:-0}")" "$@"; }
until_serving() { until ask status --timeout 2 >/dev/null 2>&1; do sleep 0.2; done; }

metric() { # SERVICE N NAME
  exec 3<>"/dev/tcp/127.0.0.1/$(metrics_port "$1" "$2")"
  printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3
  awk -v name="$3" '$1 == name { print $2 }' <&3
  exec 3>&-
}

# Lets a pod have a part of one core. False where the kernel's groups cannot be made.
cap_pod() { # SERVICE-N PERCENT
  local group=$cgroup/sitrep-bench-$$-$1
  mkdir "$group" 2>/dev/null || return 1
  groups+=("$group")
  echo 100000 >"$group/cpu.cfs_period_us" && echo "$(($2 * 1000))" >"$group/cpu.cfs_quota_us" && echo "${pids[$1]}" >"$group/cgroup.procs"
}

load_corpus() { # prints the path of the load corpus; nothing when it is not there
  local file=.cache/load-allsides.jsonl
  if [[ ! -f $file && -f ../shared/data/load-allsides.jsonl.xz ]]; then
    mkdir -p .cache && xz -dc ../shared/data/load-allsides.jsonl.xz >"$file"
  fi
  if [[ -f $file ]]; then echo "$file"; fi
}
