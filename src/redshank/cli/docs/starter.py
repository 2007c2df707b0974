"""docs/reference/starter-rule-list.md: every rule of the starter set, from the rules themselves."""

from __future__ import annotations

from itertools import groupby

from redshank.bootstrap.rulesets import starter_folder
from redshank.cli.docs.markdown import code, page, table
from redshank.rules.engine import compile_rules
from redshank.rules.sources import read_folder
from redshank.rules.types import RuleInfo

_INTRODUCTION = """
By policy. What a description puts in braces is filled in for each event. A rule in *shadow* is recorded only.
How well they find what they are for is told in [The starter rules](starter-rules.md).
"""


def starter_page() -> str:
    """The page as Markdown."""
    rules = sorted(compile_rules(read_folder(starter_folder())).rules, key=lambda rule: rule.policy or "")
    blocks = []
    for policy, members in groupby(rules, key=lambda rule: rule.policy):
        blocks += [f"## {policy}", table(("Rule", "Severity", "Owner", "Says"), map(_row, members))]
    return page("The starter rules, one by one", _INTRODUCTION, *blocks)


def _row(rule: RuleInfo) -> tuple[str, str, str, str]:
    shadow = " *(shadow)*" if rule.mode == "shadow" else ""
    return code(rule.name) + shadow, rule.severity or "", rule.owner or "", rule.description
