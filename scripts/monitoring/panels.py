"""What the dashboards are made of. A panel is made with a title, a description and queries; where it lies is worked out.

In queries, `<pods>` stands for the selection of namespace and pod, `<of ingest>` (tagger, query) behind a vector keeps the
series of that service's pods, and `<sum>` sums by pod. The variables are "All" at first, which also matches series that
have no such labels, and so the dashboards work wherever the services are scraped.
"""
import re

GREEN, YELLOW, RED, BLUE = "green", "orange", "red", "blue"
COLUMNS = 24
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
PODS = 'namespace=~"$namespace",pod=~"$pod"'


def expand(query: str) -> str:
    query = query.replace("<pods>", PODS).replace("<sum>", "sum by (pod)")
    query = re.sub(r"<of (\w+)>", r'and on (job, instance) sitrep_build_info{service="\1"}', query)
    if "<" in re.sub(r"<=? ", "", query):
        raise ValueError(f"not understood: {query}")
    for metric, selection in re.findall(r"\b(sitrep_\w+)(\{[^}]*\})?", query):
        if PODS not in selection and metric != "sitrep_build_info":
            raise ValueError(f"{metric} is not limited to the chosen pods: {query}")
    return query


def targets(queries: list[tuple[str, str]], instant: bool) -> list[dict]:
    return [{"refId": chr(ord("A") + number), "datasource": DATASOURCE, "expr": expand(query), "legendFormat": legend,
             "instant": instant, "range": not instant} for number, (query, legend) in enumerate(queries)]


def thresholds(steps: list[tuple[float, str]]) -> dict:
    """Steps: from which value on which colour. Below the first all is well."""
    return {"mode": "absolute", "steps": [{"value": None, "color": GREEN}] +
            [{"value": value, "color": color} for value, color in steps]}


def panel(kind: str, title: str, description: str, unit: str, queries: list[tuple[str, str]], width: int, height: int,
          steps: list[tuple[float, str]], instant: bool, defaults: dict, options: dict) -> dict:
    return {
        "type": kind, "title": title, "description": description, "datasource": DATASOURCE,
        "gridPos": {"w": width, "h": height},
        "fieldConfig": {"defaults": {"unit": unit, "min": 0, "thresholds": thresholds(steps)} | defaults,
                        "overrides": []},
        "options": options, "targets": targets(queries, instant),
    }


def stat(title: str, description: str, unit: str, query: str, *, legend: str = "", steps=(), width: int = 4,
         decimals: int | None = None) -> dict:
    """One figure now, its colour by the steps. With a legend, one figure a series."""
    defaults = {"color": {"mode": "thresholds"}} | ({} if decimals is None else {"decimals": decimals})
    return panel("stat", title, description, unit, [(query, legend)], width, 4, list(steps), True, defaults,
                 {"colorMode": "background" if steps else "value", "graphMode": "none", "justifyMode": "auto",
                  "textMode": "value_and_name" if legend else "value",
                  "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}})


def graph(title: str, description: str, unit: str, *queries: tuple[str, str], steps=(), stack: bool = False,
          width: int = 8, high: float | None = None) -> dict:
    """Lines over time; the legend shows the last and the highest value. Steps are drawn as lines."""
    custom = {"drawStyle": "line", "lineWidth": 1, "fillOpacity": 40 if stack else 8, "showPoints": "never",
              "spanNulls": False, "stacking": {"mode": "normal" if stack else "none", "group": "A"},
              "thresholdsStyle": {"mode": "dashed" if steps else "off"}}
    defaults = {"color": {"mode": "palette-classic"}, "custom": custom} | ({} if high is None else {"max": high})
    return panel("timeseries", title, description, unit, list(queries), width, 8, list(steps), False, defaults,
                 {"legend": {"displayMode": "table", "placement": "bottom", "showLegend": True,
                             "calcs": ["lastNotNull", "max"]},
                  "tooltip": {"mode": "multi", "sort": "desc"}})


def states(title: str, description: str, query: str, legend: str, names: dict[int, tuple[str, str]], *,
           width: int = 8) -> dict:
    """A band per series whose colour says in which state it was; names: value to word and colour."""
    mappings = [{"type": "value", "options": {str(value): {"text": text, "color": color, "index": index}}}
                for index, (value, (text, color)) in enumerate(names.items())]
    return panel("state-timeline", title, description, "none", [(query, legend)], width, 8, [(1, RED)], False,
                 {"color": {"mode": "thresholds"}, "mappings": mappings,
                  "custom": {"fillOpacity": 70, "lineWidth": 0, "spanNulls": False}},
                 {"mergeValues": True, "showValue": "never", "rowHeight": 0.8, "alignValue": "left",
                  "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
                  "tooltip": {"mode": "single", "sort": "none"}})


def row(title: str) -> dict:
    return {"type": "row", "title": title, "collapsed": False, "panels": [], "gridPos": {"w": COLUMNS, "h": 1}}


def place(panels: list[dict]) -> list[dict]:
    """From left to right; a panel that does not fit begins the next line."""
    x = y = height = 0
    for number, each in enumerate(panels, start=1):
        size = each["gridPos"]
        if x + size["w"] > COLUMNS:
            x, y, height = 0, y + height, 0
        each["gridPos"] = {"x": x, "y": y} | size
        each["id"] = number
        x, height = x + size["w"], max(height, size["h"])
    return panels


def choice(name: str, label: str, query: str) -> dict:
    return {"name": name, "label": label, "type": "query", "datasource": DATASOURCE, "definition": query,
            "query": {"query": query, "refId": name}, "refresh": 2, "sort": 1, "multi": True, "includeAll": True,
            "allValue": ".*", "current": {"selected": True, "text": ["All"], "value": ["$__all"]}}


def dashboard(uid: str, title: str, description: str, *panels: dict) -> dict:
    return {
        "uid": uid, "title": title, "description": description, "tags": ["sitrep"], "schemaVersion": 38, "version": 1,
        "editable": False, "graphTooltip": 1, "refresh": "30s", "time": {"from": "now-1h", "to": "now"},
        "timezone": "browser", "annotations": {"list": [{
            "name": "Restarts", "enable": True, "iconColor": YELLOW, "datasource": DATASOURCE, "useValueForTime": True,
            "expr": expand("sitrep_process_start_time_seconds{<pods>} * 1000"), "titleFormat": "{{pod}} began"}]},
        "links": [{"type": "dashboards", "title": "Sitrep", "tags": ["sitrep"], "asDropdown": False, "icon": "dashboard",
                   "tooltip": "", "targetBlank": False, "includeVars": True, "keepTime": True}],
        "templating": {"list": [
            {"name": "datasource", "label": "Prometheus", "type": "datasource", "query": "prometheus", "refresh": 1,
             "current": {"text": "", "value": ""}},
            choice("namespace", "Namespace", "label_values(sitrep_build_info, namespace)"),
            choice("pod", "Pod", 'label_values(sitrep_build_info{namespace=~"$namespace"}, pod)'),
        ]},
        "panels": place(list(panels)),
    }
