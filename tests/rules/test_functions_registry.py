"""The registry: what a signature says, what a declaration must hold, what packages add."""

from __future__ import annotations

import ast
import types

import pytest

from redshank.rules.functions.registry import (
    FunctionContext,
    FunctionRegistry,
    default_functions,
    rule_effect,
    rule_function,
)
from redshank.rules.functions.signatures import BadSignature, parse_signature, parse_type

LANGUAGE = (
    "Base64Decode Base64Encode CountRegexMatches DeclareVerdict DomainChopper DomainTld EmailDomain "
    "EmailLocalPart EmailSubdomain Entity EntityJson Experiment ExperimentWhen ExperimentsBucketAssignment "
    "ExtractCookie GetActionId GetActionName GetSnowflakeBucket GetTimedeltaBucket GetTimestampBucket HasLabel "
    "HashMd5 HashSha1 HashSha256 HashSha512 Import IpNetwork JsonData LabelAdd LabelRemove ListLength ListRead "
    "ListSort MXLookup PhoneCountry PhonePrefix RandomBool RandomInt RegexMatch RegexMatchMap Require "
    "ResolveOptional Rule StringClean StringEndsWith StringExtractDomains StringExtractURLs StringJoin "
    "StringLStrip StringLength StringRStrip StringReplace StringSlice StringSplit StringStartsWith StringStrip "
    "StringToLower StringToUpper TimeDelta TimeSince WhenRules "
)


def test_the_language_is_whole() -> None:
    names = LANGUAGE.split()
    assert len(names) == 61
    assert [name for name in names if default_functions().get(name) is None] == []


def test_every_function_is_documented_with_an_example_that_calls_it() -> None:
    for function in default_functions():
        assert function.summary.endswith((".", ":")), function.name
        assert "Example:\n" in function.doc, function.name
        example = function.doc.partition("Example:\n")[2]
        tree = ast.parse("\n".join(line[4:] for line in example.splitlines()))
        called = {
            node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert function.name in called, function.name


def test_every_function_says_how_it_fails() -> None:
    for function in default_functions():
        if function.reports and not function.compiled:
            assert "with an error" in function.doc or "same as" in function.doc, function.name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("F() -> int", "F() -> int"),
        ("F(a: str, b: Optional[int] = None) -> list[str]", "F(a: str, b: Optional[int] = None) -> List[str]"),
        ("F(a: ConstExpr[bool] = False, b: str) -> _T", "F(a: ConstExpr[bool] = False, b: str) -> _T"),
        ("F(a: int | str | None) -> Entity[_T]", "F(a: int | str | None) -> Entity[_T]"),
        ("F(a: Union[int, None]) -> dict[str, int]", "F(a: Optional[int]) -> Dict[str, int]"),
        ("F(x: T, **rest: list[bool]) -> None", "F(x: T, **: List[bool]) -> None"),
        ("F(**rest: int) -> None", "F(**: int) -> None"),
    ],
)
def test_a_signature_is_read_and_shown(text: str, shown: str) -> None:
    assert str(parse_signature(text)) == shown


@pytest.mark.parametrize(
    "text", ["", "F", "F()", "F(a) -> int", "F(a: 1) -> int", "F(a: str -> int", "F(**a) -> int", "F(a: x.y) -> int"]
)
def test_what_is_no_signature_is_refused(text: str) -> None:
    with pytest.raises(BadSignature):
        parse_signature(text)


def test_types_know_variables_and_none() -> None:
    assert parse_type("_T").is_variable
    assert parse_type("Optional[int]").is_optional
    assert parse_type("Any").is_optional
    assert not parse_type("List[int]").is_optional


def test_a_package_adds_functions_and_effects_by_a_module() -> None:
    module = types.ModuleType("our_platform")

    @rule_function("Tier(s: str) -> int", family="Ours", content=False, needs="event")
    def tier(context: FunctionContext, s: str) -> int:
        """Support tier of an organisation."""
        return len(s)

    tier.__module__ = "our_platform"
    module.tier = tier  # type: ignore[attr-defined]
    module.borrowed = rule_function  # type: ignore[attr-defined]
    module.page = rule_effect(  # type: ignore[attr-defined]
        "Page(team: ConstExpr[str]) -> EffectBase", action="page", doc="Page a team."
    )
    registry = default_functions().copy()
    registry.add_module(module)
    added = registry.get("Tier")
    assert added is not None
    assert (added.needs_event, added.content, added.summary) == (True, False, "Support tier of an organisation.")
    effect = registry.get("Page")
    assert effect is not None
    assert (effect.effect, effect.pure) == ("page", False)
    assert default_functions().get("Tier") is None
    with pytest.raises(BadSignature, match="two functions"):
        registry.add_module(module)


def test_a_function_without_documentation_and_an_effect_with_a_result_are_refused() -> None:
    with pytest.raises(BadSignature, match="no documentation"):

        @rule_function("F() -> int", family="Ours")
        def undocumented() -> int:
            return 1

    with pytest.raises(BadSignature, match="EffectBase"):
        rule_effect("F() -> int", action="f", doc="Wrong.")


def test_an_empty_registry_is_empty() -> None:
    assert len(FunctionRegistry()) == 0
    assert FunctionRegistry().get("Rule") is None
