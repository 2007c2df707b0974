"""Every function of the language at its edges, called as the compiler calls it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import pytest

from redshank.rules.functions.registry import (
    BadConstant,
    EntityValue,
    Failure,
    Inlined,
    RuleFunction,
    Silently,
    default_functions,
)
from redshank.rules.types import RuleEvent

SILENT = "<fails silently>"
ERROR = "<fails with an error>"
REFUSED = "<refuses the rule set>"
NOON = 1_767_268_800.0
"""2026-01-01T12:00:00Z."""


@dataclass
class Context:
    event: RuleEvent


def event(action_id: int = 1, timestamp: float = NOON) -> RuleEvent:
    return RuleEvent(action_id, "login", timestamp, timestamp, 1, {})


def function(name: str) -> RuleFunction:
    found = default_functions().get(name)
    assert found is not None
    return found


def call(name: str, *, at: RuleEvent | None = None, assigned_name: str = "E", **given: Any) -> Any:
    """Call a function: constants bound first, the rest positionally, failures as one of the words above."""
    entry = function(name)
    assert entry.implementation is not None
    arguments = {parameter.name: given.pop(parameter.name, parameter.default) for parameter in entry.parameters}
    constants = {parameter.name: arguments[parameter.name] for parameter in entry.parameters if parameter.const}
    try:
        if entry.check is not None:
            entry.check(arguments)
        implementation: Any = entry.implementation
        rest = list(arguments.values())
        if entry.bind:
            named = {"assigned_name": assigned_name} if entry.needs_name else {}
            implementation = entry.implementation(**constants, **named)
            rest = [value for key, value in arguments.items() if key not in constants]
        if entry.signature.extra is not None:
            rest.append(given)
        if entry.needs_event:
            rest.insert(0, Context(at or event()))
        written = None
        if isinstance(implementation, Inlined):
            written = written_in_place(implementation, [p.name for p in entry.parameters if not p.const], rest)
            implementation = implementation.call
        value = implementation(*rest)
    except Silently:
        return SILENT
    except Failure:
        return ERROR
    except BadConstant:
        return REFUSED
    if written is not None:
        assert written == [value]
    if entry.inline is not None:
        names = [parameter.name for parameter in entry.parameters]
        plain = rest[1:] if entry.needs_event else rest
        places = {name: f"a_{name}" for name in names} | {"event": "event"}
        values = {f"a_{name}": value_ for name, value_ in zip(names, plain, strict=True)} | {"event": at or event()}
        assert eval(entry.inline.format(**places), values) == value
    return value


def written_in_place(made: Inlined, names: list[str], values: list[Any]) -> list[Any]:
    """The value of the expression that a factory gives for writing in place of the call."""
    places = {name: f"a_{name}" for name in names} | {name: f"c_{name}" for name in made.constants}
    known = {f"a_{name}": value for name, value in zip(names, values, strict=True)}
    known |= {f"c_{name}": value for name, value in made.constants.items()}
    return [eval(made.inline.format(**places), known)]


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("StringLength", {"s": ""}, 0),
        ("StringLength", {"s": "né🙂"}, 3),
        ("StringToLower", {"s": "ÀB İ"}, "àb i̇"),
        ("StringToUpper", {"s": "straße"}, "STRASSE"),
        ("StringStartsWith", {"s": "abc", "start": ""}, True),
        ("StringStartsWith", {"s": "abc", "start": "abcd"}, False),
        ("StringEndsWith", {"s": "abc", "end": "bc"}, True),
        ("StringEndsWith", {"s": "", "end": "x"}, False),
        ("StringStrip", {"s": "\u2003 a b\t\n"}, "a b"),
        ("StringStrip", {"s": "xyaxbyx", "chars": "xy"}, "axb"),
        ("StringStrip", {"s": " a ", "chars": ""}, " a "),
        ("StringLStrip", {"s": "++49", "chars": "+"}, "49"),
        ("StringRStrip", {"s": "why?!?", "chars": "!?"}, "why"),
        ("StringReplace", {"s": "aaa", "old": "aa", "new": "b"}, "ba"),
        ("StringReplace", {"s": "ab", "old": "", "new": "-"}, "-a-b-"),
        ("StringJoin", {"s": ", ", "iterable": ["a", "b"]}, "a, b"),
        ("StringJoin", {"s": ",", "iterable": []}, ""),
        ("StringJoin", {"s": ",", "iterable": ["a", None]}, ERROR),
        ("StringSplit", {"s": "  a  b "}, ["a", "b"]),
        ("StringSplit", {"s": ""}, []),
        ("StringSplit", {"s": "", "sep": ","}, [""]),
        ("StringSplit", {"s": "a,b,c", "sep": ",", "maxsplit": 1}, ["a", "b,c"]),
        ("StringSplit", {"s": "a,b", "sep": ",", "maxsplit": 0}, ["a,b"]),
        ("StringSplit", {"s": "ab", "sep": ""}, ERROR),
        ("StringSplit", {"s": "a b", "maxsplit": 2**70}, ERROR),
        ("StringSlice", {"s": "abcdef", "start": 1, "end": 3}, "bc"),
        ("StringSlice", {"s": "ab", "start": 1, "end": 99}, "b"),
        ("StringSlice", {"s": "ab", "start": 2, "end": 2}, ""),
        ("StringSlice", {"s": "ab", "start": -1, "end": 2}, REFUSED),
        ("StringSlice", {"s": "ab", "start": 0, "end": -2}, REFUSED),
        ("StringSlice", {"s": "ab", "start": 3, "end": 2}, REFUSED),
        ("ListLength", {"list": []}, 0),
        ("ListLength", {"list": [None, None]}, 2),
        ("ListRead", {"list": ["a", "b"]}, "a"),
        ("ListRead", {"list": [1.5, True, None], "index": -1}, "None"),
        ("ListRead", {"list": [1.5, True], "index": 1}, "True"),
        ("ListRead", {"list": ["a"], "index": 1}, SILENT),
        ("ListRead", {"list": ["a"], "index": -2}, SILENT),
        ("ListRead", {"list": []}, SILENT),
        ("ListSort", {"list": ["b", "B", "a", "é"]}, ["B", "a", "b", "é"]),
        ("ListSort", {"list": [2, 10, 1], "reverse": True}, [10, 2, 1]),
        ("ListSort", {"list": []}, []),
        ("ListSort", {"list": [1, "a"]}, ERROR),
        ("ListSort", {"list": ["a", None]}, ERROR),
    ],
)
def test_strings_and_lists(name: str, arguments: dict[str, Any], expected: Any) -> None:
    assert call(name, **arguments) == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Base64Encode", "", ""),
        ("Base64Encode", "né", "bsOp"),
        ("Base64Encode", "\ud800", ERROR),
        ("Base64Decode", "", ""),
        ("Base64Decode", "bsOp", "né"),
        ("Base64Decode", "b s\nO!p", "né"),
        ("Base64Decode", "bÖsOp", "né"),
        ("Base64Decode", "bsOp====", "né"),
        ("Base64Decode", "bsO", ERROR),
        ("Base64Decode", "/w==", ERROR),
        ("Base64Decode", "a", ERROR),
        ("HashMd5", "", "d41d8cd98f00b204e9800998ecf8427e"),
        ("HashSha1", "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("HashSha256", "né", hashlib.sha256("né".encode()).hexdigest()),
        ("HashSha512", "abc", hashlib.sha512(b"abc").hexdigest()),
        ("HashMd5", "\udfff", ERROR),
        ("HashSha256", "a\ud83d", ERROR),
    ],
)
def test_encodings_and_hashes(name: str, text: str, expected: str) -> None:
    assert call(name, input=text) == expected


@pytest.mark.parametrize(
    ("email", "local", "domain", "subdomain"),
    [
        ("Ann@Mail.Example.CO.UK", "Ann", "example.co.uk", "mail.example.co.uk"),
        ("a@b@example.com", "a@b", "example.com", "example.com"),
        ("@example.com", "", "example.com", "example.com"),
        ("ann@", "ann", SILENT, SILENT),
        ("ann", SILENT, SILENT, SILENT),
        ("", SILENT, SILENT, SILENT),
        ("ann@localhost", "ann", "localhost", "localhost"),
        ("ann@co.uk", "ann", "co.uk", "co.uk"),
        ("ann@x.github.io", "ann", "x.github.io", "x.github.io"),
        ("ann@192.0.2.7", "ann", "192.0.2.7", "192.0.2.7"),
        ("ann@mail.example.com.", "ann", ".com", "mail.example.com."),
        ("ann@почта.пример.рф", "ann", "пример.рф", "почта.пример.рф"),
        ("ann@[::1", "ann", "[::1", "[::1"),
        ("ann@a b.example.com", "ann", "example.com", "a b.example.com"),
    ],
)
def test_emails(email: str, local: str, domain: str, subdomain: str) -> None:
    assert call("EmailLocalPart", email=email) == local
    assert call("EmailDomain", email=email) == domain
    assert call("EmailSubdomain", email=email) == subdomain


@pytest.mark.parametrize(
    ("address", "suffix", "chopped"),
    [
        ("www.example.co.uk", "co.uk", ["example.co.uk"]),
        ("Example.COM", "com", ["Example.com"]),
        ("com", "com", [""]),
        ("x.y.github.io", "github.io", ["y.github.io"]),
        ("www.ck", "ck", ["www.ck"]),
        ("shop.any.ck", "any.ck", ["shop.any.ck"]),
        ("xn--e1afmkfd.xn--p1ai", "xn--p1ai", ["xn--e1afmkfd.xn--p1ai"]),
        ("https://user:pw@host.co.uk:80/a.b", "co.uk", ["uk:.co.uk"]),
        ("example.com.", "com", [".com"]),
        ("example.nosuchsuffix", SILENT, SILENT),
        ("192.0.2.7", SILENT, SILENT),
        ("localhost", SILENT, SILENT),
        ("", SILENT, SILENT),
        ("http://[::1", SILENT, SILENT),
        ("a" * 400 + ".com", "com", ["a" * 400 + ".com"]),
    ],
)
def test_domains(address: str, suffix: str, chopped: Any) -> None:
    assert call("DomainTld", domain=address) == suffix
    assert call("DomainChopper", urls=[address], fld=True) == chopped
    assert call("DomainChopper", urls=[address]) == []


def test_one_domain_without_a_suffix_fails_the_whole_list() -> None:
    assert call("DomainChopper", urls=["a.example.com", "localhost"], fld=True) == SILENT
    assert call("DomainChopper", urls=["a.example.com", "localhost"]) == []
    assert call("DomainChopper", urls=[], fld=True) == []


@pytest.mark.parametrize(
    ("ip", "expected"),
    [
        ("10.1.2.3", "10.1.2.0"),
        ("255.255.255.255", "255.255.255.0"),
        ("0.0.0.0", "0.0.0.0"),
        ("2001:db8::1", "2001:db8:0:0:0:0:0:1"),
        ("::", "0:0:0:0:0:0:0:0"),
        ("2001:0DB8:00A0::0001", "2001:db8:a0:0:0:0:0:1"),
        ("::ffff:1.2.3.4", "0:0:0:0:0:ffff:102:304"),
        ("10.1.2.03", ERROR),
        ("10.1.2.256", ERROR),
        ("10.1.2", ERROR),
        ("10.1.2.3.4", ERROR),
        ("10.1.2.3 ", ERROR),
        ("10.1.2.٣", ERROR),
        ("1", ERROR),
        ("", ERROR),
        ("10.0.0.0/8", ERROR),
        ("fe80::1%eth0", ERROR),
        ("2001:db8::1::2", ERROR),
        ("2001:db8::/32", ERROR),
        ("\x00", ERROR),
        ("nonsense", ERROR),
    ],
)
def test_ip_networks(ip: str, expected: str) -> None:
    assert call("IpNetwork", ip=ip) == expected


@pytest.mark.parametrize(
    ("header", "key", "expected"),
    [
        ("a=1; device=xyz", "device", "xyz"),
        ("a=1; a=2", "a", "2"),
        ('q="quoted value"', "q", '"quoted value"'),
        ("a=", "a", ""),
        ("a=1", "A", SILENT),
        ("", "a", SILENT),
        ("no cookie here", "no", SILENT),
        ("a=1; b,c=2", "a", ERROR),
        ("a=1; b,c=2", "zzz", ERROR),
    ],
)
def test_cookies(header: str, key: str, expected: str) -> None:
    assert call("ExtractCookie", header=header, key=key) == expected


@pytest.mark.parametrize(
    ("number", "country", "prefix"),
    [
        ("+12125550123", "US", "+1212555"),
        ("+1 (876) 555-0123", "JM", "+1 (876) 555-"),
        ("442071838750", "GB", "44207183"),
        ("+7 701 123 45 67", "KZ", "+7 701 123 4"),
        ("not a number", SILENT, "not a nu"),
        ("999", SILENT, SILENT),
        ("", SILENT, SILENT),
        ("²³", SILENT, SILENT),
        ("1234", "US", SILENT),
        ("+1555", SILENT, "+"),
    ],
)
def test_phones(number: str, country: str, prefix: str) -> None:
    assert call("PhoneCountry", phone_number=number) == country
    assert call("PhonePrefix", phone_number=number) == prefix


@pytest.mark.parametrize(
    ("timestamp", "seconds"),
    [
        ("2026-01-01T11:00:00+00:00", 3600.0),
        ("2026-01-01T11:59:59.750Z", 0.25),
        ("2026-01-01T11:59:59.7500009Z", 0.25),
        ("2026-01-01 11:00:00", 3600.0),
        ("2026-01-01T11:00:00+05:30", 3600.0),  # an offset is ignored
        ("2026-01-01T11:00:00-0800", 3600.0),
        ("2026-01-01T12:00:00.000001Z", 0.0),  # later than the event
        ("2027-01-01T00:00:00Z", 0.0),
        ("2026-01-01", 43_200.0),
        ("1 Jan 2026 11:30", 1800.0),
        ("11:30", 1800.0),  # what is left out is the event's day
        ("0001-01-01T00:00:00Z", 63_902_865_600.0),
        ("2026-01-01T25:00:00Z", ERROR),
        ("2026-13-01T00:00:00Z", ERROR),
        ("yesterday", ERROR),
        ("", ERROR),
        ("\x00", ERROR),
    ],
)
def test_time_since(timestamp: str, seconds: Any) -> None:
    assert call("TimeSince", timestamp=timestamp) == seconds


def test_time_since_keeps_microseconds_exact() -> None:
    assert call("TimeSince", timestamp="2020-07-16T19:51:44.533Z", at=event(timestamp=1_594_929_600.0)) == 495.467


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("TimeDelta", {}, 0.0),
        ("TimeDelta", {"weeks": 1, "days": 1, "hours": 1, "minutes": 1, "seconds": 1}, 694_861.0),
        ("TimeDelta", {"hours": -1}, -3600.0),
        ("TimeDelta", {"weeks": 10**12}, REFUSED),
        ("GetTimedeltaBucket", {"timedelta": 7199.9, "granularity_seconds": 3600}, 3600),
        ("GetTimedeltaBucket", {"timedelta": 0.0, "granularity_seconds": 3600}, 0),
        ("GetTimedeltaBucket", {"timedelta": 10.0, "granularity_seconds": 3599}, REFUSED),
        ("GetTimestampBucket", {"timestamp": 7201, "granularity_seconds": 3600}, 7200),
        ("GetTimestampBucket", {"timestamp": -1, "granularity_seconds": 3600}, -3600),
        ("GetTimestampBucket", {"timestamp": 1, "granularity_seconds": 0}, REFUSED),
        ("GetSnowflakeBucket", {"snowflake": (7_199_999 << 22) + 5, "granularity_seconds": 3600}, 3600),
        ("GetSnowflakeBucket", {"snowflake": 0, "granularity_seconds": 3600}, 0),
        ("GetSnowflakeBucket", {"snowflake": 1 << 2000, "granularity_seconds": 3600}, ERROR),
        ("GetSnowflakeBucket", {"snowflake": 1, "granularity_seconds": 60}, REFUSED),
        ("ResolveOptional", {"optional_value": 0, "default_value": 5}, 0),
        ("ResolveOptional", {"optional_value": "", "default_value": "x"}, ""),
        ("ResolveOptional", {"optional_value": None, "default_value": ""}, ""),
        ("ResolveOptional", {"optional_value": None, "default_value": False}, False),
        ("ResolveOptional", {"optional_value": None}, SILENT),
        ("ResolveOptional", {"optional_value": None, "should_report_error": True}, ERROR),
        ("ResolveOptional", {"optional_value": None, "default_value": 1, "should_report_error": True}, 1),
    ],
)
def test_times_and_optionals(name: str, arguments: dict[str, Any], expected: Any) -> None:
    assert call(name, **arguments) == expected


def test_the_event_itself() -> None:
    assert call("GetActionId", at=event(action_id=77)) == 77
    assert call("GetActionName") == "login"


@pytest.mark.parametrize(("percentage", "fine"), [(0.5, True), (-0.1, False), (1.1, False), (0.0, False), (1.0, False)])
def test_a_share_of_events_is_a_fraction_that_leaves_a_choice(percentage: float, fine: bool) -> None:
    assert (call("RandomBool", percentage=percentage) != REFUSED) is fine


def test_chance_hangs_on_the_event_alone() -> None:
    drawn = [call("RandomBool", percentage=0.3, at=event(action_id=number)) for number in range(4000)]
    assert drawn == [call("RandomBool", percentage=0.3, at=event(action_id=number)) for number in range(4000)]
    assert 0.27 < sum(drawn) / len(drawn) < 0.33
    other = [call("RandomBool", percentage=0.31, at=event(action_id=number)) for number in range(4000)]
    both = sum(one and two for one, two in zip(drawn, other, strict=True)) / len(drawn)
    assert 0.06 < both < 0.13  # independent of each other: about 0.3 * 0.31


def test_a_random_number_takes_both_ends_and_all_between() -> None:
    drawn = {call("RandomInt", start=-1, end=2, at=event(action_id=number)) for number in range(200)}
    assert drawn == {-1, 0, 1, 2}
    assert call("RandomInt", start=2, end=2) == REFUSED


def test_an_entity_falls_into_the_bucket_of_its_hash() -> None:
    arguments = {"buckets": ["control", "a"], "bucket_sizes": [50.0, 50.0], "version": 1, "revision": 3}
    assert call("Experiment", entity=EntityValue("User", "1"), **arguments) == ["E", "1", "User", "a", "1", "1", "3"]
    other = call("ExperimentsBucketAssignment", entity=EntityValue("User", "1"), assigned_name="F", **arguments)
    assert other[0] == "F"


def test_a_bucket_takes_its_share_and_keeps_those_it_has_when_it_grows() -> None:
    def bucket(number: int, size: float) -> str:
        sizes = {"buckets": ["control", "a"], "bucket_sizes": [size, size], "version": 1, "revision": 1}
        return str(call("Experiment", entity=EntityValue("User", f"u{number}"), **sizes)[3])

    small = [bucket(number, 10.0) for number in range(3000)]
    large = [bucket(number, 25.5) for number in range(3000)]
    assert all(after == before for before, after in zip(small, large, strict=True) if before)
    assert 0.17 < sum(map(bool, small)) / 3000 < 0.23
    assert call(
        "Experiment",
        entity=EntityValue("User", f"u{small.index('')}"),
        buckets=["control", "a"],
        bucket_sizes=[10.0, 10.0],
        version=1,
        revision=1,
    )[3:5] == ["", "-1"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"buckets": ["a", "b"]},
        {"buckets": ["control"]},
        {"bucket_sizes": [50.01, 10.0]},
        {"bucket_sizes": [1.001, 10.0]},
        {"version": -1},
        {"revision": -1},
        {"buckets": ["control", *"abcdefghij"], "bucket_sizes": [1.0] * 11},
    ],
)
def test_an_experiment_that_no_entity_could_make_right_is_refused(wrong: dict[str, Any]) -> None:
    fine = {"buckets": ["control", "a"], "bucket_sizes": [50.0, 50.0], "version": 0, "revision": 0}
    assert call("Experiment", entity=EntityValue("User", "1"), **fine) != REFUSED
    assert call("Experiment", entity=EntityValue("User", "1"), **(fine | wrong)) == REFUSED


def test_outside_an_experiment_its_control_conditions_count() -> None:
    branches = {"control": [True], "a": [False, True]}
    inside = ["E", "1", "User", "a", "1", "1", "1"]
    outside = ["E", "1", "User", "", "-1", "1", "1"]
    assert call("ExperimentWhen", experiment=inside, **branches) == [False, True]
    assert call("ExperimentWhen", experiment=outside, **branches) == [True]
