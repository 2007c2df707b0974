"""Rule sets in PostgreSQL: the text of each version, when each came into force, and the last refusal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from redshank.storage.tx import Tx

_PUT: Final = """
INSERT INTO rule_sets (version, files, stored_at) VALUES (:version, :files, :at) ON CONFLICT (version) DO NOTHING
"""
_GET: Final = "SELECT version, files, stored_at FROM rule_sets WHERE version = :version"
_ACTIVATE: Final = """
INSERT INTO rule_set_activations (version, after_seq, at, actor) VALUES (:version, :after_seq, :at, :actor)
"""
_LAST_ACTIVATION: Final = """
SELECT version, after_seq, at, actor FROM rule_set_activations ORDER BY id DESC LIMIT 1
"""
_ACTIVATIONS: Final = """
SELECT version, after_seq, at, actor FROM rule_set_activations ORDER BY id DESC LIMIT :limit
"""
_REFUSE: Final = """
INSERT INTO rule_set_refusals (origin, at, diagnostics) VALUES (:origin, :at, :diagnostics)
ON CONFLICT (origin) DO UPDATE SET at = excluded.at, diagnostics = excluded.diagnostics
"""
_REFUSALS: Final = "SELECT origin, at, diagnostics FROM rule_set_refusals ORDER BY at DESC"
_FORGET_REFUSAL: Final = "DELETE FROM rule_set_refusals WHERE origin = :origin"


async def put(tx: Tx, version: str, files: str) -> None:
    """Keep a version's text; the same content is kept once."""
    await tx.run(_PUT, {"version": version, "files": files, "at": tx.now()})


async def get(tx: Tx, version: str) -> dict[str, Any] | None:
    """A version's text."""
    row = await tx.row(_GET, {"version": version})
    return None if row is None else dict(row)


async def activate(tx: Tx, version: str, *, after_seq: int, actor: str) -> None:
    """From `after_seq + 1` on, events are judged by this version."""
    await tx.run(_ACTIVATE, {"version": version, "after_seq": after_seq, "at": tx.now(), "actor": actor})


async def last_activation(tx: Tx) -> dict[str, Any] | None:
    """The version in force, and since when."""
    row = await tx.row(_LAST_ACTIVATION)
    return None if row is None else dict(row)


async def activations(tx: Tx, limit: int) -> Sequence[dict[str, Any]]:
    """The latest changes of the version in force, newest first."""
    return [dict(row) for row in await tx.rows(_ACTIVATIONS, {"limit": limit})]


async def refuse(tx: Tx, origin: str, diagnostics: str) -> None:
    """Remember why a set was refused."""
    await tx.run(_REFUSE, {"origin": origin, "at": tx.now(), "diagnostics": diagnostics})


async def refusals(tx: Tx) -> Sequence[dict[str, Any]]:
    """Sets that are refused at the moment."""
    return [dict(row) for row in await tx.rows(_REFUSALS)]


async def forget_refusal(tx: Tx, origin: str) -> None:
    """A set of this origin was taken."""
    await tx.run(_FORGET_REFUSAL, {"origin": origin})
