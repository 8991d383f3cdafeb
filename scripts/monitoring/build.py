#!/usr/bin/env python3
"""Writes k8s/monitoring/dashboards/*.json from the descriptions beside this file, and the PrometheusRule from alerts.yaml.

usage: build.py [--check]     --check: writes nothing, fails when a file is not what would be written
"""
import json
import pathlib
import sys

sys.dont_write_bytecode = True
from ingest import ingest
from overview import overview
from query import query
from rocksdb import rocksdb
from tagger import tagger

K8S = pathlib.Path(__file__).resolve().parents[2] / "k8s"
RULE_HEAD = """\
# The rules of monitoring/alerts.yaml for the Prometheus operator. Written by scripts/monitoring/build.py; change them there.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: sitrep
  labels:
    app.kubernetes.io/part-of: sitrep
spec:
"""


def outputs() -> dict[pathlib.Path, str]:
    texts = {K8S / "monitoring/dashboards" / f"{make.__name__}.json":
             json.dumps(make(), indent=1, ensure_ascii=False) + "\n"
             for make in (overview, ingest, tagger, query, rocksdb)}
    alerts = (K8S / "monitoring/alerts.yaml").read_text(encoding="utf-8")
    groups = alerts[alerts.index("groups:"):].splitlines()
    texts[K8S / "components/alert-rules/prometheus-rule.yaml"] = RULE_HEAD + "".join(
        f"  {line}\n" if line else "\n" for line in groups)
    return texts


def main() -> int:
    if "--check" in sys.argv[1:]:
        stale = [path for path, text in outputs().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
        for path in stale:
            print(f"{path.relative_to(K8S.parent)} is not what scripts/monitoring/build.py writes")
        return 1 if stale else 0
    for path, text in outputs().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
