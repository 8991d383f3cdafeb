"""Panels that the dashboards of all services share. `service`: ingest, tagger or query."""
from overview import FAULTS
from panels import RED, YELLOW, graph, row


def calls(service: str) -> list[dict]:
    of = f"<of {service}>"
    return [
        row("Which calls come, how do they end?"),
        graph("Calls finished (per second)", "By method, streams included, which finish when they are closed.", "cps",
              (f"sum by (method) (rate(sitrep_rpc_requests_total{{<pods>}}[$__rate_interval]) {of})", "{{method}}")),
        graph("Which calls fail? (per second)", "Calls that failed by our fault, by method and code. RESOURCE_EXHAUSTED: "
              "the queue or the disk is full. UNAVAILABLE: a neighbour is missing, or the pod was draining.", "cps",
              (f"sum by (method, code) (rate(sitrep_rpc_requests_total{{<pods>,{FAULTS}}}[$__rate_interval]) {of}) "
               "or on () vector(0)", "{{method}} {{code}}")),
        graph("Calls turned away, queue full (per second)", "By pod. The clients were told to slow down; lasting, this "
              "wants more pods or more threads.", "cps",
              (f"<sum> (rate(sitrep_rpc_refused_total{{<pods>}}[$__rate_interval]) {of})", "{{pod}}")),
    ]


def process(service: str) -> list[dict]:
    of = f"<of {service}>"
    return [
        row("Has it room to work?"),
        graph("How many tasks wait for a worker?", "By pod and executor. requests: unary calls; feed: reads for streams; "
              "tagging: texts. Rising to its limit (--queue_limit), calls are refused.", "none",
              (f"sum by (pod, executor) (sitrep_executor_queue_depth{{<pods>}} {of})", "{{pod}} {{executor}}")),
        graph("CPU used (cores)", "CPU time a second, user and system, by pod. Flat at the pod's limit: it is throttled.",
              "none", (f"<sum> (rate(sitrep_process_cpu_seconds_total{{<pods>}}[$__rate_interval]) {of})", "{{pod}}")),
        graph("Memory held (bytes)", "Resident memory, by pod, and what of it the program has allocated; the rest is the "
              "allocator's. Beyond the pod's limit it is killed and restarts.", "bytes",
              (f"<sum> (sitrep_process_resident_bytes{{<pods>}} {of})", "{{pod}}"),
              (f"<sum> (sitrep_process_allocated_bytes{{<pods>}} {of})", "{{pod}}, allocated")),
        graph("How long has it been up? (s)", "Since the process began, by pod. A saw tooth is a process that dies.", "s",
              (f"max by (pod) (time() - sitrep_process_start_time_seconds{{<pods>}} {of})", "{{pod}}")),
        graph("Free disk (%)", "Of the file system the shard lies on, by pod.", "percentunit",
              ('max by (pod) (sitrep_rocksdb_property{<pods>,property="disk_free_bytes"} / ignoring (property) '
               f'sitrep_rocksdb_property{{<pods>,property="disk_capacity_bytes"}} {of})', "{{pod}}"),
              steps=[(0, RED), (0.05, YELLOW), (0.15, "green")], high=1),
        graph("Shard on disk (bytes)", "Table and blob files of RocksDB, by pod. More: the RocksDB dashboard.", "bytes",
              (f'<sum> (sitrep_rocksdb_property{{<pods>,property=~"(sst|blob)_bytes"}} {of})', "{{pod}}")),
    ]
