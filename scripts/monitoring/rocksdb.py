"""Are the shards healthy, and what do they hold?"""
from panels import RED, YELLOW, dashboard, graph, row, stat, states


def figure(name: str) -> str:
    return f'sitrep_rocksdb_property{{<pods>,property="{name}"}}'


def rocksdb() -> dict:
    return dashboard(
        "sitrep-rocksdb", "Sitrep: RocksDB", "The shards of all services: disk, stalls, compaction, memory. Choose pods at "
        "the top.",
        stat("Fullest disk (% used)", "Of the file systems that shards lie on.", "percentunit",
             f'max(1 - {figure("disk_free_bytes")} / ignoring (property) {figure("disk_capacity_bytes")})',
             steps=[(0.85, YELLOW), (0.95, RED)], decimals=0),
        stat("Shards that take no writes", "Full disk, or writes stopped until compaction has caught up.", "none",
             f'count(max without (property) (sitrep_rocksdb_property{{<pods>,property=~"disk_full|writes_stopped"}}) > 0) '
             "or vector(0)", steps=[(1, RED)]),
        stat("Shards that slow their writers", "Compaction is behind, so RocksDB delays writes.", "none",
             f'count({figure("delayed_write_bytes_per_second")} > 0) or vector(0)', steps=[(1, YELLOW)]),
        stat("Background errors", "Failed flushes and compactions since the processes began. The log says which.", "none",
             f'sum({figure("background_errors")})', steps=[(1, RED)]),
        stat("Waiting for compaction (bytes)", "Estimate of what compaction has to rewrite, all shards.", "bytes",
             f'sum({figure("pending_compaction_bytes")})', steps=[(8 << 30, YELLOW), (64 << 30, RED)]),
        stat("All shards on disk (bytes)", "Table and blob files.", "bytes",
             'sum(sitrep_rocksdb_property{<pods>,property=~"(sst|blob)_bytes"})'),

        row("Does the disk last?"),
        graph("Free disk (bytes)", "Of the file system each shard lies on.", "bytes",
              (f'min by (pod) ({figure("disk_free_bytes")})', "{{pod}}")),
        graph("Shard on disk (bytes)", "Table and blob files, by pod.", "bytes",
              ('<sum> (sitrep_rocksdb_property{<pods>,property=~"(sst|blob)_bytes"})', "{{pod}}")),
        graph("Which families are large? (bytes)", "The ten largest column families, table and blob files, all chosen pods.",
              "bytes", ('topk(10, sum by (family) (sitrep_rocksdb_property{<pods>,property=~"(sst|blob)_bytes"}))',
                        "{{family}}")),
        graph("How much of the blob files is garbage? (%)", "Space of values that were replaced or deleted and that "
              "compaction has not yet given back, by pod.", "percentunit",
              (f'<sum> ({figure("blob_garbage_bytes")}) / clamp_min(<sum> ({figure("blob_bytes")}), 1)', "{{pod}}"), high=1),
        graph("Keys (estimate)", "The ten families with most keys, all chosen pods.", "short",
              (f'topk(10, sum by (family) ({figure("estimated_keys")}))', "{{family}}")),
        graph("Snapshots held", "Open snapshots, by pod. One that stays keeps old versions from being dropped.", "none",
              (f'<sum> ({figure("snapshots")})', "{{pod}}")),

        row("Does compaction keep up?"),
        states("Do shards take writes?", "Red while RocksDB has stopped writes until compaction has caught up.",
               f'max by (pod) ({figure("writes_stopped")})', "{{pod}}",
               {0: ("takes writes", "green"), 1: ("stopped", "red")}),
        graph("Waiting for compaction, by pod (bytes)", "Estimate of what has to be rewritten, by pod. It should fall when the load "
              "does.", "bytes", (f'<sum> ({figure("pending_compaction_bytes")})', "{{pod}}")),
        graph("Flushes and compactions that run", "In all chosen pods. None running while one is due: it is stalled.", "none",
              (f'sum({figure("running_flushes")})', "flushes"), (f'sum({figure("running_compactions")})', "compactions"),
              (f'sum({figure("compaction_pending")})', "shards with a compaction due")),
        graph("Allowed write rate while delayed (bytes per second)", "Zero: not delayed. Else RocksDB holds writers to this "
              "rate, by pod.", "Bps", (f'max by (pod) ({figure("delayed_write_bytes_per_second")})', "{{pod}}")),
        graph("Full write buffers waiting for a flush", "Immutable memtables, by pod. Two and more of a family: the disk does "
              "not keep up.", "none", (f'max by (pod) ({figure("immutable_memtables")})', "{{pod}}")),
        graph("Background errors, by pod", "Failed flushes and compactions since the process began, by pod.", "none",
              (f'<sum> ({figure("background_errors")})', "{{pod}}")),

        row("Where does the memory go?"),
        graph("How full is the cache? (%)", "Block cache with the write buffers charged to it, of --memory_mb, by pod. Full "
              "is normal for a shard larger than its cache.", "percentunit",
              (f'max by (pod) ({figure("cache_bytes")} / ignoring (property) {figure("cache_capacity_bytes")})', "{{pod}}")),
        graph("Write buffers (bytes)", "Memtables, by pod: what is written and not yet in table files.", "bytes", (f'<sum> ({figure("memtable_bytes")})', "{{pod}}")),
        graph("Table readers (bytes)", "Indexes and filters outside the cache, by pod.", "bytes",
              (f'<sum> ({figure("table_reader_bytes")})', "{{pod}}")),
    )
