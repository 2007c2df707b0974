"""Compiled rule sets, and the engine that judges one event after the other with one.

rule_set = compile_rules(read_folder(path))
engine = Engine(rule_set)
outcome = engine.judge(event)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

import msgspec

from redshank.rules.compiler.generate import Generated, generate
from redshank.rules.functions.registry import FunctionRegistry, default_functions
from redshank.rules.inventory import DEFAULT_CONTENT_PATHS, features_of, rules_of
from redshank.rules.labels import LabelState
from redshank.rules.language.config import DeclaredLabel
from redshank.rules.language.frontend import check
from redshank.rules.language.program import Program
from redshank.rules.runtime import Context
from redshank.rules.types import Diagnostic, FeatureInfo, Outcome, RuleEvent, RuleInfo, Sources
from redshank.rules.windows import StateUnreadable, Window, WindowSpec, make_window
from redshank.signals.service import SignalCatalog
from redshank.signals.types import Detector, SignalInfo

__all__ = [
    "DEFAULT_CONTENT_PATHS",
    "ConditionResult",
    "Engine",
    "EngineState",
    "RuleExplanation",
    "RuleSet",
    "compile_rules",
]

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """A condition of a rule and its value for one event; None where it failed."""

    text: str
    value: bool | None


@dataclass(frozen=True, slots=True)
class RuleExplanation:
    """Why a rule held, did not, or failed, for one event."""

    name: str
    value: bool | None
    conditions: tuple[ConditionResult, ...]


class RuleSet:
    """A checked, compiled set of rules. Immutable; any number of engines can share one.

    Attributes:
        version: `rs_` and 32 hex digits of its files' SHA-256.
        sources: the files.
        rules: every rule, in the order of files and lines.
        features: name -> what is known of it.
        windows: specifications, in the order in which code touches them.
        labels: declared labels, by name.
        warnings: diagnostics that did not refuse it.
        content_paths: JSON paths whose strings are content.
    """

    def __init__(self, program: Program, content_paths: tuple[str, ...]) -> None:
        self.version = _version(program.sources)
        self.sources = program.sources
        self.content_paths = content_paths
        self.labels: dict[str, DeclaredLabel] = program.labels
        self.warnings: list[Diagnostic] = [each for each in program.found if each.severity == "warning"]
        self.rules: list[RuleInfo] = rules_of(program)
        self.features: dict[str, FeatureInfo] = features_of(program, content_paths)
        self._program = program
        self.generated: Generated = generate(program)

    @property
    def windows(self) -> list[WindowSpec]:
        """Specifications of its windows, in the order in which code touches them."""
        return self.generated.parts.windows

    @property
    def signals(self) -> list[SignalInfo]:
        """The signals that its rules ask, with their versions."""
        return [detector.info for detector in self._detectors()]

    def _detectors(self) -> list[Detector]:
        found = (self._program.signals.get(name) for name in self.generated.parts.signals)
        return [detector for detector in found if detector is not None]

    @cached_property
    def _explainer(self) -> tuple[Generated, Callable[..., Any]]:
        generated = generate(self._program, explaining=True)
        silent = [lambda *_: None for _ in generated.parts.windows]
        return generated, generated.make(silent, None, [], Context())

    def bind(self, touches: list[Callable[..., Any]], labels: LabelState) -> Callable[[RuleEvent], Outcome]:
        """The function that judges one event with this state."""
        detectors = [detector.score for detector in self._detectors()]
        judge: Callable[[RuleEvent], Outcome] = self.generated.make(touches, _Lookup(labels), detectors, Context())
        return judge

    def explain(self, event: RuleEvent, reads: dict[str, Any] | None = None) -> list[RuleExplanation]:
        """Say why each rule held, did not, or failed, for an event judged before.

        Args:
            event: with the data that it was judged with.
            reads: `reads` of its outcome: what windows, labels and signals said then.

        Returns:
            One entry for each rule that was evaluated, in the order of `rules`.
        """
        generated, explainer = self._explainer
        values = explainer(event, reads or {})
        return [
            RuleExplanation(
                rule.name,
                values[rule.name][0],
                tuple(
                    ConditionResult(text, value)
                    for (text, _), value in zip(
                        generated.parts.conditions[rule.name], values[rule.name][1], strict=True
                    )
                ),
            )
            for rule in self.rules
            if rule.name in values
        ]


@dataclass(slots=True)
class EngineState:
    """What an engine remembers between events: windows by definition, and labels.

    Attributes:
        windows: state of each window, by its definition's hash.
        labels: labels of every entity.
        dumped: windows of a loaded snapshot that no engine has asked for yet.
    """

    windows: dict[str, Window] = field(default_factory=dict)
    labels: LabelState = field(default_factory=LabelState)
    dumped: dict[str, bytes] = field(default_factory=dict)

    def dump(self) -> bytes:
        """The whole state, for a snapshot."""
        windows = {definition: window.dump() for definition, window in self.windows.items()}
        return msgspec.msgpack.encode([_FORMAT, {**self.dumped, **windows}, self.labels.dump()])

    @classmethod
    def load(cls, data: bytes) -> EngineState:
        """A dumped state; an engine takes from it the windows that its rules still have.

        Raises:
            StateUnreadable: it is damaged, or of another format.
        """
        state = cls()
        try:
            version, dumped, labels = msgspec.msgpack.decode(data, type=tuple[int, dict[str, bytes], bytes])
            if version != _FORMAT:
                raise ValueError("another format")
            state.labels.load(labels)
            state.dumped = dumped
        except (msgspec.DecodeError, ValueError) as error:
            raise StateUnreadable("the saved state can't be read") from error
        return state

    def window(self, spec: WindowSpec) -> Window:
        """The state of a window; empty if nothing is remembered of it.

        Raises:
            StateUnreadable: what was saved of it is damaged.
        """
        window = self.windows.get(spec.definition)
        if window is None:
            window = make_window(spec)
            saved = self.dumped.pop(spec.definition, None)
            if saved is not None:
                window.load(saved)
            self.windows[spec.definition] = window
        return window

    def keep_only(self, specs: Iterable[WindowSpec]) -> None:
        """Forget the windows of other definitions."""
        wanted = {spec.definition for spec in specs}
        self.windows = {definition: window for definition, window in self.windows.items() if definition in wanted}
        self.dumped = {}


class _Lookup:
    """What generated code sees of the labels."""

    __slots__ = ("get",)

    def __init__(self, labels: LabelState) -> None:
        self.get = labels.by_entity


class Engine:
    """Judges events, one after the other, in the order of the log. Not safe to share between threads."""

    def __init__(self, rule_set: RuleSet, *, state: EngineState | None = None) -> None:
        self.state = state if state is not None else EngineState()
        self.rule_set = rule_set
        self._judge = self._bind(rule_set)

    def judge(self, event: RuleEvent) -> Outcome:
        """Judge an event; windows and labels advance.

        The caller gives events in the order of `seq`, with a window time that never runs backwards.
        """
        outcome = self._judge(event)
        changes = outcome.label_changes
        if changes:
            apply = self.state.labels.apply
            at = event.window_time
            outcome.label_changes = [apply(change, at) for change in changes]
        return outcome

    def feed(self, event: RuleEvent) -> None:
        """Let an event that was judged before enter the windows; labels stay as they are.

        After a snapshot, and to warm up new windows: feed the log in order, and put recorded label facts into
        `state.labels` between the events where they belong.
        """
        self._judge(event)

    def swap(self, rule_set: RuleSet, warmed: EngineState | None = None) -> list[WindowSpec]:
        """Go on with another rule set, between two events.

        Labels stay, and so does the state of windows whose definition is the same.

        Args:
            rule_set: the new rules.
            warmed: state of another engine of the new rules that was fed the log; windows that are new here come from
                it. Without it they start empty.

        Returns:
            The windows that are new.
        """
        new = [
            spec
            for spec in rule_set.windows
            if spec.definition not in self.state.windows and spec.definition not in self.state.dumped
        ]
        if warmed is not None:
            for spec in new:
                self.state.windows[spec.definition] = warmed.window(spec)
        self._judge = self._bind(rule_set)
        self.rule_set = rule_set
        return new

    def _bind(self, rule_set: RuleSet) -> Callable[[RuleEvent], Outcome]:
        touches = [self.state.window(spec).touch for spec in rule_set.windows]
        self.state.keep_only(rule_set.windows)
        return rule_set.bind(touches, self.state.labels)


def compile_rules(
    sources: Sources,
    *,
    functions: FunctionRegistry | None = None,
    signals: SignalCatalog | None = None,
    content_paths: Iterable[str] = DEFAULT_CONTENT_PATHS,
) -> RuleSet:
    """Check and compile a rule set.

    Args:
        sources: its files.
        functions: what rules can call; None for the language's own and those of installed packages.
        signals: catalog of detectors for `Signal`; None for those that the files declare and installed packages offer.
        content_paths: JSON paths whose strings are content.

    Raises:
        RulesRefused: with everything that is wrong.
        RulesNotFound: there is no `main.sml`.
    """
    program = check(sources, functions if functions is not None else default_functions(), signals)
    return RuleSet(program, tuple(content_paths))


def _version(sources: Sources) -> str:
    digest = sha256()
    for path in sorted(sources.files):
        for part in (path, sources.files[path]):
            encoded = part.encode("utf-8", "surrogatepass")
            digest.update(len(encoded).to_bytes(8, "big"))
            digest.update(encoded)
    return f"rs_{digest.hexdigest()[:32]}"
