"""Machines' keys in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from redshank.access.types import Key
from redshank.storage.tx import Tx

_COLUMNS = "id, name, hint, scopes, created_by, created_at, expires_at, revoked_at, last_used_at"


def _key(row: Mapping[str, Any]) -> Key:
    return Key(
        row["id"],
        row["name"],
        row["hint"],
        frozenset(row["scopes"]),
        row["created_by"],
        row["created_at"],
        row["expires_at"],
        row["revoked_at"],
        row["last_used_at"],
    )


async def insert(tx: Tx, key: Key, key_hash: bytes) -> None:
    """Add a key."""
    await tx.run(
        """INSERT INTO api_keys (id, name, hint, key_hash, scopes, created_by, created_at, expires_at)
        VALUES (:id, :name, :hint, :key_hash, :scopes, :created_by, :created_at, :expires_at)""",
        {
            "id": key.uuid,
            "name": key.name,
            "hint": key.hint,
            "key_hash": key_hash,
            "scopes": sorted(key.scopes),
            "created_by": key.created_by,
            "created_at": key.created_at,
            "expires_at": key.expires_at,
        },
    )


async def all_keys(tx: Tx) -> list[Key]:
    """Every key, the oldest first."""
    return [_key(row) for row in await tx.rows(f"SELECT {_COLUMNS} FROM api_keys ORDER BY created_at, id")]


async def usable(tx: Tx, now: datetime) -> list[tuple[bytes, Key]]:
    """Hash and key of each that is neither revoked nor expired."""
    rows = await tx.rows(
        f"""SELECT key_hash, {_COLUMNS} FROM api_keys
        WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > :now)""",
        {"now": now},
    )
    return [(bytes(row["key_hash"]), _key(row)) for row in rows]


async def by_id(tx: Tx, key_id: UUID) -> Key | None:
    """One key, locked."""
    row = await tx.row(f"SELECT {_COLUMNS} FROM api_keys WHERE id = :id FOR UPDATE", {"id": key_id})
    return _key(row) if row else None


async def revoke(tx: Tx, key_id: UUID, at: datetime) -> None:
    """Make a key useless from now on."""
    await tx.run("UPDATE api_keys SET revoked_at = :at WHERE id = :id", {"id": key_id, "at": at})


async def note_used(tx: Tx, used: Iterable[tuple[UUID, datetime]]) -> None:
    """Write when keys were last used."""
    sets = [{"id": key_id, "at": at} for key_id, at in used]
    if sets:
        await tx.run(
            "UPDATE api_keys SET last_used_at = greatest(last_used_at, :at) WHERE id = :id",
            sets,
        )
