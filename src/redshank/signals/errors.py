"""What can go wrong with signals."""

from __future__ import annotations

from collections.abc import Sequence

from redshank.kernel.errors import InvalidInput
from redshank.signals.types import SignalProblem


class SignalsRefused(InvalidInput):
    """Signals are declared wrongly.

    Attributes:
        problems: everything found, by file and line.
    """

    code = "signals-refused"
    title = "The declared signals can't be used"

    def __init__(self, problems: Sequence[SignalProblem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.path, problem.line, problem.message))
        first = self.problems[0]
        super().__init__(first.message, where=f"{first.path}:{first.line}", mend=first.hint or None)
