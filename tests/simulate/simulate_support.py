"""A real receiver of events on the loopback, as unwilling as a test wants it."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """What arrived, and what to answer next.

    Attributes:
        answers: for each request in turn a status, `drop` (take the batch, close without an answer) or `take`;
            then always `take`.
        most_bytes: a larger request is answered 413.
    """

    url: str = ""
    answers: list[int | str] = field(default_factory=list)
    most_bytes: int = 10_000_000
    key: str | None = None
    requests: int = 0
    ids: Counter[str] = field(default_factory=Counter)
    refused: list[bytes] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def take(self, body: bytes) -> dict[str, object]:
        """Keep each line once, refuse what isn't an event."""
        accepted = duplicates = 0
        refused = []
        for index, line in enumerate(body.splitlines()):
            try:
                event = json.loads(line)
                identifier = event["id"]
                if event["specversion"] != "1.0" or not isinstance(identifier, str):
                    raise ValueError
            except (ValueError, KeyError):
                self.refused.append(line)
                refused.append({"index": index, "problem": {"status": 422}})
                continue
            if self.ids[identifier]:
                duplicates += 1
            else:
                accepted += 1
            self.ids[identifier] += 1
        return {"accepted": accepted, "duplicates": duplicates, "refused": refused, "events": []}


@contextmanager
def receiving(receiver: Receiver) -> Iterator[Receiver]:
    """Serve a receiver on a free port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            receiver.requests += 1
            body = self.rfile.read(int(self.headers["content-length"]))
            answer = receiver.answers.pop(0) if receiver.answers else "take"
            if self.path != "/v1/events":
                return self.reply(404, {})
            if receiver.key is not None and self.headers.get("authorization") != f"Bearer {receiver.key}":
                return self.reply(401, {})
            if isinstance(answer, int):
                return self.reply(answer, {})
            if len(body) > receiver.most_bytes:
                return self.reply(413, {})
            receipt = receiver.take(body)
            if answer == "drop":
                self.close_connection = True
                return None
            return self.reply(202, receipt)

        def reply(self, status: int, payload: dict[str, object]) -> None:
            receiver.statuses.append(status)
            raw = json.dumps(payload).encode()
            self.send_response(status)
            if status == 429:
                self.send_header("retry-after", "7")
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
