"""Text to program: parse, link, check. Every diagnostic of a stage is collected before the set is refused."""

from __future__ import annotations

from redshank.rules.errors import RulesNotFound, RulesRefused
from redshank.rules.functions.registry import FunctionRegistry
from redshank.rules.language.calls import check_calls
from redshank.rules.language.checker import check_types
from redshank.rules.language.config import read_configuration
from redshank.rules.language.growth import check_growth
from redshank.rules.language.names import check_visibility, collect_definitions, link_files
from redshank.rules.language.parse import parse_file
from redshank.rules.language.program import Program
from redshank.rules.language.special import check_special
from redshank.rules.sources import ENTRY_POINT, MAX_FILES
from redshank.rules.types import Diagnostic, Sources, Span
from redshank.signals.errors import SignalsRefused
from redshank.signals.service import Declaration, SignalCatalog, declared_signals


def check(sources: Sources, functions: FunctionRegistry, signals: SignalCatalog | None = None) -> Program:
    """Check a rule set.

    Args:
        sources: the set.
        functions: what rules can call.
        signals: detectors that `Signal` can name; None for those that the set declares and installed packages offer.

    Returns:
        The checked program; warnings are in `found`.

    Raises:
        RulesNotFound: there is no `main.sml`.
        RulesRefused: with everything that is wrong.
    """
    if ENTRY_POINT not in sources.files:
        raise RulesNotFound(f"there is no `{ENTRY_POINT}`", mend=f"add a `{ENTRY_POINT}`")
    found: list[Diagnostic] = []
    paths = [path for path in sorted(sources.files) if path.endswith(".sml")][:MAX_FILES]
    files = {path: parse_file(path, sources.files[path], found) for path in paths}
    configuration = read_configuration(sources, found)
    catalog = _catalog(configuration.signals, found) if signals is None else signals
    _refuse_if_any(found)
    program = Program(sources, functions, files, configuration.labels, catalog, found)
    collect_definitions(program)
    link_files(program)
    check_calls(program)
    check_visibility(program)
    check_types(program)
    check_special(program)
    check_growth(program)
    _refuse_if_any(found)
    return program


def _refuse_if_any(found: list[Diagnostic]) -> None:
    if any(each.severity == "error" for each in found):
        raise RulesRefused(found)


def _catalog(declarations: list[Declaration], found: list[Diagnostic]) -> SignalCatalog:
    try:
        return declared_signals(declarations)
    except SignalsRefused as refused:
        for problem in refused.problems:
            span = Span(problem.path, problem.line, 1, problem.line, 2)
            found.append(Diagnostic("bad-signal", problem.message, span, problem.hint))
        return SignalCatalog()
