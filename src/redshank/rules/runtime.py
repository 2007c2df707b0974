"""What generated code calls: reading fields, reporting failures, putting an outcome together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from redshank.rules.functions.registry import Failure, Silently
from redshank.rules.functions.signatures import TypeExpr
from redshank.rules.language.paths import MISSING
from redshank.rules.language.typesystem import show
from redshank.rules.types import Effect, EventError, LabelChange, RuleEvent

MAX_TEXT: Final = 1 << 20
"""Longest text that arithmetic may make, in characters."""
MAX_BITS: Final = 1 << 16
"""Longest number that `**` and `<<` may make, in bits."""


class _Failed:
    """A value that failed where None is a value of its own; false, and equal to itself alone."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "FAILED"


FAILED: Final[Any] = _Failed()


class Context:
    """What functions that need the event get first."""

    __slots__ = ("event",)

    event: RuleEvent


def fail(errors: list[EventError], where: str, problem: BaseException) -> None:
    """A call failed: report it, unless it asked not to be."""
    if isinstance(problem, Silently):
        return
    message = str(problem) if isinstance(problem, Failure) else f"failed with {type(problem).__name__}"
    errors.append(EventError(where, message))


def fail_optional(errors: list[EventError], where: str, problem: BaseException) -> Any:
    """The same, for a value whose type has a None of its own."""
    fail(errors, where, problem)
    return FAILED


