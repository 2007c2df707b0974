"""What runs over a data folder, asked from outside as any caller would."""

from __future__ import annotations

import datetime
import http.client
import json
import shutil
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from redshank.bootstrap.credentials import ingest_key_file
from redshank.bootstrap.lock import Running, running
from redshank.bootstrap.settings import Settings

_ASK_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Status:
    """What was found.

    Attributes:
        running: the installation; None when nothing runs.
        ready: whether every part that is needed answers.
        parts: name, state and detail of each.
        live: `lag` and `events_per_s` of the live summary; None where it could not be read.
        free_bytes: of the data folder's disk.
        installed: the version of this program.
    """

    running: Running | None
    ready: bool
    parts: list[dict[str, str]]
    live: dict[str, Any] | None
    free_bytes: int
    installed: str

    def as_json(self) -> dict[str, Any]:
        """For programs; the database's address stays out."""
        found = asdict(self)
        if found["running"] is not None:
            found["running"].pop("database_url")
        return found

    def as_text(self) -> str:
        """For people."""
        if self.running is None:
            return f"nothing runs here (this program is {self.installed}); start it: redshank up"
        since = datetime.datetime.fromtimestamp(self.running.started_at, datetime.UTC)
        lines = [
            f"Redshank {self.running.version} at {self.running.url}, process {self.running.pid}, "
            f"since {since:%Y-%m-%d %H:%M:%S} UTC: {'ready' if self.ready else 'not ready'}"
        ]
        if self.running.version != self.installed:
            lines.append(f"  this program is {self.installed}: start Redshank again to run it")
        lines += [f"  {part['state']:9} {part['name']:12} {part['detail']}".rstrip() for part in self.parts]
        if self.live is not None:
            lag = self.live.get("lag") or {}
            lines.append(f"  traffic   {self.live.get('events_per_s', 0):.1f} events/s")
            lines += [f"  lag       {name}: {value}" for name, value in lag.items()]
        lines.append(f"  disk      {self.free_bytes / 2**30:.1f} GiB free")
        return "\n".join(lines)


def look(settings: Settings) -> Status:
    """Ask the running installation how it does."""
    found = running(settings.data)
    folder = settings.data
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if found is None:
        return Status(None, False, [], None, free, version("redshank"))
    status, readiness = _get(found, "/readyz", None)
    parts = (readiness or {}).get("parts", [])
    if readiness is None:
        parts = [{"name": "server", "state": "down", "detail": "it does not answer"}]
    return Status(found, status == 200, parts, _live(settings, found), free, version("redshank"))


def _live(settings: Settings, found: Running) -> dict[str, Any] | None:
    try:
        key = ingest_key_file(settings).read_text(encoding="ascii").strip()
    except OSError:
        return None
    status, body = _get(found, "/v1/live/summary?window=60", key)
    return body if status == 200 else None


def _get(found: Running, path: str, key: str | None) -> tuple[int, dict[str, Any] | None]:
    connection = http.client.HTTPConnection(urlsplit(found.local_url).netloc, timeout=_ASK_SECONDS)
    try:
        connection.request("GET", path, headers={"authorization": f"Bearer {key}"} if key else {})
        answer = connection.getresponse()
        body = json.loads(answer.read())
        return answer.status, body if isinstance(body, dict) else None
    except (OSError, ValueError, http.client.HTTPException):
        return 0, None
    finally:
        connection.close()
