"""What single functions ask for beyond their signature: rules, effects, labels, paths, experiments, windows."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any, Final

from redshank.rules.functions.registry import BadConstant
from redshank.rules.language import typesystem
from redshank.rules.language.calls import NotConstant, constant_value
from redshank.rules.language.paths import BadPath, parse_path
from redshank.rules.language.program import Program, calls_in, did_you_mean, one_step, statements
from redshank.rules.language.syntax import (
    Assign,
    Call,
    Expression,
    FormatString,
    ListLiteral,
    Literal,
    Name,
    RuleFile,
    Statement,
)

MAX_WINDOW: Final = 400 * 86_400.0
"""Longest window, in seconds."""
_EFFECTS: Final = ("DeclareVerdict", "LabelAdd", "LabelRemove")
_LOOKS_INTERPOLATED: Final = re.compile(r"\{([^\d\W]\w*)\}")


def check_special(program: Program) -> None:
    """Check what no signature can say."""
    for file, statement in statements(program):
        for call in calls_in(statement):
            if call.entry is not None:
                _Checker(program, file, statement, call).run()
    _check_window_names(program)


def entity_type(program: Program, file: RuleFile, node: Expression) -> str | None:
    """The type of the entity that an expression stands for, as far as the text tells."""
    for _ in range(len(program.definitions) + 1):
        if isinstance(node, Name):
            definition = program.define(file, node.id)
            if definition is None:
                return None
            file, node = definition.file, definition.assign.value
        elif isinstance(node, Call) and node.function in ("Entity", "EntityJson"):
            kind = node.constants.get("type")
            return kind if isinstance(kind, str) else None
        elif isinstance(node, Call) and node.function in ("First", "Last") and "value" in node.arguments:
            node = node.arguments["value"]
        else:
            return None
    return None


class _Checker:
    def __init__(self, program: Program, file: RuleFile, statement: Statement, call: Call) -> None:
        self._program = program
        self._file = file
        self._statement = statement
        self._call = call

    def run(self) -> None:
        checks: dict[str, Callable[[], None]] = {
            "Rule": self._rule,
            "WhenRules": self._when_rules,
            "LabelAdd": self._label_change,
            "LabelRemove": self._label_change,
            "HasLabel": self._has_label,
            "JsonData": self._path,
            "EntityJson": self._path,
            "ExperimentWhen": self._experiment_when,
            "Signal": self._signal,
        }
        entry = self._call.entry
        assert entry is not None
        check = checks.get(self._call.function)
        if check is not None:
            check()
        if entry.reads == "windows":
            self._window()
        if entry.effect is not None:
            self._entity_is_known()
        if entry.needs_name and self._owner() is None:
            self._error(self._call, "not-assigned", f"`{self._call.function}` must be assigned to a name")
        elif entry.bind and entry.implementation is not None:
            self._bind()
        if entry.check is not None:
            self._function_check(entry.check)

    def _rule(self) -> None:
        owner = self._owner()
        if owner is None:
            self._error(self._call, "not-assigned", "a rule must be assigned to a name", "write `Name = Rule(...)`")
        elif owner.is_local:
            hint = f"write `{owner.target.lstrip('_') or 'Name'} = Rule(...)`"
            self._error(self._call, "local-rule", "a rule must not be local to its file", hint)
        description = self._call.arguments.get("description")
        if isinstance(description, Literal) and isinstance(description.value, str):
            names = _LOOKS_INTERPOLATED.findall(description.value)
            if names:
                shown = ", ".join(f"`{name}`" for name in names)
                self._error(description, "not-an-f-string", f"{shown} is not filled in here", "put an `f` before it")
        elif description is not None and not isinstance(description, FormatString):
            self._error(description, "not-a-literal", "the description is a string or an f-string")
        mode = self._call.constants.get("mode", "live")
        if mode not in ("live", "shadow"):
            self._error(self._argument("mode"), "bad-constant", f"unknown mode `{mode}`", "it is 'live' or 'shadow'")
        expires = self._call.constants.get("expires")
        if expires is not None and not _is_date(expires):
            self._error(self._argument("expires"), "bad-constant", "`expires` is not a date", "write '2027-01-31'")

    def _when_rules(self) -> None:
        for name in ("rules_any", "then"):
            node = self._call.arguments.get(name)
            if node is not None and not isinstance(node, ListLiteral):
                self._error(node, "not-a-literal", f"`{name}` must be written out as a list", f"`{name}=[...]`")
        then = self._call.arguments.get("then")
        for item in then.items if isinstance(then, ListLiteral) else []:
            effect = one_step(self._program, self._file, item)
            known = isinstance(effect, Call) and (effect.function in _EFFECTS or getattr(effect.entry, "effect", None))
            if item.type == typesystem.EFFECT and not known:
                self._error(item, "not-an-effect", "an effect is a call or a name one step away")

    def _label_change(self) -> None:
        label = self._declared_label()
        kind = self._entity_is_known()
        if label is not None and kind is not None and kind not in label.valid_for:
            valid = ", ".join(f"`{each}`" for each in label.valid_for) or "nothing"
            message = f"label `{label.name}` is not valid for `{kind}`"
            self._error(self._argument("entity"), "label-not-valid", message, f"it is declared for {valid}")

    def _has_label(self) -> None:
        self._declared_label()
        self._entity_is_known()
        status = self._call.constants.get("status")
        if status not in ("added", "removed"):
            hint = "it is 'added' or 'removed'"
            if str(status).lower() in ("manually_added", "manually_removed"):
                hint += "; for one set by a person write `manual=True`"
            self._error(self._argument("status"), "bad-constant", f"unknown label status `{status}`", hint)

    def _declared_label(self) -> Any:
        name = self._call.constants.get("label")
        label = self._program.labels.get(str(name))
        if label is None:
            hint = (
                did_you_mean(self._program, str(name), self._program.labels)
                or "declare it in config.yaml under `labels`"
            )
            self._error(self._argument("label"), "unknown-label", f"unknown label `{name}`", hint)
        return label

    def _entity_is_known(self) -> str | None:
        node = self._call.arguments.get("entity")
        if node is None or node.type.name != "Entity":
            return None
        if isinstance(node, Name) and self._call.function in ("LabelAdd", "LabelRemove"):
            definition = self._program.define(self._file, node.id)
            source = None if definition is None else definition.assign.value
            direct = isinstance(source, Call) and source.function in ("Entity", "EntityJson")
            if definition is not None and (definition.assign.is_local or not direct):
                hint = "name a feature that is assigned from `Entity(...)` or `EntityJson(...)`"
                self._error(node, "unknown-entity", f"the type of entity `{node.id}` can't be told here", hint)
                return None
        kind = entity_type(self._program, self._file, node)
        if kind is None:
            self._error(node, "unknown-entity", "the type of this entity can't be told from the text")
        return kind

    def _path(self) -> None:
        text = self._call.constants.get("path")
        if isinstance(text, str):
            try:
                parse_path(text)
            except BadPath as bad:
                self._error(self._argument("path"), "bad-path", f"not a JSON path: {bad}", "such as `$.user.id`")

    def _experiment_when(self) -> None:
        node = self._call.arguments.get("experiment")
        definition = self._program.define(self._file, node.id) if isinstance(node, Name) else None
        source = None if definition is None else definition.assign.value
        experiments = ("Experiment", "ExperimentsBucketAssignment")
        if node is None or not isinstance(source, Call) or source.function not in experiments:
            self._error(node or self._call, "unknown-experiment", "this names no experiment")
            return
        wanted = source.constants.get("buckets") or []
        given = {name: value for name, value in self._call.arguments.items() if name != "experiment"}
        for bucket in dict.fromkeys(wanted):
            if bucket not in given:
                self._error(self._call, "missing-bucket", f"bucket `{bucket}` of the experiment is missing")
        for bucket, value in given.items():
            if bucket not in wanted:
                self._error(value, "unknown-bucket", f"the experiment has no bucket `{bucket}`")

    def _signal(self) -> None:
        name = self._call.constants.get("name")
        if isinstance(name, str) and self._program.signals.get(name) is None:
            known = self._program.signals.names()
            hint = did_you_mean(self._program, name, known) or f"declared are: {', '.join(known) or 'none'}"
            self._error(self._argument("name"), "unknown-signal", f"unknown signal `{name}`", hint)

    def _window(self) -> None:
        within = self._call.constants.get("within")
        if isinstance(within, float) and not 0 < within <= MAX_WINDOW:
            message = "a window reaches back more than nothing and at most 400 days"
            self._error(self._argument("within"), "bad-window", message)
        by = self._call.arguments.get("by")
        if by is not None and not isinstance(by, ListLiteral):
            self._error(by, "not-a-literal", "`by` must be written out as a list", "`by=[AccountId]`")
        for item in by.items if isinstance(by, ListLiteral) else []:
            if item.type.name == "List" or item.type == typesystem.EFFECT:
                self._error(item, "bad-window", f"a window can't be kept by {typesystem.show(item.type)}")
        steps = self._call.arguments.get("steps")
        if steps is not None and not isinstance(steps, ListLiteral):
            self._error(steps, "not-a-literal", "`steps` must be written out as a list")
        elif isinstance(steps, ListLiteral) and not 1 <= len(steps.items) <= 16:
            self._error(steps, "bad-window", "a sequence has between 1 and 16 steps")

    def _bind(self) -> None:
        """Make the function of this call site once: whatever no event could make right shows here."""
        entry = self._call.entry
        assert entry is not None
        assert entry.implementation is not None
        constants = dict(self._call.constants)
        if entry.needs_name:
            owner = self._owner()
            constants["assigned_name"] = "" if owner is None else owner.target
        try:
            self._call.constants["\0bound"] = entry.implementation(**constants)
        except BadConstant as bad:
            self._error(self._argument(bad.parameter), "bad-constant", bad.message, bad.hint)
        except Exception as problem:
            message = f"`{entry.name}` can't take these arguments: {type(problem).__name__}"
            self._error(self._call, "bad-constant", message)

    def _function_check(self, check: Callable[[Any], None]) -> None:
        entry = self._call.entry
        assert entry is not None
        known = {name: value for name, value in self._call.constants.items() if not name.startswith("\0")}
        for parameter in entry.parameters:
            node = self._call.arguments.get(parameter.name)
            if parameter.const or node is None:
                continue
            try:
                resolved = one_step(self._program, self._file, node)
                known[parameter.name] = constant_value(resolved, parameter.type, self._program, self._file)
            except NotConstant:
                continue
        try:
            check(known)
        except BadConstant as bad:
            self._error(self._argument(bad.parameter), "bad-constant", bad.message, bad.hint)

    def _owner(self) -> Assign | None:
        owner = self._call.owner
        return owner if owner is not None and owner is self._statement else None

    def _argument(self, name: str) -> Expression:
        return self._call.arguments.get(name, self._call)

    def _error(self, node: Expression, code: str, message: str, hint: str = "") -> None:
        self._program.error(self._file, node.place, code, message, hint)


def _check_window_names(program: Program) -> None:
    seen: dict[str, str] = {}
    for file, statement in statements(program):
        for call in calls_in(statement):
            name = call.constants.get("name")
            if call.entry is not None and call.entry.reads == "windows" and name:
                here = f"{file.path}:{call.place[0]}"
                if name in seen:
                    message = f"two windows are called `{name}`"
                    program.error(file, call.place, "duplicate-window", message, f"the other one is at {seen[name]}")
                seen.setdefault(name, here)


def _is_date(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
