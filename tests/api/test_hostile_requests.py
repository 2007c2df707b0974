"""What nobody sends by accident, at a running instance: a typed error soon, and memory that comes back."""

from __future__ import annotations

import gzip
import json
import socket

import httpx
import pytest
import zstandard

SECONDS = 60.0
MEGABYTES = 10_000_000
JSON, LINES, BATCH, PROTOBUF = (
    "application/json",
    "application/x-ndjson",
    "application/cloudevents-batch+json",
    "application/x-protobuf",
)
MEMORY = (
    700.0  # MiB that all of it may take at its worst moment; ten megabytes of empty protobuf messages take half of it
)


@pytest.fixture(scope="module")
def client(installation):
    """Speaks to the instance as a machine that may do everything."""
    headers = {"authorization": f"Bearer {installation.key}"}
    with httpx.Client(base_url=installation.url, headers=headers, timeout=SECONDS) as opened:
        before = installation.server_memory()
        yield opened
        assert opened.get("/healthz").status_code == 200
        assert installation.server_memory() - before < MEMORY, "MiB"


def event(data: bytes) -> bytes:
    return b'{"specversion":"1.0","id":"hostile","source":"/hostile","type":"login","data":%s}' % data


def assert_problem(answer: httpx.Response, status: int, code: str) -> None:
    """A typed problem that repeats nothing long."""
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == f"urn:redshank:error:{code}"
    assert problem["title"]
    assert problem["detail"]
    assert len(answer.content) < 2000


