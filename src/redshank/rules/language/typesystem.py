"""Types of the language and which of them fits where.

Four types carry a plain value inside and give it where it is wanted: an Entity its id, a Rule its bool, a TimeDelta
its seconds, an Experiment its list. A list or an Entity fits where its item does; nothing inside a list is unwrapped.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from redshank.rules.functions.signatures import ANY, NONE, TypeExpr
from redshank.rules.language.syntax import Annotation, Place

STR: Final = TypeExpr("str")
INT: Final = TypeExpr("int")
FLOAT: Final = TypeExpr("float")
BOOL: Final = TypeExpr("bool")
RULE: Final = TypeExpr("RuleT")
TIME_DELTA: Final = TypeExpr("TimeDeltaT")
EFFECT: Final = TypeExpr("EffectBase")
EXPERIMENT: Final = TypeExpr("ExperimentT")
NUMBER: Final = TypeExpr("Union", (INT, FLOAT))
PRINTABLE: Final = TypeExpr("Union", (INT, FLOAT, BOOL, STR))
LIST_OF_ANY: Final = TypeExpr("List", (ANY,))
NAMES: Final = {"RuleT": "Rule", "TimeDeltaT": "TimeDelta", "EffectBase": "Effect", "ExperimentT": "Experiment"}

_SCALARS: Final = {"str": STR, "int": INT, "float": FLOAT, "bool": BOOL, "None": NONE}
_WRAPPERS: Final = ("Secret", "ExtractSecret", "ExtractLiteral")
_GENERICS: Final = ("Entity", "List", "Optional", "Union", *_WRAPPERS)


class Fit(NamedTuple):
    """How a type fits: as it is, or once unwrapped to `unwrapped`."""

    fits: bool
    unwrapped: TypeExpr | None = None


class BadAnnotation(Exception):
    """An annotation names no type."""

    def __init__(self, message: str, place: Place, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint


def list_of(item: TypeExpr) -> TypeExpr:
    """`List[item]`."""
    return TypeExpr("List", (item,))


def show(type_: TypeExpr) -> str:
    """A type as people write it."""
    text = str(type_)
    for internal, name in NAMES.items():
        text = text.replace(internal, name)
    return text


def unwrapped(type_: TypeExpr) -> TypeExpr | None:
    """The plain type inside, or None where there is none."""
    if type_.name == "Entity":
        return type_.args[0]
    if type_ == RULE:
        return BOOL
    if type_ == TIME_DELTA:
        return FLOAT
    if type_ == EXPERIMENT:
        return list_of(STR)
    return None


def fit(given: TypeExpr, wanted: TypeExpr, *, unwrap: bool = True) -> Fit:
    """Whether a value of type `given` can stand where `wanted` is asked for."""
    if _fits(given, wanted):
        return Fit(True)
    inner = unwrapped(given) if unwrap else None
    if inner is not None and _fits(inner, wanted):
        return Fit(True, inner)
    return Fit(False)


def without_none(type_: TypeExpr) -> TypeExpr | None:
    """What is left of an Optional once None is ruled out; None for any other type."""
    if type_.name != "Union" or NONE not in type_.args:
        return None
    rest = tuple(member for member in type_.args if member != NONE)
    return rest[0] if len(rest) == 1 else TypeExpr("Union", rest)


def optional(type_: TypeExpr) -> TypeExpr:
    """`Optional[type_]`."""
    return type_ if type_.is_optional else TypeExpr("Union", (type_, NONE))


def from_annotation(note: Annotation) -> TypeExpr:
    """The type that an annotation names; `Secret` and the like are seen through.

    Raises:
        BadAnnotation: it names none.
    """
    if not note.subscripted:
        return _scalar(note)
    match note.name:
        case "Secret" | "ExtractSecret" | "ExtractLiteral":
            _expect_args(note, 1)
            return from_annotation(note.args[0])
        case "List":
            _expect_args(note, 1)
            return list_of(_scalar(note.args[0]))
        case "Entity":
            _expect_args(note, 1)
            if note.args[0].name not in ("str", "int"):
                raise BadAnnotation(
                    "an Entity has a `str` or an `int` as its id", note.args[0].place, "write `Entity[str]`"
                )
            return TypeExpr("Entity", (_scalar(note.args[0]),))
        case "Optional":
            return _optional(note)
        case "Union":
            return _union(note)
    raise BadAnnotation(f"unknown type `{note.name}[...]`", note.place, _known())


def _scalar(note: Annotation) -> TypeExpr:
    if note.subscripted:
        raise BadAnnotation(
            f"`{note.name}[...]` can't stand inside another type", note.place, "only str, int, float, bool, None can"
        )
    type_ = _SCALARS.get(note.name)
    if type_ is not None:
        return type_
    if note.name in _GENERICS:
        raise BadAnnotation(f"`{note.name}` needs an item type", note.place, f"such as `{note.name}[str]`")
    raise BadAnnotation(f"unknown type `{note.name}`", note.place, _known())


def _optional(note: Annotation) -> TypeExpr:
    rest = [member for member in note.args if member.name != "None"]
    if len(note.args) > 2 or len(rest) > 1:
        raise BadAnnotation("an optional type is one type or None", note.place, "write `Optional[T]` or `T | None`")
    return optional(_scalar(rest[0])) if rest else NONE


def _union(note: Annotation) -> TypeExpr:
    if len(note.args) < 2:
        raise BadAnnotation("a Union has two types or more", note.place, "write the type by itself")
    members: list[TypeExpr] = []
    for member in note.args:
        type_ = _scalar(member)
        if type_ in members:
            raise BadAnnotation(f"`{member.name}` is in the Union twice", member.place)
        members.append(type_)
    return TypeExpr("Union", tuple(members))


def _expect_args(note: Annotation, count: int) -> None:
    if len(note.args) != count:
        raise BadAnnotation(f"`{note.name}` takes one type", note.place, f"got {len(note.args)}")


def _known() -> str:
    return "types are str, int, float, bool, None and " + ", ".join(f"{name}[...]" for name in _GENERICS)


def _fits(given: TypeExpr, wanted: TypeExpr) -> bool:
    if ANY in (given, wanted):
        return True
    if given.name == "Entity" and wanted.name == "Union":
        return any(_fits(given, member) for member in wanted.args)
    if given.name in ("List", "Entity") or wanted.name in ("List", "Entity"):
        return given.name == wanted.name and _fits(given.args[0], wanted.args[0])
    return all(any(_accepts(kind, one) for kind in _members(wanted)) for one in _members(given))


def _members(type_: TypeExpr) -> tuple[TypeExpr, ...]:
    return type_.args if type_.name == "Union" else (type_,)


def _accepts(wanted: TypeExpr, given: TypeExpr) -> bool:
    return wanted == given or ANY in (wanted, given) or (wanted == FLOAT and given == INT)
