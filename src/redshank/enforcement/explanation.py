"""Why a decision came out as it did: pure, from what was recorded and the rule set that judged.

Nothing in it is content. Conditions are found again from the event's data and from what windows, labels and signals
said then; once retention has deleted those, the states of the rules remain.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec

from redshank.events.outcome import ContentRecord, OutcomeRecord
from redshank.rules.engine import RuleExplanation, RuleSet
from redshank.rules.types import FeatureInfo, RuleEvent, RuleInfo

RuleState = Literal["held", "not", "failed", "not_evaluated"]
_data = msgspec.json.Decoder(dict[str, Any]).decode
_FAILED: Final = {"failed": True}


def rules_of_decision(
    rule_set: RuleSet, outcome: OutcomeRecord, content: ContentRecord | None, event: RuleEvent | None
) -> tuple[list[dict[str, Any]], bool]:
    """Every rule with its state and, where they can be found again, its conditions.

    Args:
        content: None once it is deleted.
        event: as it was judged, with `data` empty; None where content is.

    Returns:
        The rules, and whether their conditions could be found.
    """
    explained = _explain(rule_set, content, event)
    fired = {record.name: record for record in outcome.fired}
    rules = []
    for info in rule_set.rules:
        explanation = explained.get(info.name)
        record = fired.get(info.name)
        rules.append(
            {
                "name": info.name,
                "mode": info.mode,
                "state": _state(info, outcome, explained, fired=record is not None),
                "description": record.description if record is not None else info.description,
                "policy": info.policy,
                "severity": info.severity,
                "owner": info.owner,
                "path": info.span.path,
                "line": info.span.line,
                "conditions": [
                    {"text": condition.text, "value": condition.value}
                    for condition in (explanation.conditions if explanation is not None else ())
                ],
            }
        )
    return rules, bool(explained)


def windows_of_decision(rule_set: RuleSet, outcome: OutcomeRecord) -> list[dict[str, Any]]:
    """What each window said; the value of one that holds content is left out."""
    specs = {spec.name: spec for spec in rule_set.windows if spec.name}
    found = []
    for name, info in rule_set.features.items():
        if info.kind != "window":
            continue
        spec = specs.get(name)
        found.append(
            {
                "name": name,
                "source": info.source,
                "kind": spec.kind if spec is not None else None,
                "within_s": spec.within if spec is not None else None,
                "value": outcome.features.get(name),
                "hidden": _is_hidden(info),
            }
        )
    return found


def hidden_features(rule_set: RuleSet) -> list[str]:
    """Names of features that hold content or secrets."""
    return sorted(name for name, info in rule_set.features.items() if _is_hidden(info))


def _is_hidden(info: FeatureInfo) -> bool:
    return info.content or info.secret


def _explain(rule_set: RuleSet, content: ContentRecord | None, event: RuleEvent | None) -> dict[str, RuleExplanation]:
    if content is None or event is None:
        return {}
    event.data = _data(content.data)
    reads = {name: value for name, value in content.reads.items() if value != _FAILED}
    return {explanation.name: explanation for explanation in rule_set.explain(event, reads)}


def _state(info: RuleInfo, outcome: OutcomeRecord, explained: dict[str, RuleExplanation], *, fired: bool) -> RuleState:
    """What was recorded decides; where conditions are known, a rule without any was never reached."""
    if fired:
        return "held"
    if explained and info.name not in explained:
        return "not_evaluated"
    return "failed" if info.name in outcome.failed else "not"
