"""The signals that a rule set can ask: those that its files declare, and those of installed packages.

    signals:
      money_request:
        type: terms                # terms, patterns or keyword
        version: '1'
        description: Money that somebody should send.
        terms:
          - gift card
          - {term: western union, weight: 0.6}

A package offers detectors through the entry point group `redshank.signals`: each entry names a Detector, or a function
without arguments that makes one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import Any, Final

from redshank.signals.detectors import Keyword, PatternSet, TermList, folded, words
from redshank.signals.errors import SignalsRefused
from redshank.signals.patterns import BadPattern
from redshank.signals.types import Detector, SignalInfo, SignalProblem

ENTRY_POINT_GROUP: Final = "redshank.signals"
MAX_TERMS: Final = 50_000
MAX_PATTERNS: Final = 500
MAX_TERM_LENGTH: Final = 200

_KEYS: Final = {
    "terms": {"terms"},
    "patterns": {"patterns", "case_sensitive"},
    "keyword": {"keyword", "case_sensitive", "whole_word"},
}
_COMMON_KEYS: Final = {"type", "version", "description"}


class SignalCatalog:
    """Detectors by name."""

    def __init__(self, detectors: Iterable[Detector] = ()) -> None:
        self._detectors = {detector.info.name: detector for detector in detectors}

    def get(self, name: str) -> Detector | None:
        """The detector of that name, or None."""
        return self._detectors.get(name)

    def names(self) -> list[str]:
        """All names, sorted."""
        return sorted(self._detectors)

    def infos(self) -> list[SignalInfo]:
        """What is known of each signal, by name."""
        return [self._detectors[name].info for name in self.names()]

    def __iter__(self) -> Iterator[Detector]:
        return (self._detectors[name] for name in self.names())


@dataclass(frozen=True, slots=True)
class Declaration:
    """What one file declares.

    Attributes:
        path: file of the rule set.
        signals: the value under `signals` in it, as YAML gave it.
        lines: line of each signal by `signals.<name>`, and of `signals` itself.
    """

    path: str
    signals: Any
    lines: Mapping[str, int]


@cache
def installed_detectors() -> tuple[Detector, ...]:
    """The detectors of installed packages."""
    detectors = []
    for point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name):
        loaded: Any = point.load()
        detector: Detector = loaded if hasattr(loaded, "info") else loaded()
        detectors.append(detector)
    return tuple(detectors)


def declared_signals(declarations: Iterable[Declaration]) -> SignalCatalog:
    """The catalog of a rule set: what its files declare and what installed packages offer.

    Raises:
        SignalsRefused: with everything that is wrong in the declarations.
    """
    detectors = {detector.info.name: detector for detector in installed_detectors()}
    declared: dict[str, str] = {}
    problems: list[SignalProblem] = []
    for declaration in declarations:
        reader = _Reader(declaration, problems)
        for name, detector in reader.read():
            if name in declared:
                reader.refuse(name, f"signal `{name}` is declared twice", f"it is also declared in {declared[name]}")
            declared[name] = declaration.path
            detectors[name] = detector
    if problems:
        raise SignalsRefused(problems)
    return SignalCatalog(detectors.values())


class _Refused(Exception):
    """The signal at hand can't be read; the problem is noted."""


