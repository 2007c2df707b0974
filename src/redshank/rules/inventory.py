"""What is known of rules and features without running them, for the console, the docs and the log."""

from __future__ import annotations

from typing import Final, Literal, cast

from redshank.rules.functions.signatures import TypeExpr
from redshank.rules.language import typesystem
from redshank.rules.language.paths import parse_path
from redshank.rules.language.program import Definition, Program
from redshank.rules.language.syntax import (
    Binary,
    Call,
    Expression,
    FormatString,
    ListLiteral,
    Name,
    RuleFile,
    walk,
)
from redshank.rules.language.syntax import (
    Literal as LiteralNode,
)
from redshank.rules.types import FeatureInfo, RuleInfo

DEFAULT_CONTENT_PATHS: Final = (
    "$.prompt",
    "$.completion",
    "$.gen_ai.input",
    "$.gen_ai.output",
    "$.gen_ai.system_instructions",
    "$.tool.arguments",
    "$.tool.result",
    "$.message",
)
"""Paths of an event that hold what people wrote or models answered."""

_Kind = Literal["field", "entity", "window", "signal", "rule", "computed"]


def rules_of(program: Program) -> list[RuleInfo]:
    """Every rule of the set, in the order of files and lines."""
    found = []
    for path in sorted(program.files):
        file = program.files[path]
        for definition in _definitions(program, file):
            call = definition.assign.value
            if not isinstance(call, Call) or call.function != "Rule":
                continue
            found.append(
                RuleInfo(
                    name=definition.name,
                    span=file.span(definition.assign.place),
                    source=file.source(definition.assign.place),
                    description=_description(call.arguments["description"]),
                    mode=cast("Literal['shadow', 'live']", call.constants.get("mode", "live")),
                    policy=call.constants.get("policy"),
                    severity=call.constants.get("severity"),
                    owner=call.constants.get("owner"),
                    expires=call.constants.get("expires"),
                    features=_features_read(program, file, call),
                )
            )
    return found


def features_of(program: Program, content_paths: tuple[str, ...]) -> dict[str, FeatureInfo]:
    """Every name that is part of an outcome, and secrets, which never are."""
    content = _Content(program, content_paths)
    found: dict[str, FeatureInfo] = {}
    for path in sorted(program.files):
        file = program.files[path]
        for definition in _definitions(program, file):
            secret = not definition.shareable
            if (definition.feature or (secret and not definition.assign.is_local)) and (
                definition.type != typesystem.EFFECT
            ):
                found[definition.name] = FeatureInfo(
                    name=definition.name,
                    span=file.span(definition.assign.place),
                    source=file.source(definition.assign.place),
                    type=typesystem.show(definition.type),
                    kind=_kind(definition),
                    content=content.of(definition),
                    secret=secret,
                )
    return found


def _definitions(program: Program, file: RuleFile) -> list[Definition]:
    return [each for each in program.definitions.values() if each.file is file]


def _description(node: Expression) -> str:
    return node.template if isinstance(node, FormatString) else str(cast("LiteralNode", node).value)


def _features_read(program: Program, file: RuleFile, call: Call) -> tuple[str, ...]:
    """Features that a rule reads, those behind its file's local names included."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    stack: list[Expression] = [call]
    while stack:
        for node in walk(stack.pop()):
            if not isinstance(node, Name) or file.key(node.id) in seen:
                continue
            seen.add(file.key(node.id))
            definition = program.define(file, node.id)
            if definition is not None and definition.assign.is_local:
                stack.append(definition.assign.value)
            elif definition is not None:
                found[definition.name] = None
    return tuple(found)


def _kind(definition: Definition) -> _Kind:
    call = definition.assign.value
    if not isinstance(call, Call) or call.entry is None:
        return "computed"
    if call.function == "JsonData":
        return "field"
    if call.function in ("Entity", "EntityJson"):
        return "entity"
    if call.function == "Rule":
        return "rule"
    if call.entry.reads == "windows":
        return "window"
    return "signal" if call.entry.reads == "signals" else "computed"


class _Content:
    """Follows text that people wrote or models answered through the set."""

    def __init__(self, program: Program, content_paths: tuple[str, ...]) -> None:
        self._program = program
        self._paths = [path.removeprefix("$").strip(".").split(".") for path in content_paths]
        self._known: dict[str, bool] = {}

    def of(self, definition: Definition) -> bool:
        """Whether a value can hold content."""
        if definition.key not in self._known:
            self._known[definition.key] = False
            holds = _can_hold_text(definition.type) and self._taints(definition.file, definition.assign.value)
            self._known[definition.key] = holds
        return self._known[definition.key]

    def _taints(self, file: RuleFile, node: Expression) -> bool:
        match node:
            case Name():
                definition = self._program.define(file, node.id)
                return definition is not None and self.of(definition)
            case ListLiteral():
                return any(self._taints(file, item) for item in node.items)
            case FormatString():
                return any(self._taints(file, name) for name in node.names)
            case Binary():
                return self._taints(file, node.left) or self._taints(file, node.right)
            case Call(function="JsonData" | "EntityJson"):
                return self._reads_content(str(node.constants.get("path")))
            case Call():
                passes = node.entry is None or node.entry.content
                return passes and any(self._taints(file, argument) for argument in node.arguments.values())
        return False

    def _reads_content(self, text: str) -> bool:
        keys = parse_path(text).keys
        if keys is None:
            return True
        return any(_meet(list(keys), path) for path in self._paths)


def _meet(one: list[str], other: list[str]) -> bool:
    """Whether one path leads into the other."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _can_hold_text(type_: TypeExpr) -> bool:
    return type_.name in ("str", "Any") or any(_can_hold_text(argument) for argument in type_.args)
