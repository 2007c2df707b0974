"""CloudEvents are read strictly: one meaning, or a refusal with place and reason that shows no content."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redshank.events.envelope import EventLimits, decode_event
from redshank.events.errors import (
    DuplicateKey,
    EnvelopeInvalid,
    EventMalformed,
    EventTooLarge,
    ForbiddenCharacter,
    NestedTooDeep,
    NumberOutOfRange,
    TimeOutOfBounds,
)
from redshank.kernel.errors import RedshankError

NOW = 1_790_000_000.0
LIMITS = EventLimits()
HEAD = '"specversion":"1.0","id":"e1","source":"/s","type":"login"'


def read(text: str | bytes, limits: EventLimits = LIMITS):
    return decode_event(text if isinstance(text, bytes) else text.encode(), now=NOW, limits=limits)


def test_takes_an_event_with_everything():
    event = read(
        f'{{{HEAD},"subject":"acc_1","time":"2026-03-01T10:00:00+01:00","datacontenttype":"application/json; a=b",'
        '"traceparent":"00-x","received_at":"2026-03-01T09:00:01Z","data":{"a":[1,2.5,"x"],"b":null}}'
    )
    assert (event.id, event.source, event.type, event.subject) == ("e1", "/s", "login", "acc_1")
    assert (event.occurred_at, event.received_at) == (1772355600.0, 1772355601.0)
    assert event.data == {"a": [1, 2.5, "x"], "b": None}
    assert event.raw == b'{"a":[1,2.5,"x"],"b":null}'


def test_data_may_be_missing():
    assert read(f"{{{HEAD}}}").data == {}


@pytest.mark.parametrize(
    ("text", "error", "where"),
    [
        (f'{{{HEAD},"data":{{"a":{{"b":[0,{{"k":1,"k":2}}]}}}}}}', DuplicateKey, "$.data.a.b[1].k"),
        (f'{{{HEAD},"id":"e2"}}', DuplicateKey, "$.id"),
        (f'{{{HEAD},"data":{{"a" :1,"a":2}}}}', DuplicateKey, "$.data.a"),
        (f'{{{HEAD},"data":{{"a" \n:1,"a":2}}}}', DuplicateKey, "$.data.a"),
        (f'{{{HEAD},"data":{{"a"  \t:1,"a":2}}}}', DuplicateKey, "$.data.a"),
        (f'{{{HEAD},"data":{{"a":1}},"data":{{"a":1}}}}', DuplicateKey, "$.data"),
        (f'{{{HEAD},"x" \n: "y","x":"z","data":{{"a":1}}}}', DuplicateKey, "$.x"),
        (f'{{{HEAD},"data":{{"\\u0061":1,"a":2}}}}', DuplicateKey, "$.data.a"),
        (f'{{{HEAD},"data":{{"x":"\\u0022:","a":1,"a":2}}}}', DuplicateKey, "$.data.a"),
        (f'{{{HEAD},"data":{{"a b":1,"a b":2}}}}', DuplicateKey, "$.data.?"),
        (f'{{{HEAD},"data":{{"a":{{}},"n":99999999999999999999}}}}', NumberOutOfRange, "$.data.n"),
        (f'{{{HEAD},"data":{{"n":-9223372036854775809}}}}', NumberOutOfRange, "$.data.n"),
        (f'{{{HEAD},"data":{{"n":1e999}}}}', NumberOutOfRange, None),
        (f'{{{HEAD},"data":{{"n":{"9" * 6000}}}}}', NumberOutOfRange, None),
        (f'{{{HEAD},"data":{{"s":["\\u0000"]}}}}', ForbiddenCharacter, "$.data.s[0]"),
        (f'{{{HEAD},"data":{{"n":NaN}}}}', EventMalformed, None),
        (f'{{{HEAD},"data":{{"n":Infinity}}}}', EventMalformed, None),
        (f'{{{HEAD},"data":{{"s":"\\ud800"}}}}', EventMalformed, None),
        (b"{" + HEAD.encode() + b',"data":{"s":"\xff"}}', EventMalformed, "byte 0"),
        ("", EventMalformed, None),
        ("[]", EnvelopeInvalid, "$"),
        ('{"specversion":"1.0"}', EnvelopeInvalid, "$"),
        ('{"specversion":"0.3","id":"1","source":"s","type":"t"}', EnvelopeInvalid, "$.specversion"),
        ('{"specversion":"1.0","id":7,"source":"s","type":"t"}', EnvelopeInvalid, "$.id"),
        ('{"specversion":"1.0","id":"","source":"s","type":"t"}', EnvelopeInvalid, "$.id"),
        (f'{{"specversion":"1.0","id":"{"i" * 257}","source":"s","type":"t"}}', EnvelopeInvalid, "$.id"),
        (f'{{{HEAD},"data":[1]}}', EnvelopeInvalid, "$.data"),
        (f'{{{HEAD},"data_base64":"AA=="}}', EnvelopeInvalid, "$.data_base64"),
        (f'{{{HEAD},"datacontenttype":"text/plain"}}', EnvelopeInvalid, "$.datacontenttype"),
        (f'{{{HEAD},"time":"2026-03-01T10:00:00"}}', EnvelopeInvalid, "$.time"),
        (f'{{{HEAD},"time":"yesterday"}}', EnvelopeInvalid, "$.time"),
        (f'{{{HEAD},"time":"1970-01-01T00:00:00Z"}}', TimeOutOfBounds, "$.time"),
        (f'{{{HEAD},"time":"2099-01-01T00:00:00Z"}}', TimeOutOfBounds, "$.time"),
    ],
)
def test_refuses_with_place_and_reason(text, error, where):
    with pytest.raises(error) as caught:
        read(text)
    if where is not None:
        assert caught.value.where == where
    assert caught.value.detail


@pytest.mark.parametrize(
    "text", ['"\\u0022:"', '"\\\\u0000"', '"a\\":b"', '"1234567890123456789012"', '"\\ud83d\\ude00"']
)
def test_what_only_looks_suspicious_is_taken(text):
    event = read(f'{{{HEAD},"data":{{"s":{text}}}}}')
    assert event.data == {"s": json.loads(text)}


def test_depth_and_size_are_bounded():
    deepest = LIMITS.depth - 2  # the event and its data are two
    assert read(f'{{{HEAD},"data":{{"a":{"[" * deepest}{"]" * deepest}}}}}').data["a"] is not None
    for depth in (deepest + 1, 500, 5_000_000):
        with pytest.raises((NestedTooDeep, EventTooLarge)):
            read(f'{{{HEAD},"data":{{"a":{"[" * depth}{"]" * depth}}}}}', EventLimits(bytes=1 << 30))
    with pytest.raises(EventTooLarge):
        read(f'{{{HEAD},"data":{{"a":"{"x" * LIMITS.bytes}"}}}}')


def test_refusals_never_show_values():
    secret = "my-private-words"
    for text in (
        f'{{"specversion":"{secret}","id":"1","source":"s","type":"t"}}',
        f'{{"specversion":"1.0","id":"1","source":"s","type":"t","time":"{secret}"}}',
        f'{{{HEAD},"data":{{"{secret} x":1,"{secret} x":2}}}}',
        f'{{{HEAD},"datacontenttype":"{secret}"}}',
        f'{{{HEAD},"data":"{secret}"}}',
    ):
        with pytest.raises(RedshankError) as caught:
            read(text)
        assert secret not in json.dumps(caught.value.problem())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8), inner, max_size=4
    ),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    data=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), JSON, max_size=5),
    ascii_only=st.booleans(),
    indent=st.sampled_from([None, 0, 2]),
    colon=st.sampled_from([":", ": ", " :", "\t:\n"]),
)
def test_every_json_object_comes_through_unchanged_however_it_is_written(data, ascii_only, indent, colon):
    event = {"specversion": "1.0", "id": "1", "source": "s", "type": "t", "data": data}
    text = json.dumps(event, ensure_ascii=ascii_only, indent=indent, separators=(",", colon))
    decoded = read(text)
    assert decoded.data == data
    assert json.loads(decoded.raw) == data


@settings(max_examples=300, deadline=None)
@given(
    data=JSON,
    at=st.integers(min_value=0),
    key=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6),
)
def test_a_repeated_key_is_found_wherever_it_is(data, at, key):
    doubled = f"{{{json.dumps(key)}:1,{json.dumps(key, ensure_ascii=False)}:2}}"
    marker = '"marker-for-the-object"'
    text = json.dumps({"a": data, "list": [0, "marker-for-the-object"]})
    assert text.count(marker) >= 1
    with pytest.raises(DuplicateKey):
        read(f'{{{HEAD},"data":{text.replace(marker, doubled)}}}')


@settings(max_examples=500, deadline=None)
@given(raw=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_do_anything_but_decode_or_be_refused(raw):
    try:
        read(raw)
    except RedshankError as error:
        json.dumps(error.problem())
