"""Which functions a rule can call: signature, implementation, and what the compiler may assume of each.

A function is a plain Python function over plain values:

    @rule_function("StringLength(s: str) -> int", family="String", inline="len({s})", content=False)
    def string_length(s: str) -> int:
        '''Number of characters in `s`. ...'''
        return len(s)

How it is called: positionally, in the order of the signature, with every default filled in. An argument that failed
makes the call fail without the function being asked, unless the parameter's type is Optional: then the function gets
None. Entities come as their id (or as an `EntityValue` where the signature says `Entity`), a TimeDelta as seconds.

How it fails: `raise Failure("...")` makes the value failed and adds one error to the event; `raise Silently` makes it
failed and says nothing. Messages name the argument that is wrong, never its value: values are content.

Packages add their own through the entry point group `redshank.functions`: each entry names a module, and every
function in it that `rule_function` decorated, and every effect that `rule_effect` declared, is registered.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Final, Literal, NamedTuple, Protocol, TypeVar

from redshank.rules.functions.signatures import BadSignature, Parameter, Signature, parse_signature
from redshank.rules.types import RuleEvent

ENTRY_POINT_GROUP: Final = "redshank.functions"
_ATTRIBUTE: Final = "__redshank_function__"
_MODULES: Final = (
    "actions",
    "compiled",
    "domains",
    "effects",
    "emails",
    "encoding",
    "experiments",
    "http",
    "lists",
    "mx",
    "network",
    "optional",
    "phones",
    "randomness",
    "regex",
    "string_clean",
    "strings",
    "times",
    "urls",
    "windows",
)

Family = str
Reads = Literal["labels", "network", "windows", "signals"]
_F = TypeVar("_F", bound=Callable[..., Any])


class Failure(Exception):
    """The value is failed and the event gets one error with this message, which holds no value of the event."""


class Silently(Exception):
    """The value is failed and nobody is told."""


class BadConstant(Exception):
    """A constant argument that no event could make right; the rule set is refused at that argument.

    Attributes:
        parameter: which argument.
        message: what is wrong.
        hint: how to mend it.
    """

    def __init__(self, parameter: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.parameter = parameter
        self.message = message
        self.hint = hint


class EntityValue(NamedTuple):
    """An entity as a function sees it where its signature says `Entity`."""

    type: str
    id: Any


class FunctionContext(Protocol):
    """What a function with `needs="event"` gets as its first argument."""

    @property
    def event(self) -> RuleEvent:
        """The event being judged."""


@dataclass(frozen=True, slots=True)
class Inlined:
    """What a `bind` factory may give instead of a function, so that the compiler can write the call in place.

    Attributes:
        call: the function.
        inline: a Python expression equal to the call, under the rules of `RuleFunction.inline`; `{name}` stands for a
            remaining parameter or for one of `constants`.
        constants: objects that the expression names.
    """

    call: Callable[..., Any]
    inline: str
    constants: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleFunction:
    """Everything known of a function.

    Attributes:
        signature: as parsed from the notation.
        family: heading of the reference under which it stands.
        summary: first line of its documentation.
        doc: the whole documentation: what it gives, when it fails, an example in SML.
        implementation: the Python function; None where the compiler itself carries the meaning (`compiled`).
        compiled: the compiler carries the meaning: `JsonData`, `Rule`, `Import`, windows ...
        bind: `implementation` is a factory: called once per call site, by keyword with every constant argument, it
            gives the function that gets the remaining arguments, positionally. It may raise BadConstant.
        needs_event: the function gets a FunctionContext before its own arguments.
        needs_name: the call must be assigned to a name, and the `bind` factory gets it as `assigned_name`.
        check: called once per call site with the arguments that are literals or constants, by name; it may raise
            BadConstant. For parameters that are not ConstExpr and still have wrong values.
        dynamic: the result has the type of the annotation that the assignment must carry.
        pure: equal arguments give equal results with no trace left, so a call may be shared, moved or left out.
        reports: a call can raise Failure; where not, leaving out an unneeded call changes nothing that anyone can see.
        reads: what the result depends on besides arguments and event.
        is_async: flag of the language's own list: reads state or network.
        content: the result can hold content if an argument does; False for a hash, a length, a bool.
        inline: a Python expression equal to the call for arguments of the right types, which never raises; `{s}`
            stands for a parameter (a name or a literal, so it may stand twice), `{event}` for the RuleEvent.
        effect: the type of action that the call asks for, for an effect such as `Block`.
        statement: how a call may stand: "value" (its result must be used), "statement" (it has none).
    """

    signature: Signature
    family: Family
    summary: str
    doc: str
    implementation: Callable[..., Any] | None
    compiled: bool = False
    bind: bool = False
    needs_event: bool = False
    needs_name: bool = False
    check: Callable[[Mapping[str, Any]], None] | None = None
    dynamic: bool = False
    pure: bool = True
    reports: bool = False
    reads: Reads | None = None
    is_async: bool = False
    content: bool = True
    inline: str | None = None
    effect: str | None = None
    statement: Literal["value", "statement"] = "value"

    @property
    def name(self) -> str:
        """Name under which rules call it."""
        return self.signature.name

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Its parameters, in order."""
        return self.signature.parameters


