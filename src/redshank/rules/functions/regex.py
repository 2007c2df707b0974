"""Regular expressions; see `signals.patterns` for how they keep Python's meaning in linear time."""

from __future__ import annotations

from collections.abc import Callable

from redshank.rules.functions.registry import BadConstant, Inlined, rule_function
from redshank.signals.patterns import BadPattern, Pattern, compile_pattern


def _compiled(parameter: str, pattern: str, case_insensitive: bool) -> Pattern:
    try:
        return compile_pattern(pattern, ignore_case=case_insensitive)
    except BadPattern as error:
        raise BadConstant(parameter, f"invalid regex pattern: {error}", "see the reference of patterns") from None


@rule_function(
    "RegexMatch(pattern: ConstExpr[str], case_insensitive: ConstExpr[bool] = False, target: str) -> bool",
    family="String",
    bind=True,
    content=False,
)
def regex_match(pattern: str, case_insensitive: bool) -> Inlined:
    r"""Whether `pattern` matches anywhere in `target`.

    Python's notation, in time linear in the length of `target`. Never fails. A pattern that is wrong, or that needs
    look-around or references to groups, refuses the rule set. `\b` looks at ASCII letters alone.

    Example:
        Leak = Rule(when_all=[RegexMatch(pattern='system\\s+prompt', target=Prompt)], description='asks for it')
    """
    compiled = _compiled("pattern", pattern, case_insensitive)
    return Inlined(compiled.search, compiled.inline, compiled.constants)


@rule_function(
    "RegexMatchMap(pattern: ConstExpr[str], case_insensitive: ConstExpr[bool] = False, target: list[str],"
    " mode: ConstExpr[str] = 'any') -> bool",
    family="String",
    bind=True,
    content=False,
)
def regex_match_map(pattern: str, case_insensitive: bool, mode: str) -> Callable[[list[str]], bool]:
    """Whether `pattern` matches in `any` or in `all` of the strings of `target`; in an empty list all do and none does.

    Never fails. A wrong pattern or mode refuses the rule set.

    Example:
        Shortened = RegexMatchMap(pattern='^bit[.]ly$', target=Links, mode='any')
    """
    search = _compiled("pattern", pattern, case_insensitive).search
    if mode not in ("all", "any"):
        raise BadConstant("mode", "`mode` is unknown", "give 'all' or 'any'")
    if mode == "all":
        return lambda target: all(map(search, target))
    return lambda target: any(map(search, target))


@rule_function(
    "CountRegexMatches(patterns: ConstExpr[list[str]], target: str, case_insensitive: ConstExpr[bool] = False) -> int",
    family="String",
    bind=True,
    content=False,
)
def count_regex_matches(patterns: list[str], case_insensitive: bool) -> Inlined:
    """How many of the patterns match anywhere in `target`; each counts once, one that stands twice counts twice.

    Never fails. A wrong pattern refuses the rule set.

    Example:
        Words = CountRegexMatches(patterns=['pipe', 'bomb', 'fuse'], target=Prompt, case_insensitive=True)
    """
    compiled = [_compiled("patterns", pattern, case_insensitive) for pattern in patterns]
    searches = [pattern.search for pattern in compiled]

    def count(target: str) -> int:
        return sum(search(target) for search in searches)

    constants = {}
    parts = []
    for index, pattern in enumerate(compiled):
        part = pattern.inline
        for name, value in pattern.constants.items():
            part = part.replace(f"{{{name}}}", f"{{p{index}_{name}}}")
            constants[f"p{index}_{name}"] = value
        parts.append(part)
    # The 0 in front: a match is a bool, and one alone would stay one.
    return Inlined(count, f"({' + '.join(['0', *parts])})", constants)
