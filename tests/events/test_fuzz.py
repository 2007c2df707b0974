"""Hostile requests at the decoders: nothing but events and typed refusals, in bounded time and memory."""

from __future__ import annotations

import asyncio
import json
import resource
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redshank.events.body import decode_body, unpack
from redshank.events.envelope import EventLimits
from redshank.events.otlp.decode import decode_export
from redshank.kernel.errors import RedshankError

SECONDS = 600
LIMITS = EventLimits(bytes=64 * 1024)
PIECES = st.sampled_from(
    [
        *(bytes([byte]) for byte in b'{}[]:,"\\- \n\t\x00\xff'),
        b"\\u0000",
        b"\\ud800",
        b"\\u0022",
        b"null",
        b"true",
        b"NaN",
        b"1e999",
        b"9" * 30,
        b"0." + b"1" * 30,
        b"[" * 200,
        b'{"a":' * 100,
        b'"k" :',
        b'{"k":1,"k":2}',
        b"\xed\xa0\x80",
        b"\xf0\x9f\x92\xa9",
        b'"specversion":"1.0"',
        b'"id":"1"',
        b'"source":"s"',
        b'"type":"t"',
        b'"data":',
        b'"time":"2026-01-01T00:00:00Z"',
        b'{"specversion":"1.0","id":"1","source":"s","type":"t","data":',
    ]
)
BODIES = st.lists(PIECES | st.binary(max_size=8), max_size=40).map(b"".join)


def check(body: bytes, shape: str) -> None:
    """Decode it every way."""
    for attempt in (
        lambda: asyncio.run(decode_body(body, shape, now=1.79e9, limits=LIMITS, most=1000)),
        lambda: decode_export(body, "json", now=1.79e9, limits=LIMITS, most=1000),
        lambda: decode_export(body, "protobuf", now=1.79e9, limits=LIMITS, most=1000),
        lambda: unpack(body, "gzip", limit=1 << 20),
        lambda: unpack(body, "zstd", limit=1 << 20),
    ):
        started = time.process_time()
        try:
            decoded = attempt()
        except RedshankError as error:
            json.dumps(error.problem())
        else:
            for refused in getattr(decoded, "refused", ()):
                json.dumps(refused.problem)
        assert time.process_time() - started < 5


@pytest.mark.long
def test_ten_minutes_of_hostile_requests():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:

        @settings(max_examples=2000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(body=BODIES, shape=st.sampled_from(["one", "batch", "lines", "any"]))
        def fuzz(body, shape):
            check(body, shape)

        fuzz()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 500_000, f"memory grew by {grown} KB"


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=BODIES, shape=st.sampled_from(["one", "batch", "lines", "any"]))
def test_hostile_requests(body, shape):
    check(body, shape)
