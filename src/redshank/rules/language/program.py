"""What the front end knows of a whole rule set while it checks it, and what it hands to the compiler."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from redshank.rules.functions.registry import FunctionRegistry
from redshank.rules.functions.signatures import ANY, TypeExpr
from redshank.rules.language.config import DeclaredLabel
from redshank.rules.language.syntax import Assign, Call, Expression, Name, Place, RuleFile, Statement, value_of, walk
from redshank.rules.types import Diagnostic, Sources
from redshank.signals.service import SignalCatalog


@dataclass(slots=True, eq=False)
class Definition:
    """A name and where it comes from.

    Attributes:
        key: the name, a local one with its file.
        type: of its value; the annotation's where there is one.
        shareable: the value may be shown and stored: it is not secret.
        feature: the value is part of every outcome.
    """

    key: str
    file: RuleFile
    assign: Assign
    type: TypeExpr = ANY
    shareable: bool = True
    feature: bool = False

    @property
    def name(self) -> str:
        """The name as written."""
        return self.assign.target


_MOST_COMPARISONS: Final = 100_000
_LONGEST_WORD: Final = 200


@dataclass(slots=True)
class Program:
    """A rule set between text and code.

    Attributes:
        files: by path.
        order: paths, every file after those that it imports.
        definitions: by key.
        imports: path -> imported paths, in order.
        requires: path -> what it requires: the call and the files that it may run.
        labels: declared labels.
        signals: detectors that `Signal` can name.
        found: diagnostics so far.
        comparisons: how many more words may be looked at to guess what was meant, in the whole set.
    """

    sources: Sources
    functions: FunctionRegistry
    files: dict[str, RuleFile]
    labels: dict[str, DeclaredLabel]
    signals: SignalCatalog
    found: list[Diagnostic]
    definitions: dict[str, Definition] = field(default_factory=dict)
    imports: dict[str, list[str]] = field(default_factory=dict)
    requires: dict[str, list[tuple[Call, list[str]]]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    comparisons: int = _MOST_COMPARISONS

    def error(self, file: RuleFile, place: Place, code: str, message: str, hint: str = "") -> None:
        """Note something that refuses the set."""
        self.found.append(Diagnostic(code, message, file.span(place), hint))

    def warn(self, file: RuleFile, place: Place, code: str, message: str, hint: str = "") -> None:
        """Note something doubtful."""
        self.found.append(Diagnostic(code, message, file.span(place), hint, "warning"))

    def define(self, file: RuleFile, name: str) -> Definition | None:
        """The definition that a name in a file means."""
        return self.definitions.get(file.key(name))


def statements(program: Program) -> Iterable[tuple[RuleFile, Statement]]:
    """Every statement, file by file, in the order of the paths."""
    for path in sorted(program.files):
        file = program.files[path]
        for statement in file.statements:
            yield file, statement


def calls_in(statement: Statement) -> list[Call]:
    """Every call in a statement, outer first."""
    return [node for node in walk(value_of(statement)) if isinstance(node, Call)]


def one_step(program: Program, file: RuleFile, node: Expression) -> Expression:
    """The expression itself or, for a name, what the name was assigned: constants may be one step away."""
    if isinstance(node, Name):
        definition = program.define(file, node.id)
        if definition is not None:
            return definition.assign.value
    return node


def did_you_mean(program: Program, word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or nothing; a set full of unknown words has hints for the first alone,
    since each costs a comparison with every word that is known."""
    if len(word) > _LONGEST_WORD:
        return ""
    looked_at = list(islice(known, program.comparisons))
    program.comparisons -= len(looked_at)
    words = [each for each in looked_at if len(each) <= _LONGEST_WORD]
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.75)
    return f"did you mean `{near[0]}`?" if near else ""
