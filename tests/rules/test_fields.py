"""Reading fields: coercion, missing and null values, JSON paths, secrets."""
# ruff: noqa: E501 - a case to a line

from __future__ import annotations

import json

import pytest

from redshank.rules.language.paths import MISSING, BadPath, parse_path

COERCIONS = [
    ("str", "a", "a"), ("str", 5, "5"), ("str", 1.5, "1.5"), ("str", True, "True"), ("str", [1], "[1]"),
    ("str", {"k": None}, "{'k': None}"), ("int", 5, 5), ("int", "5", 5), ("int", " 7 ", 7), ("int", "1_0", 10),
    ("int", 3.9, 3), ("int", -3.9, -3), ("int", "3.9", "error"), ("int", True, "error"), ("int", False, "error"),
    ("int", [], "error"), ("int", "", "error"), ("float", 1.5, 1.5), ("float", 2, 2), ("float", "1e3", 1000.0),
    ("float", "x", "error"), ("float", True, "error"), ("bool", True, True), ("bool", "false", True), ("bool", "", False),
    ("bool", 0, False), ("bool", 0.1, True), ("bool", [], False), ("bool", {"a": 1}, True), ("bool", None, "error"),
    ("str", None, "error"), ("int", None, "error"), ("None", None, None), ("None", 0, "error"),
    ("List[int]", [1, 2], [1, 2]), ("List[int]", ["1", 2.9], [1, 2]), ("List[int]", [True], "error"),
    ("List[int]", [None], "error"), ("List[int]", "12", "error"), ("List[int]", {"a": 1}, "error"), ("List[int]", [], []),
    ("List[str]", [1, None], "error"), ("List[float]", [1, 2.5], [1, 2.5]), ("List[bool]", [0, "x"], [False, True]),
    ("int | str", "q", "q"), ("int | str", 5, 5), ("int | str", 1.5, 1), ("str | int", 1.5, "1.5"), ("int | str", True, "True"),
    ("int | float", "x", "error"), ("int | str", "x", "x"), ("int | str", [1], "[1]"), ("int | str", None, "error"),
    ("Optional[int]", "5", 5), ("Optional[int]", None, None), ("Optional[int]", "x", "error"), ("Optional[str]", 5, "5"),
    ("Optional[bool]", "x", True), ("int | None", 2.5, 2),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "value", "wanted"), COERCIONS)
def test_coercion(judge, type_, value, wanted) -> None:
    outcome = judge(f"A: {type_} = JsonData(path='$.a')\n", {"a": value})
    if wanted == "error":
        assert outcome.features == {"A": None}
        assert len(outcome.errors) == 1
    else:
        assert json.dumps(outcome.features["A"]) == json.dumps(wanted)
        assert outcome.errors == []


@pytest.mark.parametrize(
    ("call", "data", "errors"),
    [
        ("int = JsonData(path='$.a')", {}, 1),
        ("int = JsonData(path='$.a', required=False)", {}, 0),
        ("int = JsonData(path='$.a', required=False)", {"a": None}, 0),
        ("int = JsonData(path='$.a', required=False)", {"a": "x"}, 1),
        ("int = JsonData(path='$.a', coerce_type=False)", {"a": "5"}, 1),
        ("float = JsonData(path='$.a', coerce_type=False)", {"a": 5}, 0),
        ("Optional[int] = JsonData(path='$.a')", {}, 0),
        ("Optional[int] = JsonData(path='$.a', required=True)", {"a": None}, 0),
        ("Optional[int] = JsonData(path='$.a', required=False)", {"a": "x"}, 1),
        ("int = JsonData(path='$.a.b')", {"a": 5}, 1),
        ("int = JsonData(path='$.a.b', required=False)", {"a": "text"}, 0),
        ("int = JsonData(path='$.a.b', required=False)", {"a": [1]}, 0),
        ("int = JsonData(path='$.a[0]', required=False)", {"a": 5}, 1),
        ("int = JsonData(path='$.a[0]', required=False)", {}, 0),
        ("int = JsonData(path='$.a[3]', required=False)", {"a": [1]}, 0),
        ("int = JsonData(path='$.a', required=Off)", {}, 0),
        ("int = JsonData(path='$.a', required=On)", {}, 1),
        ("int = JsonData(path='$.a', required=Unknown)", {}, 0),
        ("int = JsonData(path='$.a', coerce_type=Off)", {"a": "5"}, 1),
        ("Entity[str] = JsonData(path='$.a')", {"a": "x"}, 1),
        ("Entity[str] = EntityJson(type='User', path='$.a')", {}, 1),
        ("Entity[str] = EntityJson(type='User', path='$.a', required=False)", {"a": None}, 0),
        ("Entity[int] = EntityJson(type='User', path='$.a')", {"a": "x"}, 1),
        ("Entity[int] = EntityJson(type='User', path='$.a', coerce_type=False)", {"a": "5"}, 1),
    ],
)
def test_errors(judge, call, data, errors) -> None:
    flags = "On: bool = JsonData(path='$.on')\nOff: bool = JsonData(path='$.off')\nUnknown: bool = JsonData(path='$.u', required=False)\n"
    outcome = judge(f"{flags}A: {call}\n", {**data, "on": True, "off": False})
    assert len(outcome.errors) == errors


def test_entities_carry_their_type(judge) -> None:
    outcome = judge(
        "A: Entity[str] = EntityJson(type='User', path='$.a')\nB: Entity[int] = EntityJson(type='Ip', path='$.b')\n",
        {"a": 42, "b": "7"},
    )
    assert outcome.features == {"A": "42", "B": 7}
    assert outcome.entities == {"A": ("User", "42"), "B": ("Ip", 7)}


