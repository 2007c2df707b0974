"""Patterns in Python's notation, matched by RE2 in linear time with Python's meaning.

A pattern is read by Python's own parser and written anew for RE2, so `\\d`, `\\w`, `\\s` and `$` keep their meaning
for all of Unicode. What RE2 can't express (look-around, references to groups, possessive repeats) is refused when the
rules are compiled. Listed differences from Python: `\\b` and `\\B` look at ASCII letters alone; characters that only
one of the two Unicode versions knows; and half of a surrogate pair in the text counts as `?`.

Most rule patterns are words, or hang on one: where it is provably the same, plain substring search answers instead of
RE2, or first.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from re import _constants as op  # type: ignore[attr-defined]  # isort: skip
from re import _parser as parser  # type: ignore[attr-defined]  # isort: skip
from re2 import _re2

_UNANCHORED: Final = _re2.RE2.Anchor.UNANCHORED
_MEMORY: Final = (8 << 20, 64 << 20)
"""Bytes that one pattern may take, states that it met included; past them RE2 forgets states and goes slower. The
second is for patterns, and sets of them, that don't fit into the first."""
_MAX_LITERALS: Final = 8
"""More alternatives than this are faster in one pass of RE2."""

_DOTTED_I: Final = "Iiİı"
"""Python holds these equal where case is ignored; RE2 pairs only the first two."""

_SPACES: Final = r"\t-\r\x{1c}-\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
_UNICODE, _ASCII_PART, _ASCII_MODE = range(3)
_MEMBERS: Final = {
    op.CATEGORY_DIGIT: (r"\p{Nd}", "0-9", "0-9"),
    op.CATEGORY_WORD: (r"\p{L}\p{N}_", "0-9A-Za-z_", "0-9A-Za-z_"),
    op.CATEGORY_SPACE: (_SPACES, r"\t-\r\x{1c}-\x{20}", r"\t-\r\x{20}"),
}
"""Category -> its members in a bracket: all of them, those in ASCII, those that it means in ASCII mode."""

_COMPLEMENTS: Final = {
    op.CATEGORY_NOT_DIGIT: op.CATEGORY_DIGIT,
    op.CATEGORY_NOT_WORD: op.CATEGORY_WORD,
    op.CATEGORY_NOT_SPACE: op.CATEGORY_SPACE,
}
_UNSUPPORTED: Final = {
    op.ASSERT: "look-ahead and look-behind",
    op.ASSERT_NOT: "negative look-ahead and look-behind",
    op.GROUPREF: "references to groups",
    op.GROUPREF_EXISTS: "conditions on groups",
    op.ATOMIC_GROUP: "atomic groups",
    op.POSSESSIVE_REPEAT: "possessive repeats",
}

Node = tuple[Any, Any]


class BadPattern(ValueError):
    """The pattern can't be read, or RE2 can't take it; the text says what and where."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """What plain string search can say of a pattern.

    Attributes:
        kind: "contains" any of the literals, "prefix": begins with it, "suffix": ends with it.
        literals: what to look for; lower case if the pattern ignores case.
        exact: True if that decides; False if it is only necessary.
    """

    kind: str
    literals: tuple[str, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern.

    Attributes:
        search: whether it matches anywhere in a text.
        inline: a Python expression for `search`, with `{target}` for the text and names of `constants`.
        constants: the objects that the expression names.
        re2: the pattern as RE2 reads it; the columnar engine takes this very text.
        re2_ascii: one that is equal to it for ASCII texts.
    """

    search: Callable[[str], bool]
    inline: str
    constants: dict[str, Any]
    re2: str
    re2_ascii: str


