"""Are answers fresh, right and fast?"""
from overview import FAULTS, STREAMS, percentile
from panels import RED, YELLOW, dashboard, graph, row, stat, states
from services import calls, process

READS = ('method=~"(Search|Count)Articles|Get(Document|Timeline|Story|Entity|Digest)|'
         'List(Events|Quotes|Stories|Entities)"')


def query() -> dict:
    return dashboard(
        "sitrep-query", "Sitrep: query", "The views: how fresh they are, how long answers take, and which calls fail.",
        stat("How long does news wait? (s)", "Age of the oldest article received and not yet searchable, the worst pod.",
             "s", "max(sitrep_query_follower_lag_seconds{<pods>})", steps=[(120, YELLOW), (900, RED)]),
        stat("Query pods in trouble", "Pods that cannot follow the log or find no tagger. sitrep status says why.", "none",
             "sum(sitrep_query_follower_trouble{<pods>})", steps=[(1, RED)]),
        stat("Articles without annotations (last 24 h)", "Articles whose tagging failed, counted by every replica that "
             "applied them.", "none",
             'sum(increase(sitrep_query_articles_total{<pods>,outcome="tagging_failed"}[24h]))', steps=[(1, YELLOW)],
             decimals=0),
        stat("Reads answered (per second)", "Searches, events, timelines, quotes, stories, entities, counts.", "reqps",
             f"sum(rate(sitrep_rpc_requests_total{{<pods>,{READS}}}[$__rate_interval]))", decimals=1),
        stat("How long do answers take? (s, 95th percentile)", "All reads together, from arrival to status.", "s",
             percentile(0.95, "sitrep_rpc_duration_seconds", f"<pods>,{READS}"), steps=[(0.5, YELLOW), (2, RED)]),
        stat("Failed calls (%)", "Of calls that are no streams, those that failed by our fault.", "percentunit",
             f'(sum(rate(sitrep_rpc_requests_total{{<pods>,{FAULTS},method!~"{STREAMS}"}}[$__rate_interval]) <of query>) '
             f'or vector(0)) / sum(rate(sitrep_rpc_requests_total{{<pods>,method!~"{STREAMS}"}}[$__rate_interval]) '
             "<of query>)", steps=[(0.001, YELLOW), (0.0144, RED)], decimals=2),

        row("How fresh are answers?"),
        graph("How long does news wait, by pod? (s)", "Age of the oldest article received and not yet searchable, by pod.", "s",
              ("max by (pod) (sitrep_query_follower_lag_seconds{<pods>})", "{{pod}}"), steps=[(120, YELLOW), (900, RED)]),
        graph("How many articles wait to be searchable?", "Received and not yet applied, by pod. The queue is bounded.",
              "none", ("max by (pod) (sitrep_query_follower_lag_articles{<pods>})", "{{pod}}")),
        states("Is every pod ready?", "A new pod is, once its views have come as far as the log had at its start.",
               "max by (pod) (sitrep_query_ready{<pods>})", "{{pod}}", {0: ("catches up", "yellow"), 1: ("ready", "green")}),
        graph("How far is the views' next generation? (articles)", "In the views that another pipeline version builds "
              "beside those that serve; 0 while none does.", "none",
              ("max by (pod) (sitrep_query_shadow_articles{<pods>})", "{{pod}}")),
        states("Can every pod follow the log?", "Red while the log cannot be reached or read, or no tagger answers.",
               "max by (pod) (sitrep_query_follower_trouble{<pods>})", "{{pod}}",
               {0: ("follows", "green"), 1: ("in trouble", "red")}),
        graph("How many articles become searchable? (per second)", "Revisions applied to the views, by pod.", "cps",
              ("<sum> (rate(sitrep_query_articles_total{<pods>}[$__rate_interval]))", "{{pod}}")),
        graph("How long does a group take to apply? (s)", "One group of records applied to every view: median, 99th "
              "percentile.", "s", (percentile(0.5, "sitrep_query_apply_duration_seconds"), "median"),
              (percentile(0.99, "sitrep_query_apply_duration_seconds"), "99 %")),
        graph("Articles shown without annotations (per hour)", "Articles that could not be tagged, by pod.", "none",
              ('<sum> (increase(sitrep_query_articles_total{<pods>,outcome="tagging_failed"}[1h]))', "{{pod}}")),

        row("How fast are answers?"),
        graph("What is asked? (calls per second)", "Reads by method, whatever became of them.", "reqps",
              (f"sum by (method) (rate(sitrep_rpc_requests_total{{<pods>,{READS}}}[$__rate_interval]))", "{{method}}"),
              stack=True),
        graph("How long do answers take, by method? (s, 95th percentile)", "Reads by method, from arrival to status; includes waiting "
              "for freshness where a client asked for it.", "s",
              (percentile(0.95, "sitrep_rpc_duration_seconds", f"<pods>,{READS}", "le, method"), "{{method}}")),
        graph("Is one pod slower than the others? (s, 95th percentile)", "All reads together, by pod.", "s",
              (percentile(0.95, "sitrep_rpc_duration_seconds", f"<pods>,{READS}", "le, pod"), "{{pod}}")),
        graph("How many subscribers listen? (streams)", "Open Subscribe streams, by pod.", "none",
              ('<sum> (sitrep_rpc_in_flight{<pods>,method="Subscribe"})', "{{pod}}")),
        row("Do the pods answer together?"),
        graph("Partitions nobody answers for", "As each pod sees it: partitions that neither it nor any ready peer holds. "
              "Answers leave them out and say so.", "none",
              ("max by (pod) (sitrep_query_partitions_missing{<pods>})", "{{pod}}"), steps=[(1, RED)]),
        graph("How many other pods does each see?", "Query pods that answer and are ready, as each sees them. Lines that "
              "differ: some cannot reach others.", "none", ("max by (pod) (sitrep_peer_usable_pods{<pods>})", "{{pod}}")),
        graph("What is asked of other pods? (per second)", "Conversations on behalf of one request, by outcome; requests sent "
              "on to a pod that has all partitions; requests begun anew because a replica was lost.", "cps",
              ("sum by (outcome) (rate(sitrep_peer_sessions_total{<pods>}[$__rate_interval]))", "{{outcome}}"),
              ("sum(rate(sitrep_peer_forwarded_requests_total{<pods>}[$__rate_interval]))", "forwarded"),
              ("sum(rate(sitrep_peer_redone_requests_total{<pods>}[$__rate_interval]))", "begun anew")),
        graph("Answers without some partitions (per second)", "Given without partitions that no replica answered for, by pod.",
              "cps", ("<sum> (rate(sitrep_peer_incomplete_answers_total{<pods>}[$__rate_interval]))", "{{pod}}"),
              steps=[(0.01, RED)]),
        *calls("query"),
        *process("query"),
    )
