"""docs/reference/metrics.md: every metric, from the modules called `metrics` in which the rooms declare theirs."""

from __future__ import annotations

import importlib
import pkgutil

from prometheus_client.metrics import MetricWrapperBase

import redshank
from redshank.cli.docs.markdown import code, page, table

_INTRODUCTION = """
`GET /metrics` answers in Prometheus' text format. Metrics hold numbers and fixed words only: no identifiers, no content.
A histogram `x` has the series `x_bucket`, `x_count` and `x_sum`.
"""


def metrics_page() -> str:
    """The page as Markdown."""
    rows = [
        (code(_name(metric)), metric._type, ", ".join(code(label) for label in metric._labelnames), metric._documentation)
        for metric in declared_metrics()
    ]
    return page("Metrics", _INTRODUCTION, table(("Metric", "Type", "Labels", "Meaning"), rows))


def declared_metrics() -> list[MetricWrapperBase]:
    """Every metric that a module called `metrics` declares, by name."""
    found: dict[str, MetricWrapperBase] = {}
    for module in pkgutil.walk_packages(redshank.__path__, "redshank."):
        if module.name.rpartition(".")[2] == "metrics" and not module.name.startswith("redshank.cli.docs"):
            members = vars(importlib.import_module(module.name)).values()
            found |= {_name(member): member for member in members if isinstance(member, MetricWrapperBase)}
    return [found[name] for name in sorted(found)]


def _name(metric: MetricWrapperBase) -> str:
    return metric._name + ("_total" if metric._type == "counter" else "")