def rule_function(
    signature: str,
    *,
    family: Family,
    bind: bool = False,
    needs: Literal["event", "name"] | None = None,
    check: Callable[[Mapping[str, Any]], None] | None = None,
    compiled: bool = False,
    dynamic: bool = False,
    pure: bool = True,
    reports: bool = False,
    reads: Reads | None = None,
    content: bool = True,
    inline: str | None = None,
    statement: Literal["value", "statement"] = "value",
) -> Callable[[_F], _F]:
    """Declare the decorated Python function as a function of the language.

    Args:
        signature: in the language's notation, `Name(parameter: type = default) -> type`.
        family: heading of the reference.
        bind: the decorated function is a factory over the constant arguments (see RuleFunction).
        needs: "event" to get the FunctionContext first, "name" for a factory that gets the name assigned to.
        check: looks at the arguments that are known when the rules are compiled (see RuleFunction).
        compiled: the compiler carries the meaning; the decorated function only documents it.
        dynamic: the result's type is the annotation's.
        pure: the result depends on arguments and event alone and the call leaves no trace.
        reports: a call can raise Failure.
        reads: state or network that the result depends on.
        content: the result can hold content if an argument does.
        inline: an equivalent Python expression (see RuleFunction).
        statement: whether a call gives a value or stands alone.

    Raises:
        BadSignature: the signature can't be read, or the function has no documentation.
    """
    parsed = parse_signature(signature)

    def declare(function: _F) -> _F:
        doc = inspect.getdoc(function)
        if not doc:
            raise BadSignature(f"`{parsed.name}` has no documentation")
        entry = RuleFunction(
            signature=parsed,
            family=family,
            summary=doc.splitlines()[0],
            doc=doc,
            implementation=None if compiled else function,
            compiled=compiled,
            bind=bind,
            needs_event=needs == "event",
            needs_name=needs == "name",
            check=check,
            dynamic=dynamic,
            pure=pure and reads is None,
            reports=reports,
            reads=reads,
            is_async=reads in ("labels", "network"),
            content=content,
            inline=inline,
            statement=statement,
        )
        setattr(function, _ATTRIBUTE, entry)
        return function

    return declare


def rule_effect(signature: str, *, action: str, doc: str) -> RuleFunction:
    """Declare an effect: a call in `WhenRules(then=[...])` that asks for an action.

    The arguments become the action's parameters. `entity`, where there is one, is whom it concerns; `apply_if` decides
    whether it is asked for at all.

    Args:
        signature: in the language's notation; the result is `EffectBase`.
        action: name of the action in the registry of actions, lower case.
        doc: what it asks for, for the reference.
    """
    parsed = parse_signature(signature)
    if parsed.returns.name != "EffectBase":
        raise BadSignature(f"effect `{parsed.name}` must return EffectBase")
    text = inspect.cleandoc(doc)
    return RuleFunction(
        signature=parsed,
        family="Effects",
        summary=text.splitlines()[0],
        doc=text,
        implementation=None,
        compiled=True,
        pure=False,
        effect=action,
    )


class FunctionRegistry:
    """The functions that a rule set can call, by name."""

    def __init__(self, functions: Iterable[RuleFunction] = ()) -> None:
        self._functions: dict[str, RuleFunction] = {}
        for function in functions:
            self.add(function)

    def add(self, function: RuleFunction) -> None:
        """Make a function callable.

        Raises:
            BadSignature: another function has that name.
        """
        if function.name in self._functions:
            raise BadSignature(f"two functions are called `{function.name}`")
        self._functions[function.name] = function

    def add_module(self, module: types.ModuleType) -> None:
        """Add every function and effect that a module declares, in the order of their names."""
        for _, member in sorted(vars(module).items()):
            entry = member if isinstance(member, RuleFunction) else getattr(member, _ATTRIBUTE, None)
            own = isinstance(member, RuleFunction) or getattr(member, "__module__", None) == module.__name__
            if isinstance(entry, RuleFunction) and own:
                self.add(entry)

    def get(self, name: str) -> RuleFunction | None:
        """The function of that name, or None."""
        return self._functions.get(name)

    def __iter__(self) -> Iterator[RuleFunction]:
        """All functions, by name."""
        return iter(sorted(self._functions.values(), key=lambda function: function.name))

    def __len__(self) -> int:
        return len(self._functions)

    def copy(self) -> FunctionRegistry:
        """A registry of the same functions that can be added to on its own."""
        return FunctionRegistry(self._functions.values())


@cache
def default_functions() -> FunctionRegistry:
    """The functions of the language and those of installed packages. Shared: `copy()` it before adding to it."""
    registry = FunctionRegistry()
    package = __name__.rpartition(".")[0]
    for name in _MODULES:
        registry.add_module(import_module(f"{package}.{name}"))
    for point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name):
        loaded = point.load()
        if not isinstance(loaded, types.ModuleType):
            raise BadSignature(f"entry point `{point.name}` of {ENTRY_POINT_GROUP} does not name a module")
        registry.add_module(loaded)
    return registry
