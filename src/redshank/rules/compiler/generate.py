"""Puts the generated function of a rule set together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, cast

from redshank.rules import runtime
from redshank.rules.compiler.activation import Activation, is_unconditional, plan
from redshank.rules.compiler.calls import Parts
from redshank.rules.compiler.canonical import Canon
from redshank.rules.compiler.effects import (
    EffectPlan,
    WhenPlan,
    emit_shared_heads,
    emit_shared_tails,
    emit_when,
    plan_effect,
    rule_name,
)
from redshank.rules.compiler.lower import Lowering
from redshank.rules.compiler.order import effect_order
from redshank.rules.compiler.unit import Unit
from redshank.rules.compiler.values import Val, absorbed, none_of, truth
from redshank.rules.labels import has_label, stands
from redshank.rules.language import typesystem
from redshank.rules.language.paths import MISSING
from redshank.rules.language.program import Definition, Program
from redshank.rules.language.special import entity_type
from redshank.rules.language.syntax import Assign, Call, FormatString, ListLiteral, Name, RuleFile, value_of, walk
from redshank.rules.types import Effect, FiredRule, LabelChange, LabelStatus, Outcome

_GLOBALS: Final[dict[str, Any]] = {
    "ADDED": LabelStatus.ADDED,
    "EMPTY": {},
    "Effect": Effect,
    "FAILED": runtime.FAILED,
    "FiredRule": FiredRule,
    "LabelChange": LabelChange,
    "MISSING": MISSING,
    "Outcome": Outcome,
    "REMOVED": LabelStatus.REMOVED,
    "UNSET": object(),
    "cannot_negate": runtime.cannot_negate,
    "fail": runtime.fail,
    "fail_optional": runtime.fail_optional,
    "guard": runtime.guard,
    "has_label": has_label,
    "stands": stands,
    "merge_effects": runtime.merge_effects,
    "merge_labels": runtime.merge_labels,
    "power": runtime.power,
    "repeat": runtime.repeat,
    "shift_left": runtime.shift_left,
}


@dataclass(frozen=True, slots=True)
class Generated:
    """The code of a rule set.

    Attributes:
        source: its text.
        parts: windows, reads and signals, as the code numbers them.
        make: binds the code to state: `make(touches, labels, signals, context)` gives the function of an event.
    """

    source: str
    parts: Parts
    make: Callable[..., Callable[..., Any]]


def generate(program: Program, *, explaining: bool = False) -> Generated:
    """Generate the code of a rule set.

    Args:
        program: checked.
        explaining: for one event that was judged before: reads come from its outcome, and the result is, for each
            rule, its value and those of its conditions.
    """
    generator = _Generator(program, explaining=explaining)
    source = generator.source()
    namespace = {**_GLOBALS, **generator.unit.constants}
    exec(compile(source, "<rules>", "exec"), namespace)  # noqa: S102 - our own text, from a checked program
    return Generated(source, generator.parts, cast("Callable[..., Callable[..., Any]]", namespace["make"]))


class _Generator:
    def __init__(self, program: Program, *, explaining: bool) -> None:
        self.program = program
        self.unit = Unit()
        self.parts = Parts()
        self._explaining = explaining
        self._values: dict[str, Val] = {}
        self._effects: dict[str, EffectPlan] = {}
        self._whens: list[WhenPlan] = []
        self._flags: dict[str, str] = {}
        self._uses = _count_uses(program)
        self._activation: Activation = plan(program)
        canon = Canon(program)
        self._lowering = Lowering(program, self.unit, self.parts, canon, self._values, explaining=explaining)

    def source(self) -> str:
        """The module's text."""
        for path in self._activation.always:
            self._file(self.program.files[path])
        for group in self._activation.groups:
            self._group(group)
        body = self._explained_tail() if self._explaining else self._tail()
        touches = [f"    touch{index} = touches[{index}]" for index in range(len(self.parts.windows))]
        reads = "given" if self._explaining else "{}"
        secret = ["        secret_data = event.secret_data"] if "secret_data" in "\n".join(body) else []
        lines = [
            "def make(touches, labels, signals, context):",
            *touches,
            f"    def judge(event{', given' if self._explaining else ''}):",
            "        data = event.data",
            *secret,
            "        now = event.window_time",
            "        context.event = event",
            "        errors = []",
            f"        reads = {reads}",
            *([f"        {' = '.join(self._flags.values())} = False"] if self._flags else []),
            *(f"    {line}" for line in body),
            "    return judge",
        ]
        return "\n".join(lines) + "\n"

    def _group(self, group: list[str]) -> None:
        for path in group:
            self._flags.setdefault(path, self.unit.name("on"))
        if len(group) == 1:
            with self.unit.block(f"if {self._flag(group[0])}:"):
                self._file(self.program.files[group[0]])
            return
        done = [self.unit.name("did") for _ in group]
        self.unit.line(f"{' = '.join(done)} = False")
        with self.unit.block("while True:"):
            for path, mark in zip(group, done, strict=True):
                with self.unit.block(f"if {self._flag(path)} and not {mark}:"):
                    self.unit.line(f"{mark} = True")
                    self._file(self.program.files[path])
                    self.unit.line("continue")
            self.unit.line("break")

    def _flag(self, path: str) -> str:
        return self._flags.setdefault(path, self.unit.name("on"))

    def _file(self, file: RuleFile) -> None:
        self._lowering.file = file
        for statement in file.statements:
            if isinstance(statement, Assign):
                self._assign(file, statement)
            elif statement.function == "Require":
                self._require(file, statement)
            elif statement.function == "WhenRules":
                self._when(file, statement)

    def _assign(self, file: RuleFile, assign: Assign) -> None:
        key = file.key(assign.target)
        definition = self.program.definitions[key]
        self._lowering.where = assign.target
        if definition.type == typesystem.EFFECT:
            if isinstance(assign.value, Call):
                self._effects[key] = plan_effect(self._lowering, assign.value)
            self._values[key] = self.unit.constant_val(None)
            return
        waits = not definition.feature and self._uses[key] == 1
        val = self._lowering.value(assign.value, eager=not waits)
        if not (waits or val.constant):
            val = self.unit.store(val, self._lowering.failed(definition.type))
        self._values[key] = val
        if self._explaining and assign.target in self.parts.conditions:
            codes = ", ".join(code for _, code in self.parts.conditions[assign.target])
            self.unit.line(f"explained[{assign.target!r}] = ({val.code}, [{codes}])")

    def _require(self, file: RuleFile, call: Call) -> None:
        if is_unconditional(call):
            return
        self._lowering.where = "Require"
        targets = next(targets for each, targets in self.program.requires[file.path] if each is call)
        targets = [path for path in targets if path in self._activation.starts]
        condition = call.arguments.get("require_if")
        tests = [] if condition is None else [truth(self._lowering.value(condition))]
        rule = call.arguments["rule"]
        path_val = self._lowering.value(rule)
        if not isinstance(rule, FormatString):
            with self.unit.block(f"if {tests[0]}:"):
                self._start(targets[:1] or [])
            return
        if path_val.fails:
            tests.append(none_of(path_val.fails))
        chosen = self.unit.name("p")
        test = f" if {' and '.join(tests)} else None" if tests else ""
        self.unit.line(f"{chosen} = {path_val.code}{test}")
        for target in targets:
            with self.unit.block(f"if {chosen} == {target!r}:"):
                self._start([target])

    def _start(self, targets: list[str]) -> None:
        for target in targets:
            for started in self._activation.starts[target]:
                self.unit.line(f"{self._flag(started)} = True")

    def _when(self, file: RuleFile, call: Call) -> None:
        self._lowering.where = "WhenRules"
        when = WhenPlan(file.path, call)
        for item in cast("ListLiteral", call.arguments["rules_any"]).items:
            val = self.unit.store(absorbed(self._lowering.value(item)), "None")
            name, shadow = self._rule_of(file, item)
            when.rules.append((name, val, shadow))
        for item in cast("ListLiteral", call.arguments["then"]).items:
            if isinstance(item, Name):
                effect = self._effects[file.key(item.id)]
            else:
                effect = plan_effect(self._lowering, cast("Call", item))
            effect.uses += 1
            when.effects.append(effect)
        self._whens.append(when)

    def _rule_of(self, file: RuleFile, node: Any) -> tuple[str, bool]:
        for _ in range(len(self.program.definitions) + 1):
            if not isinstance(node, Name):
                break
            definition = self.program.define(file, node.id)
            name = rule_name(definition)
            assert definition is not None
            if name is not None:
                call = cast("Call", definition.assign.value)
                return name, call.constants.get("mode") == "shadow"
            file, node = definition.file, definition.assign.value
        return "?", False

    def _tail(self) -> list[str]:
        unit = self.unit
        unit.line("verdicts = []; shadow_verdicts = []; requests = []; effects = []; fired = []; entities = {}")
        emit_shared_heads(unit, self._whens)
        place = {id(call): index for index, call in enumerate(effect_order(self.program))}
        self._whens.sort(key=lambda when: place.get(id(when.call), len(place)))
        for when in self._whens:
            flag = self._flags.get(when.path)
            if flag is None:
                emit_when(unit, when)
            else:
                with unit.block(f"if {flag}:"):
                    emit_when(unit, when)
        emit_shared_tails(unit, self._whens)
        self._emit_features()
        unit.line(
            "return Outcome(features, entities, verdicts, merge_labels(requests) if requests else [],"
            " merge_effects(effects) if effects else [], fired, errors, shadow_verdicts, requests, reads)"
        )
        return unit.finish()

    def _explained_tail(self) -> list[str]:
        self.unit.line("return explained")
        return ["    explained = {}", *self.unit.finish()]

    def _emit_features(self) -> None:
        always: list[Definition] = []
        sometimes: dict[str, list[Definition]] = {}
        for path in [*self._activation.always, *(path for group in self._activation.groups for path in group)]:
            for definition in self._of_file(path):
                if path in self._flags:
                    sometimes.setdefault(path, []).append(definition)
                else:
                    always.append(definition)
        self._emit_always(always)
        for path, definitions in sometimes.items():
            with self.unit.block(f"if {self._flags[path]}:"):
                for definition in definitions:
                    if self._is_feature(definition):
                        self.unit.line(f"features[{definition.name!r}] = {self._shown(definition)}")
                    self._emit_entity(definition)
                    entry = self._fired_entry(definition)
                    if entry is not None:
                        self.unit.line(f"if {self._values[definition.key].code}: fired.append({entry})")

    def _emit_always(self, definitions: list[Definition]) -> None:
        """Features of files that always run: a copy of a template in which no rule fired, then what differs."""
        template: dict[str, Any] = {}
        for definition in filter(self._is_feature, definitions):
            val = self._values[definition.key]
            template[definition.name] = val.value if val.constant else False
        self.unit.line(f"features = {self.unit.constant(template)}.copy()")
        for definition in definitions:
            val = self._values[definition.key]
            entry = self._fired_entry(definition)
            if entry is not None and not val.constant:
                with self.unit.block(f"if {val.code} is not False:"):
                    self.unit.line(f"features[{definition.name!r}] = {val.code}")
                    self.unit.line(f"if {val.code}: fired.append({entry})")
            elif entry is not None and val.value:
                self.unit.line(f"fired.append({entry})")
            elif self._is_feature(definition) and not val.constant:
                self.unit.line(f"features[{definition.name!r}] = {self._shown(definition)}")
            self._emit_entity(definition)

    def _of_file(self, path: str) -> list[Definition]:
        file = self.program.files[path]
        return [self.program.definitions[file.key(each.target)] for each in file.statements if isinstance(each, Assign)]

    @staticmethod
    def _is_feature(definition: Definition) -> bool:
        return definition.feature and definition.type != typesystem.EFFECT

    def _shown(self, definition: Definition) -> str:
        val = self._values[definition.key]
        if any(test.endswith("FAILED") for test in val.fails):
            return f"None if {val.code} is FAILED else {val.code}"
        return val.code

    def _emit_entity(self, definition: Definition) -> None:
        val = self._values[definition.key]
        if definition.feature and definition.type.name == "Entity":
            kind = entity_type(self.program, definition.file, definition.assign.value)
            if kind is not None:
                test = f"if {none_of(val.fails)}: " if val.fails else ""
                self.unit.line(f"{test}entities[{definition.name!r}] = ({kind!r}, {val.code})")

    def _fired_entry(self, definition: Definition) -> str | None:
        """What stands in the outcome where a rule held; made beforehand unless its description is filled in."""
        name = rule_name(definition)
        if name is None:
            return None
        call = cast("Call", definition.assign.value)
        shadow = call.constants.get("mode") == "shadow"
        self._lowering.file = definition.file
        text = self._lowering.value(call.arguments["description"])
        if text.constant:
            return self.unit.constant(FiredRule(name, text.value, shadow))
        return f"FiredRule({name!r}, {text.code}, {shadow})"


def _count_uses(program: Program) -> Counter[str]:
    uses: Counter[str] = Counter()
    for file in program.files.values():
        for statement in file.statements:
            for node in walk(value_of(statement)):
                if isinstance(node, Name):
                    uses[file.key(node.id)] += 1
    return uses