def compile_pattern(pattern: str, *, ignore_case: bool = False) -> Pattern:
    """Compile a pattern in Python's notation.

    Raises:
        BadPattern: it is not a pattern, or RE2 can't take it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of meanings that a later Python may give to a bracket
            parsed = parser.parse(pattern, re.IGNORECASE if ignore_case else 0)
    except re.error as error:
        where = "" if error.pos is None else f" at position {error.pos}"
        raise BadPattern(f"{error.msg}{where}") from None
    except (RecursionError, OverflowError):
        raise BadPattern("it is too deep or too large") from None
    flags = parsed.state.flags
    try:
        text = _Writer(_UNICODE).sequence(list(parsed), flags, last=True)
        ascii_text = _Writer(_ASCII_PART).sequence(list(parsed), flags, last=True)
    except RecursionError:
        raise BadPattern("it is too deep") from None
    search = searcher(text, ascii_text)
    shortcut = _shortcut(_transparent(list(parsed)), flags)
    if shortcut is None:
        return Pattern(search, "{search}({target})", {"search": search}, text, ascii_text)
    inline, constants = _with_shortcut(shortcut, search, ignores_case=bool(flags & re.IGNORECASE))
    return Pattern(_function(inline, constants), inline, constants, text, ascii_text)


def searcher(text: str, ascii_text: str) -> Callable[[str], bool]:
    """A function that says whether RE2 finds a pattern in a text.

    Args:
        text: the pattern for RE2.
        ascii_text: one that is equal to it for ASCII texts, where it needs far fewer states.

    Raises:
        BadPattern: RE2 can't take it.
    """
    match = _compiled(text).Match
    match_ascii = match if ascii_text == text else _compiled(ascii_text).Match

    def search(target: str) -> bool:
        if target.isascii():
            data = target.encode()
            return match_ascii(_UNANCHORED, data, 0, len(data))[0][0] >= 0  # type: ignore[no-any-return]
        data = target.encode(errors="replace")
        return match(_UNANCHORED, data, 0, len(data))[0][0] >= 0  # type: ignore[no-any-return]

    return search


def _compiled(text: str) -> Any:
    for memory in _MEMORY:
        options = _re2.RE2.Options()
        options.never_capture = True
        options.log_errors = False
        options.max_mem = memory
        compiled = _re2.RE2(text.encode(), options)
        if compiled.ok():
            return compiled
    reason = compiled.error().decode(errors="replace")
    raise BadPattern(f"RE2 can't take it: {reason}")


# --- writing for RE2 -------------------------------------------------------------------------------------------------


class _Writer:
    """Writes a pattern that Python parsed as one that means the same to RE2.

    Args:
        default_scope: `_UNICODE`, or `_ASCII_PART` for a pattern that only has to be right for ASCII texts.
    """

    def __init__(self, default_scope: int) -> None:
        self.default_scope = default_scope

    def sequence(self, nodes: list[Node], flags: int, *, last: bool) -> str:
        """`last`: nothing that takes characters comes after these nodes, so a `$` at their end may take a line feed."""
        written = []
        for index, node in enumerate(nodes):
            rest = nodes[index + 1 :]
            ends = last and all(_is_end(one, flags) for one in rest)
            written.append(self.node(node, flags, last=ends))
        return "".join(written)

    def node(self, node: Node, flags: int, *, last: bool) -> str:
        code, argument = node
        if code in _UNSUPPORTED:
            raise BadPattern(f"RE2 can't take {_UNSUPPORTED[code]}, which can need more than linear time")
        if code is op.LITERAL:
            return self.literal(argument, flags)
        if code is op.NOT_LITERAL:
            return self.bracket([(op.NEGATE, None), (op.LITERAL, argument)], flags)
        if code is op.ANY:
            return "(?s:.)" if flags & re.DOTALL else "(?-s:.)"
        if code is op.IN:
            return self.bracket(argument, flags)
        if code is op.BRANCH:
            branches = [self.sequence(list(branch), flags, last=last) for branch in argument[1]]
            return f"(?:{'|'.join(branches)})"
        if code is op.SUBPATTERN:
            _, added, removed, inner = argument
            return f"(?:{self.sequence(list(inner), (flags | added) & ~removed, last=last)})"
        if code in (op.MAX_REPEAT, op.MIN_REPEAT):
            least, most, inner = argument
            return self.repeat(least, most, list(inner), flags, last=last and most == 1)
        if code is op.AT:
            return self.place(argument, flags, last=last)
        raise BadPattern(f"RE2 can't take {str(code).lower()}")

    def literal(self, point: int, flags: int) -> str:
        if not flags & re.IGNORECASE:
            return _escaped(point)
        if flags & re.ASCII:
            variants = {chr(point).lower(), chr(point).upper()} if point < 128 else {chr(point)}
            return f"[{''.join(_escaped(ord(one)) for one in sorted(variants))}]"
        if chr(point) in _DOTTED_I:
            return f"[{_DOTTED_I}]"
        return f"(?i:{_escaped(point)})"

    def bracket(self, members: list[Node], flags: int) -> str:
        negated = bool(members) and members[0][0] is op.NEGATE
        members = members[1:] if negated else members
        ignores_case = bool(flags & re.IGNORECASE)
        if ignores_case and flags & re.ASCII:
            ranges = _union(_with_other_case(_ranges_of(member, self.scope(flags))) for member in members)
            return _bracketed(_written(ranges), negated)
        complements = [argument for _, argument in members if argument in _COMPLEMENTS]
        if complements and not negated and len(members) == 1:
            text, negated = _MEMBERS[_COMPLEMENTS[complements[0]]][self.scope(flags)], True
        elif complements:
            text = _written(_union(_ranges_of(member, self.scope(flags)) for member in members))
        else:
            text = "".join(self.member(code, argument, flags) for code, argument in members)
        if not ignores_case:
            return _bracketed(text, negated)
        if any(_covers_i(member) for member in members):
            text += _DOTTED_I
        return f"(?i:{_bracketed(text, negated)})"

    def member(self, code: Any, argument: Any, flags: int) -> str:
        if code is op.LITERAL:
            return _escaped(argument)
        if code is op.RANGE:
            return f"{_escaped(argument[0])}-{_escaped(argument[1])}"
        return _MEMBERS[argument][self.scope(flags)]

    def scope(self, flags: int) -> int:
        """Which members of a category count: those of Unicode, those of them in ASCII, those that ASCII mode means."""
        return _ASCII_MODE if flags & re.ASCII else self.default_scope

    def repeat(self, least: int, most: Any, inner: list[Node], flags: int, *, last: bool) -> str:
        body = f"(?:{self.sequence(inner, flags, last=last)})"
        if most is op.MAXREPEAT:
            bounds = {0: "*", 1: "+"}.get(least, f"{{{least},}}")
        elif (least, most) == (0, 1):
            bounds = "?"
        else:
            bounds = f"{{{least}}}" if least == most else f"{{{least},{most}}}"
        return body + bounds

    def place(self, place: Any, flags: int, *, last: bool) -> str:
        if place is op.AT_BEGINNING:
            return "(?m:^)" if flags & re.MULTILINE else r"\A"
        if place is op.AT_BEGINNING_STRING:
            return r"\A"
        if place is op.AT_BOUNDARY:
            return r"\b"
        if place is op.AT_NON_BOUNDARY:
            return r"\B"
        if place is op.AT_END_STRING:
            return r"\z"
        if flags & re.MULTILINE:
            return "(?m:$)"
        if not last:
            raise BadPattern(r"`$` must stand at the end for RE2; use `\Z` or (?m) inside a pattern")
        return r"(?:\n?\z)"


def _is_end(node: Node, flags: int) -> bool:
    """Whether the node is another `$`."""
    return node[0] is op.AT and node[1] is op.AT_END and not flags & re.MULTILINE


def _escaped(point: int) -> str:
    character = chr(point)
    return character if character.isascii() and character.isalnum() else f"\\x{{{point:x}}}"


def _bracketed(text: str, negated: bool) -> str:
    return f"[{'^' if negated else ''}{text}]"


def _covers_i(member: Node) -> bool:
    code, argument = member
    if code is op.LITERAL:
        return chr(argument) in _DOTTED_I
    return code is op.RANGE and any(argument[0] <= ord(one) <= argument[1] for one in _DOTTED_I)


# --- sets of characters, for brackets that RE2 can't write ------------------------------------------------------------

Ranges = list[tuple[int, int]]
_LAST_POINT: Final = 0x10FFFF


def _ranges_of(member: Node, scope: int) -> Ranges:
    code, argument = member
    if code is op.LITERAL:
        return [(argument, argument)]
    if code is op.RANGE:
        return [argument]
    if argument in _COMPLEMENTS:
        last = 127 if scope == _ASCII_PART else _LAST_POINT
        return _complement(_category(_COMPLEMENTS[argument], scope), last)
    return _category(argument, scope)


def _category(category: Any, scope: int) -> Ranges:
    test = {
        op.CATEGORY_DIGIT: str.isdecimal,
        op.CATEGORY_WORD: lambda character: character.isalnum() or character == "_",
        op.CATEGORY_SPACE: str.isspace,
    }[category]
    ranges: Ranges = []
    for point in range(_LAST_POINT + 1 if scope == _UNICODE else 128):
        if test(chr(point)) and not (scope == _ASCII_MODE and 0x1C <= point <= 0x1F):
            if ranges and ranges[-1][1] == point - 1:
                ranges[-1] = (ranges[-1][0], point)
            else:
                ranges.append((point, point))
    return ranges


def _complement(ranges: Ranges, last: int) -> Ranges:
    gaps = []
    start = 0
    for first, end in ranges:
        if start < first:
            gaps.append((start, first - 1))
        start = end + 1
    if start <= last:
        gaps.append((start, last))
    return gaps


def _union(many: Iterable[Ranges]) -> Ranges:
    merged: Ranges = []
    for first, end in sorted(one for ranges in many for one in ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((first, end))
    return merged


def _written(ranges: Ranges) -> str:
    return "".join(f"{_escaped(first)}-{_escaped(end)}" for first, end in ranges)


def _with_other_case(ranges: Ranges) -> Ranges:
    """The ranges and the other case of their ASCII letters."""
    more = [
        (ord(other), ord(other))
        for first, end in ranges
        for point in range(first, min(end, 127) + 1)
        for other in (chr(point).lower(), chr(point).upper())
    ]
    return [*ranges, *more]


# --- shortcuts -------------------------------------------------------------------------------------------------------


def _transparent(nodes: list[Node]) -> list[Node]:
    """The nodes with plain groups opened; groups that change flags stay."""
    opened: list[Node] = []
    for code, argument in nodes:
        if code is op.SUBPATTERN and not argument[1] and not argument[2]:
            opened.extend(_transparent(list(argument[3])))
        elif code in (op.MAX_REPEAT, op.MIN_REPEAT) and argument[0] == argument[1] == 1:
            opened.extend(_transparent(list(argument[2])))
        else:
            opened.append((code, argument))
    return opened


def _shortcut(nodes: list[Node], flags: int) -> Shortcut | None:
    if not nodes or flags & re.MULTILINE:
        return None
    ignores_case = bool(flags & re.IGNORECASE)
    literal = _literal(nodes, ignores_case)
    if literal is not None:
        return Shortcut("contains", (literal,), exact=True)
    if not ignores_case and nodes[0] == (op.AT, op.AT_BEGINNING):
        run = _leading(nodes[1:])
        if run:
            return Shortcut("prefix", (run,), exact=len(run) == len(nodes) - 1)
    if not ignores_case and nodes[-1] == (op.AT, op.AT_END):
        literal = _literal(nodes[:-1], ignores_case)
        if literal is not None:
            return Shortcut("suffix", (literal, literal + "\n"), exact=True)
    if len(nodes) == 1 and nodes[0][0] is op.BRANCH:
        branches = [_literal(_transparent(list(branch)), ignores_case) for branch in nodes[0][1][1]]
        if len(branches) <= _MAX_LITERALS and None not in branches:
            return Shortcut("contains", tuple(one for one in branches if one is not None), exact=True)
    needed = _needed(nodes, ignores_case)
    return Shortcut("contains", needed, exact=False) if needed else None


def _literal(nodes: list[Node], ignores_case: bool) -> str | None:
    """The text that the nodes spell, if they are nothing but text."""
    run = _leading(nodes)
    if not run or len(run) != len(nodes) or (ignores_case and not run.isascii()):
        return None
    return run.lower() if ignores_case else run


def _leading(nodes: list[Node]) -> str:
    run = []
    for code, argument in nodes:
        if code is not op.LITERAL:
            break
        run.append(chr(argument))
    return "".join(run)


def _needed(nodes: list[Node], ignores_case: bool) -> tuple[str, ...]:
    """Texts one of which every match holds; empty where nothing of the kind is known."""
    candidates: list[tuple[str, ...]] = []
    index = 0
    while index < len(nodes):
        run = _leading(nodes[index:])
        if run:
            if not ignores_case or run.isascii():
                candidates.append((run.lower() if ignores_case else run,))
            index += len(run)
            continue
        code, argument = nodes[index]
        if code is op.BRANCH:
            parts = [_needed(_transparent(list(branch)), ignores_case) for branch in argument[1]]
            if all(parts):
                candidates.append(tuple(one for part in parts for one in part))
        elif code in (op.MAX_REPEAT, op.MIN_REPEAT) and argument[0] >= 1:
            inner = _needed(_transparent(list(argument[2])), ignores_case)
            if inner:
                candidates.append(inner)
        index += 1
    usable = [one for one in candidates if len(one) <= _MAX_LITERALS]
    return max(usable, key=lambda texts: (min(map(len, texts)), -len(texts)), default=())


@dataclass(slots=True)
class _Expression:
    """A Python expression being put together, and the objects that it names."""

    constants: dict[str, Any] = field(default_factory=dict)

    def name(self, value: Any) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return f"{{{name}}}"


def _with_shortcut(
    shortcut: Shortcut, search: Callable[[str], bool], *, ignores_case: bool
) -> tuple[str, dict[str, Any]]:
    """The Python expression of a pattern that has a shortcut, and the objects that it names."""
    expression = _Expression()
    if shortcut.kind == "contains":
        where = "{target}.lower()" if ignores_case else "{target}"
        test = " or ".join(f"{expression.name(literal)} in {where}" for literal in shortcut.literals)
    else:
        method = "startswith" if shortcut.kind == "prefix" else "endswith"
        test = f"{{target}}.{method}({expression.name(shortcut.literals)})"
    if shortcut.exact and not ignores_case:
        inline = f"({test})"
    else:
        slow = f"{expression.name(search)}({{target}})"
        inline = f"({test})" if shortcut.exact else f"(({test}) and {slow})"
        if ignores_case:
            inline = f"({inline} if {{target}}.isascii() else {slow})"
    return inline, expression.constants


def _function(inline: str, constants: dict[str, Any]) -> Callable[[str], bool]:
    """The expression as a function; it consists of fixed words and names, so nothing of a pattern is ever executed."""
    names = {name: name for name in constants}
    source = f"lambda target: {inline.format(target='target', **names)}"
    function: Callable[[str], bool] = eval(source, dict(constants))  # noqa: S307 - see above
    return function
