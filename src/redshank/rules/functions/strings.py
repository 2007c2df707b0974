"""Plain operations on strings; each is Python's own, so Unicode behaves as it does there."""

from __future__ import annotations

from redshank.rules.functions.registry import BadConstant, Failure, Inlined, rule_function


@rule_function("StringLength(s: str) -> int", family="String", content=False, inline="len({s})")
def string_length(s: str) -> int:
    """Number of characters (code points) in `s`.

    Never fails.

    Example:
        Long = Rule(when_all=[StringLength(s=Prompt) > 4000], description='long prompt')
    """
    return len(s)


@rule_function("StringToLower(s: str) -> str", family="String", inline="{s}.lower()")
def string_to_lower(s: str) -> str:
    """`s` in lower case, all of Unicode.

    Never fails.

    Example:
        PromptLower = StringToLower(s=Prompt)
    """
    return s.lower()


@rule_function("StringToUpper(s: str) -> str", family="String", inline="{s}.upper()")
def string_to_upper(s: str) -> str:
    """`s` in upper case, all of Unicode; the length can change (`ß` becomes `SS`).

    Never fails.

    Example:
        Code = StringToUpper(s=Country)
    """
    return s.upper()


@rule_function("StringStartsWith(s: str, start: str) -> bool", family="String", inline="{s}.startswith({start})")
def string_starts_with(s: str, start: str) -> bool:
    """Whether `s` begins with `start`; everything begins with the empty string.

    Never fails.

    Example:
        Scripted = Rule(when_all=[StringStartsWith(s=UserAgent, start='curl/')], description='curl')
    """
    return s.startswith(start)


@rule_function("StringEndsWith(s: str, end: str) -> bool", family="String", inline="{s}.endswith({end})")
def string_ends_with(s: str, end: str) -> bool:
    """Whether `s` ends with `end`; everything ends with the empty string.

    Never fails.

    Example:
        Education = StringEndsWith(s=EmailDom, end='.edu')
    """
    return s.endswith(end)


@rule_function("StringStrip(s: str, chars: str | None = None) -> str", family="String", inline="{s}.strip({chars})")
def string_strip(s: str, chars: str | None) -> str:
    """`s` without the characters of `chars` (white space by default) at either end.

    Never fails. An empty `chars` takes nothing off.

    Example:
        Name = StringStrip(s=RawName)
    """
    return s.strip(chars)


@rule_function("StringLStrip(s: str, chars: str | None = None) -> str", family="String", inline="{s}.lstrip({chars})")
def string_l_strip(s: str, chars: str | None) -> str:
    """`s` without the characters of `chars` (white space by default) at its start.

    Never fails. An empty `chars` takes nothing off.

    Example:
        Digits = StringLStrip(s=Phone, chars='+0')
    """
    return s.lstrip(chars)


@rule_function("StringRStrip(s: str, chars: str | None = None) -> str", family="String", inline="{s}.rstrip({chars})")
def string_r_strip(s: str, chars: str | None) -> str:
    """`s` without the characters of `chars` (white space by default) at its end.

    Never fails. An empty `chars` takes nothing off.

    Example:
        Sentence = StringRStrip(s=Prompt, chars='.!?')
    """
    return s.rstrip(chars)


@rule_function("StringReplace(s: str, old: str, new: str) -> str", family="String", inline="{s}.replace({old}, {new})")
def string_replace(s: str, old: str, new: str) -> str:
    """`s` with every `old` replaced by `new`.

    Never fails. An empty `old` puts `new` before each character and at the end.

    Example:
        Plain = StringReplace(s=Prompt, old='-', new='')
    """
    return s.replace(old, new)


@rule_function("StringJoin(s: str, iterable: list[str]) -> str", family="String", reports=True)
def string_join(s: str, iterable: list[str]) -> str:
    """The strings of `iterable`, one after the other, with `s` between them.

    Fails with an error if a member is not a string.

    Example:
        ToolNames = StringJoin(s=',', iterable=Tools)
    """
    try:
        return s.join(iterable)
    except TypeError:
        raise Failure("`iterable` holds something that is not a string") from None


@rule_function(
    "StringSplit(s: str, sep: str | None = None, maxsplit: int = -1) -> list[str]", family="String", reports=True
)
def string_split(s: str, sep: str | None, maxsplit: int) -> list[str]:
    """The parts of `s` between the `sep`s, or between stretches of white space.

    At most `maxsplit` cuts are made; -1 means any number. Without `sep` the empty string has no parts, with `sep` one.
    Fails with an error if `sep` is empty.

    Example:
        Words = StringSplit(s=Prompt)
    """
    try:
        return s.split(sep, maxsplit)
    except ValueError:
        raise Failure("`sep` is empty") from None
    except OverflowError:
        raise Failure("`maxsplit` is out of range") from None


@rule_function("StringSlice(s: str, start: ConstExpr[int], end: ConstExpr[int]) -> str", family="String", bind=True)
def string_slice(start: int, end: int) -> Inlined:
    """The characters of `s` from position `start` up to, not including, `end`; positions count from 0.

    Never fails: a part beyond the end of `s` is left out. A negative `start` or `end`, or a `start` beyond `end`,
    refuses the rule set.

    Example:
        Opening = StringSlice(s=Prompt, start=0, end=80)
    """
    for name, value in (("start", start), ("end", end)):
        if value < 0:
            raise BadConstant(name, f"`{name}` is negative", "positions count from 0")
    if start > end:
        raise BadConstant("start", "`start` is beyond `end`", "give a `start` that is at most `end`")

    def cut(s: str) -> str:
        return s[start:end]

    return Inlined(cut, "{s}[{start}:{end}]", {"start": start, "end": end})
