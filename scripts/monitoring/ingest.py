"""Does the log take articles, and how fast are they safe?"""
from overview import percentile
from panels import RED, YELLOW, dashboard, graph, row, stat
from services import calls, process

WRITES = 'method=~"CreateArticle|SubmitArticles"'


def ingest() -> dict:
    refused = 'sum(rate(sitrep_ingest_articles_total{<pods>,outcome="refused"}[$__rate_interval]))'
    return dashboard(
        "sitrep-ingest", "Sitrep: ingest", "The log: what is submitted, what is refused, how long it takes to be durable, "
        "and who reads it.",
        stat("Articles taken in (per second)", "New articles and new revisions, durable when they are counted.", "cps",
             'sum(rate(sitrep_ingest_articles_total{<pods>,outcome=~"created|revised"}[$__rate_interval]))', decimals=1),
        stat("Articles refused (per second)", "Retracted ids sent again, and writes that failed. Writes fail when the disk "
             "is full.", "cps", refused, steps=[(0.01, YELLOW), (1, RED)], decimals=1),
        stat("Is a disk full?", "Ingest pods whose disk has no room left: they refuse every write and answer reads.", "none",
             'sum(sitrep_rocksdb_property{<pods>,property="disk_full"} <of ingest>)', steps=[(1, RED)]),
        stat("How long until an article is safe? (s, 99th percentile)", "One group of entries written, synced and indexed.",
             "s", percentile(0.99, "sitrep_ingest_append_duration_seconds"), steps=[(0.25, YELLOW), (1, RED)]),
        stat("Articles waiting for the writer (bytes)", "Accepted and not yet durable; bounded, then clients are slowed.",
             "bytes", "sum(sitrep_ingest_writer_queue_bytes{<pods>})", steps=[(16 << 20, YELLOW)]),
        stat("Who follows the log? (streams)", "Open WatchArticles streams, one a query pod and ingest pod, and one a "
             "tagger for control records. Fewer than pods that ask: some do not follow.", "none",
             'sum(sitrep_rpc_in_flight{<pods>,method="WatchArticles"})'),

        row("Is it taking articles?"),
        graph("What becomes of submitted articles? (per second)", "unchanged: was in the log already. refused: retracted "
              "before, or could not be written. redirected: sent to the wrong pod, which named the right one.", "cps",
              ("sum by (outcome) (rate(sitrep_ingest_articles_total{<pods>}[$__rate_interval]))", "{{outcome}}"), stack=True),
        graph("Is the load spread over the pods? (articles per second)", "Everything submitted, by pod. A pod gets what its "
              "partitions get; ids are hashed, so partitions are even.", "cps",
              ("<sum> (rate(sitrep_ingest_articles_total{<pods>}[$__rate_interval]))", "{{pod}}")),
        graph("Who submits? (streams and calls)", "Open SubmitArticles streams and CreateArticle calls in flight, by pod.",
              "none", (f"sum by (pod, method) (sitrep_rpc_in_flight{{<pods>,{WRITES}}})", "{{pod}} {{method}}")),

        row("How fast is an article safe?"),
        graph("How long does a group take to be durable? (s)", "Written, synced and indexed: median, 99th percentile.", "s",
              (percentile(0.5, "sitrep_ingest_append_duration_seconds"), "median"),
              (percentile(0.99, "sitrep_ingest_append_duration_seconds"), "99 %"), steps=[(1, RED)]),
        graph("How many entries share one sync?", "Mean size of a group, by pod. It grows with the load, and keeps "
              "throughput up when the disk is slow; one means an idle writer.", "none",
              ("<sum> (rate(sitrep_ingest_group_entries_sum{<pods>}[$__rate_interval])) / "
               "<sum> (rate(sitrep_ingest_group_entries_count{<pods>}[$__rate_interval]))", "{{pod}}")),
        graph("How much waits for the writer? (bytes)", "Articles accepted and not yet durable, by pod.", "bytes",
              ("<sum> (sitrep_ingest_writer_queue_bytes{<pods>})", "{{pod}}")),
        *calls("ingest"),
        *process("ingest"),
    )