def guard(errors: list[EventError], where: str, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function in the middle of an expression; None if it fails."""
    try:
        return function(*arguments)
    except Exception as problem:
        fail(errors, where, problem)
        return None


def checker_of(type_: TypeExpr) -> Callable[[Any], bool]:
    """Whether a decoded JSON value already has a type: an int is a float, a bool is no number."""
    match type_.name:
        case "str":
            return lambda value: isinstance(value, str)
        case "bool":
            return lambda value: isinstance(value, bool)
        case "int":
            return lambda value: isinstance(value, int) and not isinstance(value, bool)
        case "float":
            return lambda value: isinstance(value, int | float) and not isinstance(value, bool)
        case "None":
            return lambda value: value is None
        case "Union":
            members = [checker_of(member) for member in type_.args]
            return lambda value: any(member(value) for member in members)
        case "List":
            item = checker_of(type_.args[0])
            return lambda value: isinstance(value, list) and all(map(item, value))
        case "Entity":
            return lambda value: False  # no JSON value is an entity: `EntityJson` makes one
    return lambda value: True


def coerce(value: Any, type_: TypeExpr) -> Any:
    """Turn a decoded JSON value into one of a near type.

    Raises:
        TypeError, ValueError, OverflowError: there is no near value.
    """
    if checker_of(type_)(value):
        return value
    match type_.name:
        case "Union":
            for member in type_.args:
                try:
                    return coerce(value, member)
                except TypeError:
                    continue
            raise TypeError
        case "List":
            if not isinstance(value, list):
                raise TypeError
            return [coerce(item, type_.args[0]) for item in value]
        case "bool":
            return bool(value)
        case "str" if value is not None:
            return str(value)
        case "int" if value is not None and not isinstance(value, bool):
            return int(value)
        case "float" if value is not None and not isinstance(value, bool):
            return float(value)
    raise TypeError


def field_reader(
    where: str, path: str, type_: TypeExpr, *, required: bool, coerces: bool
) -> Callable[[Any, list[EventError]], Any]:
    """Makes a raw value at a path into one of a field's type.

    Args:
        where: the feature, for errors.
        path: the JSON path as written, for errors.
        type_: wanted type; of an entity, its id's.
        required: a missing value is an error.
        coerces: a near type will do.

    Returns:
        A function of the raw value (or MISSING) and the event's errors; its result is the value, or None or FAILED.
    """
    check = _list_checker(type_.args[0]) if type_.name == "List" else checker_of(type_)
    takes_none = check(None)
    failed = FAILED if takes_none else None

    def report(errors: list[EventError], message: str) -> Any:
        errors.append(EventError(where, message))
        return failed

    def read(value: Any, errors: list[EventError]) -> Any:
        if value is MISSING:
            if takes_none:
                return None
            return report(errors, f"nothing at `{path}`") if required else failed
        if check(value):
            return value
        if value is None:
            return report(errors, f"`{path}` is null, not {show(type_)}") if required else failed
        if coerces:
            try:
                return coerce(value, type_)
            except (TypeError, ValueError, OverflowError):
                pass
        return report(errors, f"`{path}` is {_kind(value)}, not {show(type_)}")

    return read


def _list_checker(item: TypeExpr) -> Callable[[Any], bool]:
    """The common case first: a list whose members are exactly of the wanted class."""
    exact = {"str": str, "int": int, "float": float, "bool": bool}.get(item.name)
    whole = checker_of(TypeExpr("List", (item,)))

    def check(value: Any) -> bool:
        if value.__class__ is not list:
            return False
        for each in value:
            if each.__class__ is not exact:
                return whole(value)
        return True

    return check


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return "an int" if type(value) is int else f"a {type(value).__name__}"


def power(left: Any, right: Any) -> Any:
    """`left ** right`, refusing numbers that no rule means."""
    if isinstance(left, int) and isinstance(right, int) and right > 0 and left.bit_length() * right > MAX_BITS:
        raise Failure("the result of `**` is too large")
    result = left**right
    if isinstance(result, complex):
        raise Failure("the result of `**` is not a real number")
    return result


def shift_left(left: int, right: int) -> int:
    """`left << right`, refusing numbers that no rule means."""
    if right > MAX_BITS:
        raise Failure("the result of `<<` is too large")
    return left << right


def repeat(left: Any, right: Any) -> Any:
    """Text times a number, refusing texts that no rule means."""
    text, times = (left, right) if isinstance(left, str) else (right, left)
    if len(text) * times > MAX_TEXT:
        raise Failure("the result of `*` is too long")
    return text * times


def cannot_negate(_value: Any) -> Any:
    """Unary `-` of an entity or a stretch of time: the type fits, and there is no such value."""
    raise Failure("unary `-` takes a plain number")


def merge_labels(requests: list[LabelChange]) -> list[LabelChange]:
    """One change for each label of each entity, the strongest status winning, in order of first mention."""
    if len(requests) == 1 and len(requests[0].reasons) == 1:
        return [requests[0]]
    groups: dict[tuple[str, Any, str], list[LabelChange]] = {}
    for request in requests:
        key = (request.entity_type, request.entity_id, request.label)
        if key in groups:
            groups[key].append(request)
        else:
            groups[key] = [request]
    return [
        group[0] if len(group) == 1 and len(group[0].reasons) == 1 else _strongest(group) for group in groups.values()
    ]


def _strongest(group: list[LabelChange]) -> LabelChange:
    applied = [request for request in group if not request.suppressed] or group
    status = max(request.status for request in applied)
    same = [request for request in applied if request.status == status]
    first = same[0]
    ends = [request.expires_at for request in same]
    return LabelChange(
        first.entity_type,
        first.entity_id,
        first.label,
        status,
        tuple(sorted({reason for request in same for reason in request.reasons})),
        None if None in ends else max(end for end in ends if end is not None),
        first.suppressed,
        first.apply_if,
        min(request.delay for request in same),
    )


def merge_effects(effects: list[Effect]) -> list[Effect]:
    """Effects that ask for the same thing become one that names all their rules; a live one wins over shadow."""
    groups: dict[str, list[Effect]] = {}
    for effect in effects:
        key = repr((effect.type, effect.entity_type, effect.entity_id, sorted(effect.params.items())))
        groups.setdefault(key, []).append(effect)
    return [
        group[0]
        if len(group) == 1
        else Effect(
            type=group[0].type,
            entity_type=group[0].entity_type,
            entity_id=group[0].entity_id,
            params=group[0].params,
            rules=tuple(sorted({rule for each in group if each.shadow == shadow for rule in each.rules})),
            shadow=shadow,
        )
        for group in groups.values()
        for shadow in [all(each.shadow for each in group)]
    ]