class _Reader:
    """Reads what one file declares, and notes what is wrong with it."""

    def __init__(self, declaration: Declaration, problems: list[SignalProblem]) -> None:
        self._declaration = declaration
        self._problems = problems

    def refuse(self, name: str | None, message: str, hint: str = "") -> None:
        """Note a problem with a signal, or with all of them."""
        lines = self._declaration.lines
        line = lines.get(f"signals.{name}", lines.get("signals", 1))
        self._problems.append(SignalProblem(self._declaration.path, line, message, hint))

    def read(self) -> Iterator[tuple[str, Detector]]:
        """Each signal that can be read."""
        signals = self._declaration.signals
        if not isinstance(signals, dict):
            self.refuse(None, "`signals` is not a mapping", "write `signals:` and one name a line")
            return
        for name, body in signals.items():
            if not isinstance(name, str) or not name.isidentifier():
                self.refuse(str(name), "the name of a signal is not made of letters, digits and underscores")
                continue
            try:
                yield name, self._detector(name, body)
            except _Refused:
                continue

    def _detector(self, name: str, body: Any) -> Detector:
        makers: dict[str, Callable[[str, str, str, dict[str, Any]], Detector]] = {
            "terms": self._terms,
            "patterns": self._patterns,
            "keyword": self._keyword,
        }
        if not isinstance(body, dict):
            raise self._refused(name, f"signal `{name}` is not a mapping", "give it `type`, `version`, `description`")
        kind = body.get("type")
        if not isinstance(kind, str) or kind not in makers:
            raise self._refused(name, f"`type` of signal `{name}` is none of {', '.join(makers)}")
        unknown = sorted(map(str, body.keys() - _KEYS[kind] - _COMMON_KEYS))
        if unknown:
            raise self._refused(name, f"signal `{name}` has no setting `{unknown[0]}`", f"it has {_listed(kind)}")
        version = body.get("version")
        if not isinstance(version, str | int | float) or isinstance(version, bool) or not str(version):
            raise self._refused(name, f"signal `{name}` has no `version`", "count it up whenever its meaning changes")
        description = body.get("description", "")
        if not isinstance(description, str):
            raise self._refused(name, f"`description` of signal `{name}` is not a string")
        return makers[kind](name, str(version), description, body)

    def _terms(self, name: str, version: str, description: str, body: dict[str, Any]) -> Detector:
        terms = self._weighted(name, body, "terms", "term", MAX_TERMS)
        for term in terms:
            if len(term) > MAX_TERM_LENGTH:
                raise self._refused(name, f"a term of signal `{name}` is longer than {MAX_TERM_LENGTH} characters")
            plain = folded(term).strip()
            found = words(plain)
            if not found or not plain.startswith(found[0]) or not plain.endswith(found[-1]):
                raise self._refused(
                    name,
                    f"a term of signal `{name}` does not begin and end with a letter or digit",
                    "use `type: patterns` or `type: keyword` for it",
                )
        return TermList(name, version, description, terms)

    def _patterns(self, name: str, version: str, description: str, body: dict[str, Any]) -> Detector:
        patterns = self._weighted(name, body, "patterns", "pattern", MAX_PATTERNS)
        ignore_case = not self._flag(name, body, "case_sensitive", False)
        try:
            return PatternSet(name, version, description, patterns, ignore_case=ignore_case)
        except BadPattern as error:
            raise self._refused(name, f"a pattern of signal `{name}` is invalid: {error}") from None

    def _keyword(self, name: str, version: str, description: str, body: dict[str, Any]) -> Detector:
        keyword = body.get("keyword")
        if not isinstance(keyword, str) or not keyword:
            raise self._refused(name, f"`keyword` of signal `{name}` is not a text")
        return Keyword(
            name,
            version,
            description,
            keyword,
            case_sensitive=self._flag(name, body, "case_sensitive", False),
            whole_word=self._flag(name, body, "whole_word", True),
        )

    def _weighted(self, name: str, body: dict[str, Any], key: str, item_key: str, most: int) -> dict[str, float]:
        """A list of texts, or of `{item_key: text, weight: number}`."""
        items = body.get(key)
        if not isinstance(items, list) or not items:
            raise self._refused(name, f"`{key}` of signal `{name}` is not a list with something in it")
        if len(items) > most:
            raise self._refused(name, f"`{key}` of signal `{name}` has more than {most} members")
        weighted: dict[str, float] = {}
        for number, item in enumerate(items, start=1):
            text, weight = (item.get(item_key), item.get("weight", 1.0)) if isinstance(item, dict) else (item, 1.0)
            if isinstance(item, dict) and item.keys() - {item_key, "weight"}:
                raise self._refused(name, f"member {number} of `{key}` has more than `{item_key}` and `weight`")
            if not isinstance(text, str) or not text.strip():
                hint = "put it in quotes" if isinstance(text, bool | int | float) else ""
                raise self._refused(name, f"member {number} of `{key}` of signal `{name}` is not a text", hint)
            if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= 1:
                raise self._refused(name, f"`weight` of member {number} of `{key}` is not above 0 and at most 1")
            if text in weighted:
                raise self._refused(name, f"member {number} of `{key}` of signal `{name}` stands there twice")
            weighted[text] = float(weight)
        return weighted

    def _flag(self, name: str, body: dict[str, Any], key: str, default: bool) -> bool:
        value = body.get(key, default)
        if not isinstance(value, bool):
            raise self._refused(name, f"`{key}` of signal `{name}` is neither true nor false")
        return value

    def _refused(self, name: str, message: str, hint: str = "") -> _Refused:
        self.refuse(name, message, hint)
        return _Refused()


def _listed(kind: str) -> str:
    return ", ".join(f"`{key}`" for key in sorted(_KEYS[kind] | _COMMON_KEYS))
