"""Heads of the audit chain, kept in a file outside the database: they reveal a tail that was cut off."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Final

import structlog

from redshank.access.service import audit
from redshank.bootstrap.settings import Settings
from redshank.kernel.clock import to_datetime
from redshank.storage.database import Database
from redshank.storage.errors import DatabaseUnavailable

_EVERY_SECONDS: Final = 300.0
log = structlog.get_logger()


def anchors_file(settings: Settings) -> Path:
    """Where the heads are kept: `position:digest time`, one a line; copy it off the machine."""
    return settings.data / "audit-heads.txt"


def read_anchors(path: Path) -> list[tuple[int, bytes]]:
    """The heads of a file; a last line that a crash cut short is left out."""
    try:
        lines = path.read_text(encoding="ascii").splitlines(keepends=True)
    except FileNotFoundError:
        return []
    heads = []
    for line in lines:
        if line.endswith("\n"):
            position, _, digest = line.split(" ")[0].partition(":")
            heads.append((int(position), bytes.fromhex(digest)))
    return heads


async def keep_anchors(settings: Settings, database: Database) -> None:
    """Write the head down every five minutes when it moved."""
    path = anchors_file(settings)
    known = read_anchors(path)
    last = known[-1][0] if known else 0
    while True:
        try:
            async with database.begin() as tx:
                head = await audit.head(tx)
        except DatabaseUnavailable:
            head = None
        if head is not None and head[0] > last:
            at = to_datetime(database.clock.now()).strftime("%Y-%m-%dT%H:%M:%SZ")
            await asyncio.to_thread(_append, path, f"{head[0]}:{head[1].hex()} {at}\n")
            last = head[0]
        await asyncio.sleep(_EVERY_SECONDS)


def _append(path: Path, line: str) -> None:
    try:
        with path.open("a", encoding="ascii") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        log.error("audit_head_not_kept", reason=error.strerror, mend="free some space in the data folder")