def test_secrets_come_from_the_secret_data_and_stay_out_of_features(judge) -> None:
    main = (
        "A: Secret[str] = JsonData(path='$.p')\nB: ExtractSecret[int] = StringLength(s=A)\n"
        "C = A == 'pw'\nD = 'w' in A\nE: Secret[Optional[str]] = JsonData(path='$.q')\nF = E == None\n"
    )
    outcome = judge(main, {"p": "no"}, secret_data={"p": "pw"})
    assert outcome.features == {"B": 2, "C": True, "D": True, "F": True}


def test_constants_are_no_features_unless_asked_for(judge) -> None:
    main = (
        "A = 5\nB: ExtractLiteral[int] = 6\nC = A\nD = ['x' == 'y']\nE = [1, 2]\nF = -2\nG = f'x'\n"
        "_h: ExtractLiteral[int] = 7\nK = _h == 7\nI: int = 8\nJ: Optional[int] = None\n"
    )
    assert judge(main).features == {"B": 6, "C": 5, "D": [False], "F": -2, "G": "x", "_h": 7, "K": True}


PATHS = [
    ("$.a", {"a": 1}, 1), ("a", {"a": 1}, 1), ("$.a.b", {"a": {"b": 2}}, 2), ("a.b", {"a": {"b": 2}}, 2), ("$.a", {}, MISSING),
    ("$.a.b", {"a": 1}, MISSING), ("$.a", {"a": None}, None), ("$.a[0]", {"a": [7]}, 7), ("$.a[-1]", {"a": [7, 8]}, 8),
    ("$.a[2]", {"a": [7]}, MISSING), ("$.a[*]", {"a": [7, 8]}, 7), ("$.a[1:]", {"a": [7, 8]}, 8), ("$.a[:1]", {"a": [7, 8]}, 7),
    ("$.a[*].b", {"a": [{"c": 1}, {"b": 2}]}, 2), ("$.a[0][1]", {"a": [[1, 2]]}, 2), ("$.*", {"x": 5, "y": 6}, 5),
    ("$.a.*", {"a": {"k": 3}}, 3), ("$..c", {"a": {"b": [{"c": 4}]}}, 4), ("$.a..c", {"c": 1, "a": {"c": 2}}, 2),
    ("$..d[0].c", {"x": {"d": [{"c": 9}]}}, 9), ("$.'a b'", {"a b": 1}, 1), ('$."a.b"', {"a.b": 1}, 1), ("$['a-b']", {"a-b": 1}, 1),
    ("$.a-b", {"a-b": 1}, 1), ("$.a,b", {"b": 2}, 2), ("$.x|$.b", {"b": 2}, 2), ("$.a where b", {"a": {"b": 0}}, {"b": 0}),
    ("$.a where c", {"a": {"b": 0}}, MISSING), ("$", {"a": 1}, {"a": 1}), ("$.a.`parent`.b", {"a": {}, "b": 3}, 3),
    ("$.a.`this`", {"a": 1}, 1), ("$.(a.b)", {"a": {"b": 1}}, 1), ("$ . a [ 0 ]", {"a": [1]}, 1), ("$.s[0]", {"s": "xyz"}, "x"),
    ("$.s[*]", {"s": "xyz"}, "xyz"), ("$.n[*]", {"n": 5}, 5), ("$.d[*]", {"d": {"k": 1}}, {"k": 1}), ("$.a.$.b", {"a": 1, "b": 2}, 2),
]  # fmt: skip


@pytest.mark.parametrize(("path", "data", "value"), PATHS)
def test_path_gives_the_first_match(path, data, value) -> None:
    assert parse_path(path).first(data) == value


@pytest.mark.parametrize(("path", "data"), [("$.a[0]", {"a": 5}), ("$.a[0]", {"a": None}), ("$.a[*]", {"a": 1.5}),
                                            ("$.a[0]", {"a": {"k": 1}}), ("$.a[-1]", {"a": []})])  # fmt: skip
def test_an_index_into_what_has_none_raises(path, data) -> None:
    with pytest.raises((TypeError, KeyError, IndexError)):
        parse_path(path).first(data)


@pytest.mark.parametrize(
    "path",
    ["", "$.", "$..", "..a", ".a", "$.a[", "$.a]", "$.a[b", "$.1", "$.a[1,2]", "$.a b", "$.a[?(@.b)]", "$.'open", "$.a&$.b",
     "$.a[1:2:3]", "$.-a", "where", "$.a where", "$.`other`", "ä", "(" * 60 + "a" + ")" * 60, "a" * 2000],
)  # fmt: skip
def test_is_no_path(path) -> None:
    with pytest.raises(BadPath):
        parse_path(path)


def test_paths_with_one_beginning_agree(judge) -> None:
    main = "".join(
        f"{name}: Optional[int] = JsonData(path='$.{path}')\n"
        for name, path in [
            ("A", "a.b.c"),
            ("B", "a.b.d"),
            ("C", "a.e"),
            ("D", "f"),
            ("E", "a.b.c.g"),
            ("F", "a['b'].c"),
        ]
    ).replace("a['b'].c", 'a["b"].c')
    data = {"a": {"b": {"c": 1, "d": 2}, "e": 3}, "f": 4}
    assert judge(main, data).features == {"A": 1, "B": 2, "C": 3, "D": 4, "E": None, "F": 1}
    for hostile in ({"a": 5}, {"a": {"b": None}}, {"a": []}, {}, {"a": {"b": "text"}}):
        assert judge(main, hostile).features["A"] is None
