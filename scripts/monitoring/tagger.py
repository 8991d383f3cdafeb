"""Are texts annotated, how fast, and does the memo help?"""
from overview import percentile
from panels import RED, YELLOW, dashboard, graph, row, stat
from services import calls, process

HITS = 'sitrep_tagger_memo_requests_total{<pods>,result="hit"}'
LOOKUPS = "sitrep_tagger_memo_requests_total{<pods>}"


def tagger() -> dict:
    return dashboard(
        "sitrep-tagger", "Sitrep: tagger", "The function: texts in, annotations out, and the memo of what was annotated.",
        stat("Texts answered (per second)", "Annotated and remembered ones.", "cps",
             "sum(rate(sitrep_tagger_texts_total{<pods>}[$__rate_interval]))", decimals=1),
        stat("Failed texts (%)", "Of all texts answered, those whose annotation failed.", "percentunit",
             'sum(rate(sitrep_tagger_texts_total{<pods>,outcome="failed"}[1h])) / '
             "sum(rate(sitrep_tagger_texts_total{<pods>}[1h]))", steps=[(0.001, YELLOW), (0.02, RED)], decimals=2),
        stat("How many texts did the memo know? (%)", "Hits of all look-ups. A text that several query pods ask for at the "
             "same moment is annotated once and counts once.", "percentunit",
             f"sum(rate({HITS}[1h])) / sum(rate({LOOKUPS}[1h]))", decimals=0),
        stat("How long does a text take? (s, 99th percentile)", "Annotation of one text that the memo did not know.", "s",
             percentile(0.99, "sitrep_tagger_text_duration_seconds"), steps=[(1, YELLOW), (10, RED)]),
        stat("Tokens annotated (per second)", "Without those of remembered texts.", "cps",
             "sum(rate(sitrep_tagger_tokens_total{<pods>}[$__rate_interval]))"),
        stat("Texts waiting for a worker", "Queued for annotation in all pods.", "none",
             'sum(sitrep_executor_queue_depth{<pods>,executor="tagging"})', steps=[(64, YELLOW), (512, RED)]),

        row("Are texts annotated?"),
        graph("Texts answered, by outcome (per second)", "By outcome. failed: the annotators gave up on the text, it is shown without "
              "annotations and can be tried again.", "cps",
              ("sum by (outcome) (rate(sitrep_tagger_texts_total{<pods>}[$__rate_interval]))", "{{outcome}}")),
        graph("Is the work spread over the pods? (texts per second)", "By pod. Each text goes to the pod that the hash of "
              "its content prefers; a pod that is slow or gone loses its texts to the next.", "cps",
              ("<sum> (rate(sitrep_tagger_texts_total{<pods>}[$__rate_interval]))", "{{pod}}")),
        graph("Who asks? (open TagArticles streams)", "By pod. A new pod without streams gets no work.", "none",
              ('<sum> (sitrep_rpc_in_flight{<pods>,method="TagArticles"})', "{{pod}}")),

        row("How fast, and does the memo help?"),
        graph("How long does a text take? (s)", "Annotation of one text that was not remembered: median, 99th percentile.",
              "s", (percentile(0.5, "sitrep_tagger_text_duration_seconds"), "median"),
              (percentile(0.99, "sitrep_tagger_text_duration_seconds"), "99 %")),
        graph("How many texts did the memo know, by pod? (%)", "Hits of all look-ups, by pod. Near zero while texts are "
              "annotated more often than articles come in: the memo is useless.", "percentunit",
              (f"<sum> (rate({HITS}[$__rate_interval])) / <sum> (rate({LOOKUPS}[$__rate_interval]))", "{{pod}}"), high=1),
        graph("How much does the memo hold? (bytes)", "On disk, by pod. It is bounded and forgets the oldest.", "bytes",
              ('<sum> (sitrep_rocksdb_property{<pods>,property=~"(sst|blob)_bytes"} <of tagger>)', "{{pod}}")),
        graph("What does a core annotate? (tokens per CPU second)", "Tokens annotated by CPU time used, by pod. A fall "
              "after a release is a slower pipeline.", "none",
              ("<sum> (rate(sitrep_tagger_tokens_total{<pods>}[$__rate_interval])) / "
               "<sum> (rate(sitrep_process_cpu_seconds_total{<pods>}[$__rate_interval]) <of tagger>)", "{{pod}}")),
        graph("How many texts are being annotated?", "Busy tagging workers, by pod. Flat at --tagging_threads: the pod is "
              "full.", "none", ('<sum> (sitrep_executor_busy{<pods>,executor="tagging"})', "{{pod}}")),
        graph("How long do names take to look up? (s, 95th percentile)", "LookUpEntity, which query asks for requests "
              "with names.", "s",
              (percentile(0.95, "sitrep_rpc_duration_seconds", '<pods>,method="LookUpEntity"', "le, method"), "{{method}}")),
        row("Does query find its taggers?"),
        graph("How many taggers can each query pod use?", "Taggers with a stream that is up and the pipeline version asked for, "
              "as each query pod sees them. 0: its news waits.", "none",
              ("min by (pod) (sitrep_query_taggers_live{<pods>})", "{{pod}}")),
        graph("Do texts reach the tagger their content prefers? (%)", "By query pod. Below 100 %: that one was gone, overloaded "
              "or slow, and another, whose memo does not know the text, stood in.", "percentunit",
              ('<sum> (rate(sitrep_query_tagger_answers_total{<pods>,tagger="preferred"}[$__rate_interval])) / '
               "<sum> (rate(sitrep_query_tagger_answers_total{<pods>}[$__rate_interval]))", "{{pod}}"), high=1),
        graph("Texts sent once more (per second)", "Because a stream ended or a tagger refused, by reason. Some when a tagger "
              "restarts; a steady rate is a tagger that is in trouble.", "cps",
              ("sum by (reason) (rate(sitrep_query_tagger_resent_total{<pods>}[$__rate_interval]))", "{{reason}}")),
        *calls("tagger"),
        *process("tagger"),
    )
