"""What can go wrong with rule sets and with the events that they read.

InvalidInput
├── RulesRefused     a rule set does not compile; carries every diagnostic
└── EventRefused     an event can't be read as one; says where and why
TooLarge
└── RulesTooLarge    a rule set is over a stated limit
NotFound
└── RulesNotFound    there is no folder, or no `main.sml` in it
Conflict
└── RulesExist       a new rule set would overwrite something
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from redshank.kernel.errors import Conflict, InvalidInput, NotFound, TooLarge
from redshank.rules.types import Diagnostic


class RulesRefused(InvalidInput):
    """A rule set does not compile.

    Attributes:
        diagnostics: everything found, errors and warnings, by file and line.
    """

    code = "rules-refused"
    title = "The rule set does not compile"

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        ordered = sorted(
            diagnostics, key=lambda each: (each.severity, each.span.path, each.span.line, each.span.column, each.code)
        )
        errors = [each for each in ordered if each.severity == "error"]
        first = errors[0]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        super().__init__(
            f"{first.message}{more}", where=f"{first.span.path}:{first.span.line}:{first.span.column}", mend=first.hint
        )
        self.diagnostics: list[Diagnostic] = ordered

    def problem(self) -> dict[str, Any]:
        """The error as an RFC 9457 object, with every diagnostic."""
        body = super().problem()
        body["diagnostics"] = [
            {
                "code": each.code,
                "message": each.message,
                "hint": each.hint,
                "severity": each.severity,
                "path": each.span.path,
                "line": each.span.line,
                "column": each.span.column,
                "end_line": each.span.end_line,
                "end_column": each.span.end_column,
            }
            for each in self.diagnostics
        ]
        return body


class RulesTooLarge(TooLarge):
    """A rule set is over a limit on files or bytes."""

    code = "rules-too-large"
    title = "The rule set is over a limit"


class RulesNotFound(NotFound):
    """There is no rule set at that path."""

    code = "rules-not-found"
    title = "There is no rule set here"


class EventRefused(InvalidInput):
    """An event can't be read as one."""

    code = "event-refused"
    title = "The event can't be read"


class RulesExist(Conflict):
    """A new rule set would overwrite something."""

    code = "rules-exist"
    title = "A rule set is never overwritten"
