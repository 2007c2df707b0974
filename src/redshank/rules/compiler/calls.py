"""Calls: fields, functions in place or called, rules, windows, labels, signals."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, cast

from redshank.rules import runtime
from redshank.rules.compiler.canonical import Canon
from redshank.rules.compiler.unit import Unit
from redshank.rules.compiler.values import Val, absorbed, any_of, join_fails, none_of, truth
from redshank.rules.functions.registry import EntityValue, Failure, Inlined, RuleFunction, Silently
from redshank.rules.functions.signatures import TypeExpr
from redshank.rules.language.paths import parse_path
from redshank.rules.language.program import Program
from redshank.rules.language.special import entity_type
from redshank.rules.language.syntax import Call, Expression, FormatString, ListLiteral, Name, RuleFile
from redshank.rules.windows import WindowKind, WindowSpec

_KINDS: Final = {"Count", "Sum", "Distinct", "First", "Last", "Rate", "Sequence"}
_FAST: Final = {"str": "str", "int": "int", "float": "float", "bool": "bool"}


@dataclass(slots=True)
class Parts:
    """What lowering finds along the way, for the rule set.

    Attributes:
        windows: their specifications, in the order in which the code touches them.
        reads: ids of every call that reads state, in order: kept with each outcome, so that it can be explained.
        signals: names of the detectors that rules ask.
        conditions: rule -> (text, code) of each condition; only where they are asked for.
    """

    windows: list[WindowSpec] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    signals: list[str] = field(default_factory=list)
    conditions: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


class CallLowering(ABC):
    """Lowers calls; what calls hold is lowered by `value`."""

    def __init__(
        self, program: Program, unit: Unit, parts: Parts, canon: Canon, values: dict[str, Val], *, explaining: bool
    ) -> None:
        self.program = program
        self.unit = unit
        self.parts = parts
        self.values = values
        self.file: RuleFile = next(iter(program.files.values()))
        self.where = ""
        self._canon = canon
        self._explaining = explaining

    @abstractmethod
    def value(self, node: Expression, *, eager: bool = False) -> Val:
        """Lower an expression."""

    @staticmethod
    @abstractmethod
    def failed(type_: TypeExpr) -> str:
        """What stands for a failed value of a type."""

    def atom(self, val: Val) -> Val:
        """The value as a name or literal; a longer one goes into a variable as part of its tests."""
        if val.atom:
            return val
        name = self.unit.temporary(val.code)
        # No value is UNSET: the test never holds, it is there for the assignment.
        return Val(name, (*val.fails, f"({name} := {val.code}) is UNSET"), atom=True, none=val.none)

    def present(self, *operands: tuple[Expression, Val]) -> list[Val]:
        """The operands of something that takes no None.

        `X` of `X != None and X + 1 > 3` is known to have a value only where that value is wanted. Where it has none,
        what is computed from it fails, and that is reported although nobody asks for it: `and` and `or` are eager.
        """
        vals = [val for _, val in operands]
        narrowed = [
            val.none and not val.constant and isinstance(node, Name) and not node.type.is_optional
            for node, val in operands
        ]
        if not any(narrowed):
            return vals
        absent = any_of(f"{val.code} is None" for val, maybe in zip(vals, narrowed, strict=True) if maybe)
        fails = join_fails(*vals)
        problem = self.unit.constant(Failure("a value that is None is used in a calculation"), "absent")
        test = f"({absent}) and {none_of(fails)}" if fails else absent
        self.unit.line(f"if {test}: fail(errors, {self.where!r}, {problem})")
        return [
            replace(val, fails=(*val.fails, f"{val.code} is None"), none=False) if maybe else val
            for val, maybe in zip(vals, narrowed, strict=True)
        ]

    def attempt(self, node: Expression, code: str, fails: tuple[str, ...], prefix: str = "v") -> Val:
        """Evaluate code that can raise, now, into a variable."""
        failed = self.failed(node.type)
        name = self.unit.name(prefix)
        guarded = f"{failed} if {any_of(fails)} else {code}" if fails else code
        reporter = "fail" if failed == "None" else "fail_optional"
        self.unit.line(f"try: {name} = {guarded}")
        self.unit.line(f"except Exception as problem: {name} = {reporter}(errors, {self.where!r}, problem)")
        return Val(name, (f"{name} is {failed}",), atom=True, none=node.type.is_optional)

    def call(self, call: Call, *, eager: bool) -> Val:
        """Lower a call."""
        entry = call.entry
        assert entry is not None
        match call.function:
            case "JsonData" | "EntityJson":
                return self._field(call)
            case "Entity":
                node = call.arguments["id"]
                return self.present((node, self.value(node, eager=eager)))[0]
            case "Rule":
                return self._rule(call)
            case "HasLabel":
                return self._has_label(call)
            case "ResolveOptional" if not call.constants["should_report_error"]:
                return self._resolve_optional(call)
            case "Signal":
                return self._signal(call)
            case name if name in _KINDS and entry.reads == "windows":
                return self._window(call)
        return self._function(call, entry, eager=eager)

    def _field(self, call: Call) -> Val:
        path = parse_path(call.constants["path"])
        type_ = call.type.args[0] if call.function == "EntityJson" and call.type.name == "Entity" else call.type
        options = [self._flag(call, "required"), self._flag(call, "coerce_type")]
        note = call.owner.annotation if call.owner is not None else None
        secret = call.function == "JsonData" and note is not None and note.name in ("Secret", "ExtractSecret")
        if secret:
            # The reference engine takes a secret as it is or not at all.
            options[1] = self.unit.constant_val(False)
        root = "secret_data" if secret else "data"
        failed = self.failed(type_)
        name = self.unit.name("v")
        fixed = all(option.constant for option in options)
        if fixed:
            required, coerces = (bool(option.value) for option in options)
            reader = self._reader(path.text, type_, required=required, coerces=coerces)
        else:
            reader = self._choose_reader(path.text, type_, options)
        if path.keys is not None:
            at = self.unit.prefix(root, path.keys[:-1])
            fetch = f"{at}.get({path.keys[-1]!r}, MISSING)"
            # `X | None` has the class test of X: None goes the slow way.
            rest = [member for member in type_.args if member.name != "None"] if type_.name == "Union" else [type_]
            fast = _FAST.get(rest[0].name) if len(rest) == 1 else None
            if fast is not None and fixed:
                self.unit.line(f"{name} = {fetch}")
                self.unit.line(f"if {name}.__class__ is not {fast}: {name} = {reader}({name}, errors)")
            else:
                self.unit.line(f"{name} = {reader}({fetch}, errors)")
        else:
            first = self.unit.constant(path.first, ("path", path.text))
            reporter = "fail" if failed == "None" else "fail_optional"
            self.unit.line(f"try: {name} = {reader}({first}({root}), errors)")
            self.unit.line(f"except Exception as problem: {name} = {reporter}(errors, {self.where!r}, problem)")
        return Val(name, (f"{name} is {failed}",), atom=True, none=type_.is_optional)

    def _flag(self, call: Call, name: str) -> Val:
        argument = call.arguments.get(name)
        return self.unit.constant_val(True) if argument is None else self.value(argument)

    def _reader(self, path: str, type_: TypeExpr, *, required: bool, coerces: bool) -> str:
        key = ("reader", self.where, path, type_, required, coerces)
        reader = runtime.field_reader(self.where, path, type_, required=required, coerces=coerces)
        return self.unit.constant(reader, key)

    def _choose_reader(self, path: str, type_: TypeExpr, options: list[Val]) -> str:
        """The reader where `required` or `coerce_type` is only known when the event is there."""
        readers = {
            (required, coerces): runtime.field_reader(self.where, path, type_, required=required, coerces=coerces)
            for required in (False, True)
            for coerces in (False, True)
        }
        failed = runtime.FAILED if type_.is_optional else None
        table = self.unit.constant({**readers, None: lambda value, errors: failed})
        fails = join_fails(*options)
        chosen = self.unit.name("v")
        code = f"{table}[{options[0].code}, {options[1].code}]"
        self.unit.line(f"{chosen} = {table}[None] if {any_of(fails)} else {code}" if fails else f"{chosen} = {code}")
        return chosen

    def _rule(self, call: Call) -> Val:
        when_all = call.arguments["when_all"]
        description = call.arguments["description"]
        if isinstance(when_all, ListLiteral):
            conditions = [(node, self.value(node)) for node in when_all.items]
            vals = [val for _, val in conditions]
            codes = [val.code for val in vals if not (val.constant and val.value)]
            code = "False" if "False" in codes else f"({' and '.join(codes)})" if codes else "True"
        else:
            whole = self.atom(self.value(when_all))
            conditions, vals = [(when_all, whole)], [whole]
            code = f"all({whole.code})"
        if self._explaining and call.owner is not None:
            self.parts.conditions[call.owner.target] = [
                (self.file.source(node.place), self._explained(node, val)) for node, val in conditions
            ]
        names = [self.value(name) for name in description.names] if isinstance(description, FormatString) else []
        fails = join_fails(*vals, *names)
        known = code in ("True", "False") and not fails
        return Val(
            code,
            fails,
            atom=known,
            constant=known,
            value=code == "True" if known else None,
            depth=2 + max((val.depth for val in vals), default=0),
        )

    def _explained(self, node: Expression, val: Val) -> str:
        code = f"all({val.code})" if node.type.name == "List" else val.code
        return f"(None if {any_of(val.fails)} else bool({code}))" if val.fails else f"bool({code})"

    def _function(self, call: Call, entry: RuleFunction, *, eager: bool) -> Val:
        bound = call.constants.get("\0bound")
        arguments = self._arguments(call, entry)
        inline = bound.inline if isinstance(bound, Inlined) else entry.inline
        if inline is not None:
            constants = bound.constants if isinstance(bound, Inlined) else {}
            return self._in_place(call, inline, arguments, constants)
        function = bound.call if isinstance(bound, Inlined) else bound if entry.bind else entry.implementation
        assert function is not None
        vals = list(arguments.values())
        fails = join_fails(*vals)
        name = self.unit.constant(function, self._function_key(call, entry, function))
        codes = [*(["context"] if entry.needs_event else []), *(val.code for val in vals)]
        if self._explaining and entry.reads == "network":
            return self._recorded(call, fails, self._read_id("n"))
        if entry.pure and not entry.reports and not eager:
            if not vals and not entry.needs_event:
                return self._now(call, function)
            kept = self.unit.temporary(f"{name}({', '.join(codes)})")
            guarded = self.unit.shared(f"guard(errors, {self.where!r}, {', '.join([name, *codes])})")
            return Val(kept, (*fails, f"({kept} := {guarded}) is None"), atom=True, none=call.type.is_optional)
        val = self.attempt(call, f"{name}({', '.join(codes)})", fails)
        if entry.reads == "network":
            self._record(self._read_id("n"), val, "None")
        return val

    def _now(self, call: Call, function: Any) -> Val:
        """A pure function of constants is called once, when the rules are compiled."""
        try:
            return self.unit.constant_val(function())
        except Silently:
            return Val("None", ("None is None",))
        except Exception:
            return self.attempt(call, f"{self.unit.constant(function)}()", ())

    def _arguments(self, call: Call, entry: RuleFunction) -> dict[str, Val]:
        """Argument values in the order of the signature; the constant ones of a bound function are in it already."""
        vals: dict[str, Val] = {}
        strict: dict[str, tuple[Expression, Val]] = {}
        for parameter in entry.parameters:
            if parameter.const:
                if not entry.bind:
                    vals[parameter.name] = self.unit.constant_val(call.constants[parameter.name])
                continue
            node = call.arguments.get(parameter.name)
            if node is None:
                vals[parameter.name] = self.unit.constant_val(parameter.default)
                continue
            val = self._entity(node) if parameter.type.name == "Entity" else self.value(node)
            vals[parameter.name] = absorbed(val) if parameter.type.is_optional else val
            if not parameter.type.is_optional:
                strict[parameter.name] = (node, val)
        vals.update(zip(strict, self.present(*strict.values()), strict=True))
        if entry.signature.extra is not None:
            known = {parameter.name for parameter in entry.parameters}
            extra = {name: self.value(node) for name, node in call.arguments.items() if name not in known}
            code = ", ".join(f"{name!r}: {val.code}" for name, val in extra.items())
            vals["\0extra"] = Val(f"{{{code}}}", join_fails(*extra.values()), depth=3)
        return vals

    def _entity(self, node: Expression) -> Val:
        val = self.value(node)
        kind = entity_type(self.program, self.file, node)
        make = self.unit.constant(EntityValue, "EntityValue")
        return Val(f"{make}({kind!r}, {val.code})", val.fails, depth=val.depth + 1)

    def _in_place(self, call: Call, inline: str, arguments: dict[str, Val], constants: Any) -> Val:
        atoms = {name: self.atom(val) for name, val in arguments.items()}
        if all(val.constant for val in atoms.values()) and "{event}" not in inline:
            names = {name: self.unit.constant(value) for name, value in constants.items()}
            code = _fill(inline, {**{name: val.code for name, val in atoms.items()}, **names})
            try:
                return self.unit.constant_val(eval(code, dict(self.unit.constants)))  # noqa: S307 - our own text
            except Exception:
                return self.attempt(call, code, ())
        names = {name: self._constant_name(value) for name, value in constants.items()}
        codes = {name: val.code for name, val in atoms.items()}
        code = _fill(inline, {**codes, **names, "event": "event"})
        cheap = not atoms or code.count("(") == 0
        return Val(code if cheap else self.unit.shared(code), join_fails(*atoms.values()), depth=2)

    def _constant_name(self, value: Any) -> str:
        if isinstance(value, str | int | float | bool | tuple | frozenset):
            return self.unit.constant(value, ("constant", type(value).__name__, value))
        return self.unit.constant(value, ("object", id(value)))

    def _function_key(self, call: Call, entry: RuleFunction, function: Any) -> Any:
        if not entry.bind:
            return ("function", entry.name)
        constants = tuple(sorted((name, repr(value)) for name, value in call.constants.items() if name[0] != "\0"))
        owner = call.owner.target if entry.needs_name and call.owner is not None else ""
        return ("bound", entry.name, constants, owner)

    def _has_label(self, call: Call) -> Val:
        entity = self.value(call.arguments["entity"])
        kind = entity_type(self.program, self.file, call.arguments["entity"])
        read = self._read_id("l")
        options = {
            name: absorbed(self.value(node)) if name != "error_on_empty" else self.value(node)
            for name, node in call.arguments.items()
            if name in ("manual", "min_label_age", "error_on_empty")
        }
        fails = join_fails(entity, *options.values())
        if self._explaining:
            return self._recorded(call, fails, read, "False")
        code = f"labels.get(({kind!r}, {entity.code}))"
        status, label = call.constants["status"], call.constants["label"]
        if not options:
            found = self.unit.shared(code)
            # Most entities have no label, and most that have one have another.
            added = status == "added"
            absent = f"{found} is None or {label!r} not in {found}"
            code = f"({not added} if {absent} else stands({found}[{label!r}], {added}, now))"
            name = self.unit.name("v")
            guarded = f"None if {any_of(fails)} else {code}" if fails else code
            self.unit.line(f"{name} = {guarded}")
            val = Val(name, (f"{name} is None",) if fails else (), atom=True)
        else:
            names = ("manual", "min_label_age", "error_on_empty")
            extra = ", ".join(f"{name}={options[name].code}" for name in names if name in options)
            val = self.attempt(call, f"has_label({code}, {label!r}, {status!r}, now, {extra})", fails)
        self._record(read, val, "False")
        return val

    def _resolve_optional(self, call: Call) -> Val:
        """Written in place: it is common, and a missing value is no exception."""
        wanted = absorbed(self.value(call.arguments["optional_value"]))
        code = wanted.code
        default = call.arguments.get("default_value")
        if default is not None:
            code = f"({self.unit.temporary(code)} if ({self.unit.temporary(code)} := {code}) is not None else "
            code += f"{absorbed(self.value(default)).code})"
        name = self.unit.temporary(code)
        return Val(name, (f"({name} := {code}) is None",), atom=True)

    def _signal(self, call: Call) -> Val:
        target = self.value(call.arguments["target"])
        name = call.constants["name"]
        read = self._read_id("g")
        if name not in self.parts.signals:
            self.parts.signals.append(name)
        if self._explaining:
            return self._recorded(call, target.fails, read)
        val = self.attempt(call, f"signals[{self.parts.signals.index(name)}]({target.code})", target.fails)
        self._record(read, val, "None")
        return val

    def _window(self, call: Call) -> Val:
        index = len(self.parts.windows)
        spec = self._spec(call)
        self.parts.windows.append(spec)
        by = cast("ListLiteral", call.arguments["by"])
        keys = [self.unit.store(self.value(item), self.failed(item.type)) for item in by.items]
        fails = tuple(
            dict.fromkeys(test for key in keys for test in (*key.fails, *([f"{key.code} is None"] if key.none else [])))
        )
        value, add = self._entering(call)
        read = self._read_id("w")
        if self._explaining:
            return self._recorded(call, fails, read)
        key = f"({', '.join(key.code for key in keys)}{',' if len(keys) == 1 else ''})"
        code = f"touch{index}({key}, now, event.seq, {value}, {add})"
        val = self.attempt(call, code, fails, prefix="w")
        self._record(read, val, "None")
        return val

    def _entering(self, call: Call) -> tuple[str, str]:
        """What enters the window, and whether it does."""
        if call.function == "Sequence":
            steps = [truth(self.value(step)) for step in cast("ListLiteral", call.arguments["steps"]).items]
            bits = " | ".join(f"({1 << index} if {step} else 0)" for index, step in enumerate(steps))
            name = self.unit.name("v")
            self.unit.line(f"{name} = {bits}")
            return name, f"{name} != 0"
        tests: list[str] = []
        where = call.arguments.get("where")
        if where is not None:
            tests.append(truth(self.value(where)))
        code = "None"
        if "value" in call.arguments:
            val = self.unit.store(self.value(call.arguments["value"]), self.failed(call.arguments["value"].type))
            code = val.code
            if val.fails:
                tests.append(none_of(val.fails))
        return code, " and ".join(tests) or "True"

    def _spec(self, call: Call) -> WindowSpec:
        by = cast("ListLiteral", call.arguments["by"])
        steps = call.arguments.get("steps")
        name = call.constants.get("name") or (call.owner.target if call.owner is not None else None)
        return WindowSpec(
            kind=cast("WindowKind", call.function.lower()),
            within=float(call.constants["within"]),
            including_current=bool(call.constants.get("including_current", False)),
            name=name,
            by_arity=len(by.items),
            steps=len(steps.items) if isinstance(steps, ListLiteral) else 0,
            definition=self._canon.window(self.file, call),
        )

    def _read_id(self, letter: Literal["w", "l", "g", "n"]) -> str:
        read = f"{letter}{len(self.parts.reads)}"
        self.parts.reads.append(read)
        return read

    def _record(self, read: str, val: Val, usual: str) -> None:
        """Keep what was read with the outcome, unless it is what most events read."""
        self.unit.line(f"if {val.code} is not {usual}: reads[{read!r}] = {val.code}")

    def _recorded(self, call: Call, fails: tuple[str, ...], read: str, usual: str = "None") -> Val:
        """What was read when the event was judged."""
        failed = self.failed(call.type)
        name = self.unit.name("w")
        code = f"reads.get({read!r}, {usual})"
        self.unit.line(f"{name} = {failed} if {any_of(fails)} else {code}" if fails else f"{name} = {code}")
        return Val(name, (f"{name} is {failed}",), atom=True, none=call.type.is_optional)


def _fill(template: str, codes: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: codes[match[1]], template)
