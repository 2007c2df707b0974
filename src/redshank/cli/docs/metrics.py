"""docs/reference/metrics.md: every metric, from the modules that declare them."""

from __future__ import annotations

from prometheus_client.metrics import MetricWrapperBase

from redshank.cli.docs.markdown import code, page, table
from redshank.cli.docs.modules import all_modules

_INTRODUCTION = """
`GET /metrics` answers in Prometheus' text format. Metrics hold numbers and fixed words only: no identifiers, no
content. A histogram `x` has the series `x_bucket`, `x_count` and `x_sum`.
"""


def metrics_page() -> str:
    """The page as Markdown."""
    rows = [
        (code(_name(metric)), str(metric._type), ", ".join(map(code, metric._labelnames)), metric._documentation)
        for metric in declared_metrics()
    ]
    return page("Metrics", _INTRODUCTION, table(("Metric", "Type", "Labels", "Meaning"), rows))


def declared_metrics() -> list[MetricWrapperBase]:
    """Every metric that a module of the package declares, by name."""
    members = [member for module in all_modules() for member in vars(module).values()]
    found = {_name(member): member for member in members if isinstance(member, MetricWrapperBase)}
    return [found[name] for name in sorted(found)]


def _name(metric: MetricWrapperBase) -> str:
    return f"{metric._name}" + ("_total" if metric._type == "counter" else "")
