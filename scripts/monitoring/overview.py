"""Is all well? For whoever has just been woken."""
from panels import RED, YELLOW, dashboard, graph, row, stat, states

# Codes that are the system's fault, not the caller's.
FAULTS = 'code=~"UNAVAILABLE|RESOURCE_EXHAUSTED|DEADLINE_EXCEEDED|INTERNAL|UNKNOWN|DATA_LOSS"'
# Streams live long and end when a pod restarts; what fails in them is counted elsewhere.
STREAMS = "SubmitArticles|WatchArticles|TagArticles|Subscribe|Verify"


def percentile(share: float, histogram: str, labels: str = "<pods>", by: str = "le") -> str:
    return f"histogram_quantile({share}, sum by ({by}) (rate({histogram}_bucket{{{labels}}}[$__rate_interval])))"


def overview() -> dict:
    return dashboard(
        "sitrep-overview", "Sitrep: overview",
        "Is news flowing, how fresh are answers, is anything lost, where is the time spent. Red figures in the first line "
        "have an alert, and every alert a section in RUNBOOKS.md.",
        stat("How many alerts fire?", "Sitrep's alerts that fire now in the chosen namespaces. Zero is well.", "none",
             'count(ALERTS{alertname=~"Sitrep.*",alertstate="firing",namespace=~"$namespace|"}) or vector(0)',
             steps=[(1, RED)], width=3),
        stat("How many pods answer?", "Pods whose metrics Prometheus reads, by service. Compare with what is deployed: "
             "kubectl get pods.", "none", "count by (service) (sitrep_build_info{<pods>})", legend="{{service}}", width=4),
        stat("Articles taken in (per second)", "New articles and new revisions that the log has made durable.", "cps",
             'sum(rate(sitrep_ingest_articles_total{<pods>,outcome=~"created|revised"}[$__rate_interval]))', decimals=1,
             width=3),
        stat("How long does news wait? (s)", "Age of the oldest article that a query pod has received and does not yet "
             "show, the worst pod. Above 2 minutes somebody is warned, above 15 woken.", "s",
             "max(sitrep_query_follower_lag_seconds{<pods>})", steps=[(120, YELLOW), (900, RED)], width=4),
        stat("Failed calls (%)", "Of all calls that are no streams, those that failed by our fault, all services. The "
             "promise is at most 0.1 %.", "percentunit",
             f'(sum(rate(sitrep_rpc_requests_total{{<pods>,{FAULTS},method!~"{STREAMS}"}}[$__rate_interval])) or vector(0)) '
             f'/ sum(rate(sitrep_rpc_requests_total{{<pods>,method!~"{STREAMS}"}}[$__rate_interval]))',
             steps=[(0.001, YELLOW), (0.0144, RED)], width=4, decimals=2),
        stat("Fullest disk (% used)", "Of the file systems that shards lie on, the fullest. A full one refuses articles "
             "(ingest) or keeps answers old (query).", "percentunit",
             'max(1 - sitrep_rocksdb_property{<pods>,property="disk_free_bytes"} / ignoring (property) '
             'sitrep_rocksdb_property{<pods>,property="disk_capacity_bytes"})',
             steps=[(0.85, YELLOW), (0.95, RED)], width=3, decimals=0),

        stat("Partitions nobody answers for", "Partitions whose documents no live query pod holds: answers leave them out and "
             "say so.", "none", "max(sitrep_query_partitions_missing{<pods>})", steps=[(1, RED)], width=3),

        row("Is news flowing?"),
        graph("What becomes of submitted articles? (per second)", "Outcomes of submissions. unchanged: was in the log "
              "already. refused: retracted before, or could not be written.", "cps",
              ("sum by (outcome) (rate(sitrep_ingest_articles_total{<pods>}[$__rate_interval]))", "{{outcome}}"), stack=True),
        graph("How many texts do taggers annotate? (per second)", "Texts answered, remembered ones included. Every query "
              "pod asks for the articles it follows, so this is a multiple of what is taken in.", "cps",
              ("sum by (outcome) (rate(sitrep_tagger_texts_total{<pods>}[$__rate_interval]))", "{{outcome}}")),
        graph("How many articles become searchable? (per second)", "Revisions that each query pod applied to its views. "
              "Flat while articles are taken in: the follower stands still.", "cps",
              ("<sum> (rate(sitrep_query_articles_total{<pods>}[$__rate_interval]))", "{{pod}}")),

        row("How fresh are answers?"),
        graph("How long does news wait, by pod? (s)", "Age of the oldest article received and not yet searchable, by query pod.", "s",
              ("max by (pod) (sitrep_query_follower_lag_seconds{<pods>})", "{{pod}}"), steps=[(120, YELLOW), (900, RED)]),
        graph("How many articles wait to be searchable?", "Received from the log and not yet applied, by query pod. The "
              "queue is bounded; what lies beyond it in the log shows in the age beside this.", "none",
              ("max by (pod) (sitrep_query_follower_lag_articles{<pods>})", "{{pod}}")),
        states("Can every query pod follow the log?", "Red while the log cannot be reached or read, or no tagger answers. "
               "sitrep status says why.", "max by (pod) (sitrep_query_follower_trouble{<pods>})", "{{pod}}",
               {0: ("follows", "green"), 1: ("in trouble", "red")}),

        row("Is anything lost?"),
        graph("What is turned away? (per second)", "Articles refused by the log's writer, and calls refused because a "
              "queue was full. Nothing of it was acknowledged: clients hold it and send again.", "cps",
              ('sum(rate(sitrep_ingest_articles_total{<pods>,outcome="refused"}[$__rate_interval]))', "articles refused"),
              ("sum(rate(sitrep_rpc_refused_total{<pods>}[$__rate_interval]))", "calls refused, queue full")),
        graph("Articles shown without annotations (per hour)", "Articles that could not be tagged; found by their words "
              "only. sitrep admin failures lists them and tries again.", "none",
              ('<sum> (increase(sitrep_query_articles_total{<pods>,outcome="tagging_failed"}[1h]))', "{{pod}}")),
        graph("Which calls fail? (per second)", "Calls that failed by our fault, by method and code.", "cps",
              (f"sum by (method, code) (rate(sitrep_rpc_requests_total{{<pods>,{FAULTS}}}[$__rate_interval])) "
               "or on () vector(0)", "{{method}} {{code}}")),

        row("Where is the time spent?"),
        graph("How long does each step take? (s, 95th percentile)", "From submission to searchable: one group made durable; "
              "one text annotated that no memo knew; one group applied to the views.", "s",
              (percentile(0.95, "sitrep_ingest_append_duration_seconds"), "made durable"),
              (percentile(0.95, "sitrep_tagger_text_duration_seconds"), "annotated"),
              (percentile(0.95, "sitrep_query_apply_duration_seconds"), "applied to views")),
        graph("How long do answers take? (s, 95th percentile)", "Reads by method, from arrival to status. Includes waiting "
              "for freshness where a client asked for it.", "s",
              (percentile(0.95, "sitrep_rpc_duration_seconds",
                          '<pods>,method=~"(Search|Count)Articles|Get(Document|Timeline|Story|Entity|Digest)|'
                          'List(Events|Quotes|Stories|Entities)"', "le, method"), "{{method}}")),
        graph("Who uses the CPU? (cores)", "CPU time a second, user and system, by pod.", "none",
              ("<sum> (rate(sitrep_process_cpu_seconds_total{<pods>}[$__rate_interval]))", "{{pod}}"), stack=True),
    )