BAD_EVENTS = {
    "nested objects": (b'{"a":' * (MEGABYTES // 5), 413, "event-too-large"),
    "nested arrays": (b"[" * MEGABYTES, 422, "event-too-deep"),
    "nested data": (event(b'{"a":' * 20_000 + b"1" + b"}" * 20_000), 422, "event-too-deep"),
    "one long string": (event(b'{"a":"' + b"x" * MEGABYTES + b'"}'), 413, "event-too-large"),
    "invalid UTF-8": (event(b'{"a":"\xff\xfe"}'), 400, "event-malformed"),
    "surrogates in UTF-8": (event(b'{"a":"\xed\xa0\x80"}'), 400, "event-malformed"),
    "half of a surrogate pair": (event(b'{"a":"\\ud800"}'), 400, "event-malformed"),
    "a key twice": (event(b'{"a":1,"a":2}'), 422, "event-duplicate-key"),
    "a key twice, escaped": (event(b'{"a":1,"\\u0061":2}'), 422, "event-duplicate-key"),
    "a huge integer": (event(b'{"a":' + b"9" * 200_000 + b"}"), 422, "event-number-out-of-range"),
    "65 bits": (event(b'{"a":36893488147419103232}'), 422, "event-number-out-of-range"),
    "beyond a double": (event(b'{"a":1e999}'), 422, "event-number-out-of-range"),
    "NaN": (event(b'{"a":NaN}'), 400, "event-malformed"),
    "Infinity": (event(b'{"a":-Infinity}'), 400, "event-malformed"),
    "U+0000": (event(b'{"a":"\\u0000"}'), 422, "event-forbidden-character"),
    "nothing": (b"", 400, "body-malformed"),
}


@pytest.mark.parametrize("path", ["/v1/events", "/v1/decide"])
@pytest.mark.parametrize("case", BAD_EVENTS)
def test_bad_events(client, path: str, case: str) -> None:
    body, status, code = BAD_EVENTS[case]
    assert_problem(client.post(path, content=body, headers={"content-type": JSON}), status, code)


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        (BATCH, b"[" + b"0," * (MEGABYTES // 2) + b"0]"),
        (BATCH, b"[" + b"{}," * (MEGABYTES // 3) + b"{}]"),
        (LINES, b"0\n" * (MEGABYTES // 2)),
    ],
)
def test_a_flood_of_tiny_items(installation, client, media_type: str, body: bytes) -> None:
    before = installation.server_memory()
    answer = client.post("/v1/events", content=body, headers={"content-type": media_type})
    assert_problem(answer, 413, "body-too-large")
    assert installation.server_memory() - before < 200, "MiB"


def test_a_batch_of_bad_events_is_refused_one_by_one_and_kept(client) -> None:
    bad = [body for body, *_ in BAD_EVENTS.values() if 0 < len(body) < 1000 and b"NaN" not in body]
    answer = client.post("/v1/events", content=b"\n".join(bad), headers={"content-type": LINES})
    assert answer.status_code == 200
    assert len(answer.json()["refused"]) == len(bad)
    held = client.get("/v1/quarantine", params={"state": "held", "limit": 500}).json()["events"]
    assert {"event-duplicate-key", "event-forbidden-character", "event-malformed"} <= {one["code"] for one in held}


@pytest.mark.parametrize(
    ("encoding", "body", "status", "code"),
    [
        ("gzip", gzip.compress(b"[" + b"0," * 50_000_000), 413, "body-too-large"),
        ("zstd", zstandard.compress(b" " * (1 << 29)), 413, "body-too-large"),
        ("gzip", gzip.compress(b"{}")[:-4], 400, "body-malformed"),
        ("zstd", b"nothing of the kind", 400, "body-malformed"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"{}")), 400, "body-malformed"),
        ("br", b"{}", 400, "body-malformed"),
    ],
)
def test_packed_bodies(client, encoding: str, body: bytes, status: int, code: str) -> None:
    headers = {"content-type": JSON, "content-encoding": encoding}
    assert_problem(client.post("/v1/events", content=body, headers=headers), status, code)
    assert client.post("/v1/traces", content=body, headers=headers).status_code == status


@pytest.mark.parametrize("media_type", ["text/plain", "application/octet-stream", "multipart/form-data", "\xff", ""])
@pytest.mark.parametrize("path", ["/v1/events", "/v1/decide"])
def test_wrong_media_types(client, path: str, media_type: str) -> None:
    headers = {b"content-type": media_type.encode("latin-1")}
    assert_problem(client.post(path, content=event(b"{}"), headers=headers), 415, "media-type-refused")


@pytest.mark.parametrize(
    ("media_type", "body", "status"),
    [
        (JSON, b"[" * MEGABYTES, 400),
        (JSON, b'{"resourceSpans":[' + b"{}," * (MEGABYTES // 3) + b"{}]}", 413),
        (PROTOBUF, b"\x0a\x00" * (MEGABYTES // 2), 413),
        (PROTOBUF, b"\xff" * 1000, 400),
        ("text/plain", b"{}", 415),
    ],
)
def test_bad_exports_of_traces(client, media_type: str, body: bytes, status: int) -> None:
    answer = client.post("/v1/traces", content=body, headers={"content-type": media_type})
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] in (JSON, PROTOBUF)
    assert len(answer.content) < 500


def test_a_body_without_a_length_is_counted(client) -> None:
    def endless():
        while True:
            yield b" " * 1_000_000

    for path in ("/v1/events", "/v1/decide", "/v1/rules/check"):
        assert_problem(client.post(path, content=endless(), headers={"content-type": JSON}), 413, "body-too-large")


RULES = {
    "parentheses": "A = " + "(" * 5000 + "1" + ")" * 5000,
    "lists": "A = " + "[" * 5000 + "]" * 5000,
    "negations": "A = " + "not " * 100_000 + "True",
    "sums": "A = " + "1+" * 100_000 + "1",
    "attributes": "A = a" + ".b" * 100_000,
    "f-strings in f-strings": "B = 'x'\nA = " + "f'{" * 500 + "B" + "}'" * 500,
    "format in format": "B = 'x'\nA = f'" + "{B:" * 500 + "}" * 500 + "'",
    "f-strings of fields": "B = 'x'\nA = f'" + "{B}" * 200_000 + "'",
    "an open f-string": "A = f'" + "{" * 100_000,
    "a huge integer": "A = " + "9" * 100_000,
    "a megabyte in a line": "(" * 1_900_000,
    "a long text": "A = '" + "x" * 1_900_000 + "'",
    "unknown names": "\n".join(f"A{number} = B{number}" for number in range(40_000)),
    "U+0000": "A = '\0'",
    "half of a surrogate pair": "A = '\ud800'",
    "endless repetition": "T: str = JsonData(path='$.a')\nA = RegexMatch(target=T, pattern='(a{1,1000}){1,1000}')",
    "deep path": "A = JsonData(path='$" + ".a" * 100_000 + "')",
}


@pytest.mark.parametrize("case", RULES)
def test_bad_rules_are_diagnosed(installation, client, case: str) -> None:
    before = installation.server_memory()
    answer = client.post(
        "/v1/rules/check", content=json.dumps({"files": {"main.sml": RULES[case]}}), headers={"content-type": JSON}
    )
    assert answer.status_code == 200, answer.text[:500]
    found = answer.json()
    assert not found["valid"]
    assert all(one["severity"] in ("error", "warning") and one["message"] for one in found["diagnostics"])
    assert all(len(one["message"]) < 1000 for one in found["diagnostics"])
    assert installation.server_memory() - before < 400, "MiB"


def test_rule_files_with_hostile_names_and_a_configuration_that_grows(client) -> None:
    bomb = "b0: &b0 [x, x]\n" + "".join(f"b{n}: &b{n} [*b{n - 1}, *b{n - 1}]\n" for n in range(1, 60))
    files = {
        "main.sml": "A = 1",
        "config.yaml": bomb,
        "../../etc/x.sml": "A = 1",
        "a\0b.sml": "A = 1",
        "/x.sml": "A = 1",
    }
    answer = client.post("/v1/rules/check", json={"files": files})
    assert answer.status_code in (200, 422), answer.text[:500]
    if answer.status_code == 200:
        assert not answer.json()["valid"]


def test_rules_over_the_limit(client) -> None:
    assert_problem(client.post("/v1/rules/check", json={"files": {"main.sml": "x" * 3_000_000}}), 413, "body-too-large")


HOSTILE_IDS = (
    "%00",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e",
    "%ff%fe",
    "%ed%a0%80",
    "x" * 4000,
    "evt_" + "z" * 26,
    "';DROP%20TABLE%20event_log;--",
    "%0d%0aset-cookie:a=b",
    "%F0%9F%92%A9",
    "{}",
    "*",
    "-1",
    "%25s%25n",
)


def test_hostile_ids_in_every_place_of_every_path(client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    asked = 0
    for path, operations in paths.items():
        if "{" not in path:
            continue
        for method, operation in operations.items():
            names = [one["name"] for one in operation["parameters"] if one["in"] == "path"]
            for hostile in HOSTILE_IDS:
                address = path
                for name in names:
                    address = address.replace(f"{{{name}}}", hostile)
                body = b'{"reason":"r","purpose":"p","name":"n"}' if "requestBody" in operation else b""
                answer = client.request(method, address, content=body, headers={"content-type": JSON})
                assert answer.status_code < 500, (method, address[:200], answer.text[:500])
                assert "set-cookie" not in answer.headers
                if answer.status_code >= 400:
                    assert answer.headers["content-type"] == "application/problem+json", (method, address[:200])
                    assert answer.json()["type"].startswith("urn:redshank:error:")
                asked += 1
    assert asked > 100


@pytest.mark.parametrize(
    "path", ["/v1/events%00", "/v1//events", "/v1/..%2fhealthz", "/v1/%2e%2e/metrics", "/v1/nothing"]
)
def test_paths_that_lead_nowhere(client, path: str) -> None:
    answer = client.get(path)
    assert_problem(answer, answer.status_code, answer.json()["type"].rpartition(":")[2])
    assert answer.status_code in (404, 405, 422)


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "x" * 30_000,
        "q=" + "(" * 3999,
        "q=" + "%22" * 1300,
        "type=a&" * 4000,
        "from=" + "9" * 5000,
        "limit=1e400",
    ],
)
def test_hostile_queries(client, query: str) -> None:
    answer = client.get(f"/v1/search?{query}")
    assert answer.status_code in (200, 400, 414, 422, 431), answer.text[:500]
    if answer.status_code == 422:
        assert_problem(answer, 422, answer.json()["type"].rpartition(":")[2])


def raw(installation, request: bytes, *, close: bool = False) -> bytes:
    """Send bytes as they are; what comes back before the other side closes or falls silent."""
    with socket.create_connection(("127.0.0.1", installation.port), timeout=SECONDS) as connection:
        try:
            connection.sendall(request)
            if close:
                connection.shutdown(socket.SHUT_WR)
            return connection.recv(65536)
        except (BrokenPipeError, ConnectionResetError):
            return b""


def test_thousands_of_headers_and_a_line_without_end(installation, client) -> None:
    many = b"".join(b"x-%d: %d\r\n" % (number, number) for number in range(5000))
    answer = raw(installation, b"GET /v1/rules HTTP/1.1\r\nhost: a\r\n" + many + b"\r\n")
    assert answer == b"" or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 200"))
    before = installation.server_memory()
    answer = raw(installation, b"GET /" + b"a" * 20_000_000 + b" HTTP/1.1\r\nhost: a\r\n\r\n")
    assert answer == b"" or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 200"))
    assert installation.server_memory() - before < 200, "MiB"
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "head",
    [
        b"content-length: 99999999999999999999999999\r\n\r\n",
        b"content-length: -1\r\n\r\n",
        b"content-length: \xb2\r\n\r\n",
        b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        b"transfer-encoding: chunked\r\n\r\nzz\r\n",
        b"transfer-encoding: chunked\r\ncontent-length: 2\r\n\r\n{}",
    ],
)
def test_lengths_that_are_none(installation, head: bytes) -> None:
    for path in (b"/v1/events", b"/v1/session"):
        start = b"POST %s HTTP/1.1\r\nhost: a\r\nauthorization: Bearer %s\r\n" % (path, installation.key.encode())
        answer = raw(installation, start + b"content-type: application/json\r\n" + head, close=True)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 4"), answer[:300]


def test_bodies_that_never_end_hold_up_nobody(installation, client) -> None:
    start = b"POST /v1/events HTTP/1.1\r\nhost: a\r\nauthorization: Bearer %s\r\n" % installation.key.encode()
    start += b"content-type: application/json\r\ncontent-length: 1000000\r\n\r\n{"
    waiting = [socket.create_connection(("127.0.0.1", installation.port), timeout=SECONDS) for _ in range(100)]
    try:
        for connection in waiting:
            connection.sendall(start)
        assert client.post("/v1/events", json=json.loads(event(b"{}"))).status_code == 200
        waiting[0].shutdown(socket.SHUT_WR)
        answer = waiting[0].recv(65536)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 4"), answer[:300]
    finally:
        for connection in waiting:
            connection.close()
    assert client.get("/readyz").status_code == 200
