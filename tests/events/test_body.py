"""Requests are taken apart event by event, and unpacked only up to the limit."""

from __future__ import annotations

import gzip
import json
import tracemalloc

import pytest
import zstandard

from redshank.events.body import decode_body, split, unpack
from redshank.events.envelope import EventLimits
from redshank.events.errors import BodyMalformed, BodyTooLarge, NestedTooDeep

GOOD = b'{"specversion":"1.0","id":"%d","source":"/s","type":"login"}'


async def decode(body: bytes, shape="any", most=100):
    return await decode_body(body, shape, now=1.79e9, limits=EventLimits(), most=most)


async def test_one_bad_event_does_not_touch_the_others():
    decoded = await decode(b"[%b,{},%b,7]" % (GOOD % 1, GOOD % 2))
    assert [event.id for event in decoded.events] == ["1", "2"]
    assert decoded.indexes == [0, 2]
    assert [(refused.index, refused.problem["status"]) for refused in decoded.refused] == [(1, 422), (3, 422)]
    assert not decoded.single


async def test_lines_are_read_one_by_one_whatever_stands_in_one():
    body = b"\n".join([GOOD % 1, b"", b"{not json", b'{"a":"\xff"}', b"  ", GOOD % 2])
    decoded = await decode(body, "lines")
    assert [event.id for event in decoded.events] == ["1", "2"]
    assert [refused.index for refused in decoded.refused] == [1, 2]


async def test_invalid_utf8_is_the_matter_of_its_event():
    decoded = await decode(b'[%b,{"id":"\xff"}]' % (GOOD % 1), "batch")
    assert [event.id for event in decoded.events] == ["1"]
    assert decoded.refused[0].problem["type"] == "urn:redshank:error:event-malformed"


async def test_a_single_event_says_so():
    decoded = await decode(GOOD % 1)
    assert decoded.single
    assert decoded.size == 1


@pytest.mark.parametrize("body", [b"", b"  \n ", b"[", b"[1,", b"[1] 2", b"\x00\x01"])
async def test_a_body_that_can_not_be_taken_apart_is_refused_as_a_whole(body):
    with pytest.raises(BodyMalformed):
        await decode(body, "batch")


async def test_ten_megabytes_of_brackets_are_refused():
    for body in (b"[" * 10_000_000, b'[{"a":' * 2_000_000):
        with pytest.raises((BodyMalformed, NestedTooDeep)):
            await decode(body, "batch")
    decoded = await decode(b"[" * 10_000_000, "lines")
    assert decoded.refused[0].problem["status"] == 413
    assert len(decoded.refused[0].raw) == 64 * 1024


async def test_a_request_holds_so_many_events():
    with pytest.raises(BodyTooLarge):
        await decode(b"[" + b",".join([GOOD % 1] * 101) + b"]")


def test_packed_bodies_are_unpacked_up_to_the_limit():
    plain = json.dumps(["x" * 1000] * 1000).encode()
    for encoding, packed in (("gzip", gzip.compress(plain)), ("zstd", zstandard.compress(plain)), ("", plain)):
        assert unpack(packed, encoding, limit=len(plain)) == plain
        if encoding:
            with pytest.raises(BodyTooLarge):
                unpack(packed, encoding, limit=len(plain) - 1)
            with pytest.raises(BodyMalformed):
                unpack(packed[:-9], encoding, limit=len(plain))
            with pytest.raises(BodyMalformed):
                unpack(b"nothing of the kind", encoding, limit=100)
    with pytest.raises(BodyMalformed):
        unpack(plain, "br", limit=100)


def test_shapes_are_what_they_say():
    with pytest.raises(BodyMalformed):
        split(GOOD % 1, "batch", most=9)
    assert split(b" [1]", "any", most=9) == ([b"1"], False)


@pytest.mark.parametrize(
    ("body", "shape"),
    [
        (b"[" + b"0," * 5_000_000 + b"0]", "batch"),
        (b"[" + b"{}," * 3_000_000 + b"{}]", "any"),
        (b'["' + b"x" * 20_000_000 + b'"' + b",0" * 2_000_000 + b"]", "batch"),
        (b"0\n" * 5_000_000, "lines"),
    ],
)
async def test_many_tiny_items_are_refused_before_an_object_is_made_for_each(body, shape):
    tracemalloc.start()
    try:
        with pytest.raises(BodyTooLarge):
            await decode(body, shape)
        assert tracemalloc.get_traced_memory()[1] < 200_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("body", [b" \n" * 5_000_000 + b"x", b"x" + b"\n" * 10_000_000])
async def test_blank_lines_are_passed_over_in_linear_time(body):
    assert split(body, "lines", most=1) == ([b"x"], False)


@pytest.mark.parametrize("text", [b'"', b'"\\"', b"'", b"\\", b'"[', b'"' + b"\\" * 7])
def test_counting_items_ends_wherever_a_string_does_not(text):
    with pytest.raises(BodyMalformed):
        split(b"[" + b"1," * 50 + text * 300_000, "batch", most=40_000_000)
    with pytest.raises(BodyTooLarge):
        split(b"[" + b"1," * 1_000_000 + text * 300_000, "batch", most=100)
