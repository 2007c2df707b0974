"""docs/reference/functions.md: every function of the rules language, from the registry."""

from __future__ import annotations

from itertools import groupby

from redshank.cli.docs.markdown import code, example, page, prose
from redshank.rules.functions.registry import RuleFunction, default_functions

_INTRODUCTION = """
Every argument is passed by keyword. `ConstExpr[...]` takes a literal, or a name that stands for one. A function of
an argument that failed fails too, unless the parameter is `Optional`: then it gets null. A function that *reports*
a failure adds one error to the event; every other failure is silent. How failures spread is told in [Failure
semantics](../explanation/failure-semantics.md), what windows count in [Windows](../explanation/windows.md), and how
to add a function of your own in [Bring your own function](../howto/plugin-function.md).
"""


def functions_page() -> str:
    """The page as Markdown."""
    functions = sorted(default_functions(), key=lambda function: (function.family, function.name))
    families = [(family, list(members)) for family, members in groupby(functions, key=lambda function: function.family)]
    contents = "\n".join(
        f"- **{family}**: " + ", ".join(f"[{f.name}](#{f.name.lower()})" for f in members)
        for family, members in families
    )
    blocks = []
    for family, members in families:
        blocks.append(f"## {family}")
        blocks += [_entry(function) for function in members]
    return page("Functions of the rules language", _INTRODUCTION, contents, *blocks)


def _entry(function: RuleFunction) -> str:
    parts = [f"### {function.name}", f"```python\n{function.signature}\n```", prose(function.doc)]
    if notes := _notes(function):
        parts.append(" ".join(notes))
    if shown := example(function.doc):
        parts.append(f"```python\n{shown}\n```")
    return "\n\n".join(parts)


def _notes(function: RuleFunction) -> list[str]:
    notes = []
    if function.effect:
        notes.append(f"*Asks for the action {code(function.effect)}.*")
    if function.reports:
        notes.append("*Reports its failures.*")
    if function.reads:
        notes.append(f"*Reads {function.reads}.*")
    return notes
