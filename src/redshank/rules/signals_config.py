"""The signals that a rule set declares under `signals:` in `config.yaml` and `config/*.yaml`."""

from __future__ import annotations

import yaml

from redshank.rules.errors import RulesRefused
from redshank.rules.language.labels_config import load_yaml
from redshank.rules.sources import is_config
from redshank.rules.types import Diagnostic, Sources, Span
from redshank.signals.errors import SignalsRefused
from redshank.signals.service import Declaration, SignalCatalog, declared_signals


def catalog_of(sources: Sources) -> SignalCatalog:
    """The detectors that the rules of a set can ask.

    Files that can't be read as YAML are left out here: the checker refuses them with their labels.

    Raises:
        RulesRefused: a signal is declared wrongly.
    """
    declarations = []
    for path in sorted(filter(is_config, sources.files)):
        try:
            document, lines = load_yaml(sources.files[path])
        except yaml.YAMLError:
            continue
        if isinstance(document, dict) and document.get("signals") is not None:
            declarations.append(Declaration(path, document["signals"], lines))
    try:
        return declared_signals(declarations)
    except SignalsRefused as refused:
        raise RulesRefused(
            [
                Diagnostic("bad-signal", each.message, Span(each.path, each.line, 1, each.line, 2), each.hint)
                for each in refused.problems
            ]
        ) from None
