"""Heads of the audit chain, kept in a file outside the database: they reveal a tail that was cut off."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import Final

import structlog

from redshank.access.service import audit
from redshank.bootstrap.settings import Settings
from redshank.kernel.clock import to_datetime
from redshank.storage.database import Database
from redshank.storage.errors import DatabaseUnavailable

_EVERY_SECONDS: Final = 300.0
_LINE: Final = re.compile(r"([1-9]\d*):([0-9a-f]{64}) \S+Z")
log = structlog.get_logger()


def anchors_file(settings: Settings) -> Path:
    """Where the heads are kept: `position:digest time`, one a line; copy it off the machine."""
    return settings.data / "audit-heads.txt"


def read_anchors(path: Path) -> list[tuple[int, bytes]]:
    """The heads of a file; a line that a crash cut short is left out."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return []
    found = (_LINE.fullmatch(line) for line in lines)
    return [(int(match[1]), bytes.fromhex(match[2])) for match in found if match]


async def keep_anchors(settings: Settings, database: Database) -> None:
    """Write the head down every five minutes when it moved, for ever."""
    while True:
        try:
            await keep_head(settings, database)
        except DatabaseUnavailable:
            log.warning("audit_head_not_kept", reason="the database does not answer")
        except OSError as error:
            log.error("audit_head_not_kept", reason=error.strerror, mend="free some space in the data folder")
        await asyncio.sleep(_EVERY_SECONDS)


async def keep_head(settings: Settings, database: Database) -> None:
    """Write the head down if it moved since the last one that is kept.

    Raises:
        DatabaseUnavailable: the database does not answer.
        OSError: the file can't be written.
    """
    path = anchors_file(settings)
    known = await asyncio.to_thread(read_anchors, path)
    async with database.begin() as tx:
        head = await audit.head(tx)
    if head is not None and (not known or head[0] > known[-1][0]):
        at = to_datetime(database.clock.now()).strftime("%Y-%m-%dT%H:%M:%SZ")
        await asyncio.to_thread(_append, path, f"{head[0]}:{head[1].hex()} {at}\n")


def _append(path: Path, line: str) -> None:
    with path.open("ab") as file:
        if file.tell() and not _ends_whole(path):
            file.write(b"\n")  # a crash cut the last line short: it is left out when reading
        file.write(line.encode("ascii"))
        file.flush()
        os.fsync(file.fileno())


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
