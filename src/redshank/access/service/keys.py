"""Machines' keys: create (shown once), list, revoke, and the ring that knows them without asking the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from redshank.access.errors import KeyInvalid, KeyNotFound, KeyRefused
from redshank.access.logic import secrets
from redshank.access.service.audit import record
from redshank.access.store import keys as store
from redshank.access.types import SCOPES, Key, may
from redshank.kernel.actor import Actor
from redshank.kernel.clock import Clock, to_datetime
from redshank.kernel.ids import new_uuid, parse_id
from redshank.storage.tx import Tx

CHANNEL: Final = "redshank_keys"


async def create_key(
    tx: Tx, actor: Actor, *, name: str, scopes: Iterable[str], expires_in: timedelta | None = None
) -> tuple[str, Key]:
    """Make a key. Its text is returned here and never again.

    Raises:
        KeyInvalid: the name is blank or too long, a scope is unknown, there is none, one is beyond what the actor may,
            or the expiry is not in the future.
    """
    name = " ".join(name.split())
    wanted = frozenset(scopes)
    if not 1 <= len(name) <= 200 or not name.isprintable():
        raise KeyInvalid("a name has 1 to 200 printable characters", where="name")
    unknown = sorted(wanted - SCOPES.keys())
    if unknown or not wanted:
        said = f"there is no scope {unknown[0][:40]!r}" if unknown else "a key needs a scope"
        raise KeyInvalid(said, where="scopes", mend=f"one or more of {', '.join(SCOPES)}")
    beyond = sorted(scope for scope in wanted if not may(actor.scopes, scope))
    if beyond:
        raise KeyInvalid(f"you may not give away {beyond[0]}, which you lack", where="scopes")
    if expires_in is not None and not timedelta(0) < expires_in <= timedelta(days=3660):
        raise KeyInvalid("a key lasts for more than 0 seconds and at most 10 years", where="expires_in")
    text = secrets.new_key()
    now = tx.now()
    expires_at = now + expires_in if expires_in else None
    key = Key(new_uuid(), name, secrets.hint(text), wanted, actor.id, now, expires_at, None, None)
    await store.insert(tx, key, secrets.digest(text))
    await tx.notify(CHANNEL, key.id)
    await record(tx, actor, "key.create", key.id, detail={"name": name, "scopes": sorted(wanted)})
    return text, key


async def keys(tx: Tx) -> list[Key]:
    """Every key, also revoked and expired ones."""
    return await store.all_keys(tx)


async def revoke_key(tx: Tx, actor: Actor, key_id: str) -> Key:
    """Make a key useless; a second time changes nothing.

    Raises:
        KeyNotFound: there is no such key.
    """
    key = await store.by_id(tx, parse_id("key", key_id))
    if key is None:
        raise KeyNotFound("no key has this id", mend="see `redshank keys list`")
    if key.revoked_at is not None:
        return key
    now = tx.now()
    await store.revoke(tx, key.uuid, now)
    await tx.notify(CHANNEL, key.id)
    await record(tx, actor, "key.revoke", key.id, detail={"name": key.name})
    return replace(key, revoked_at=now)


class KeyRing:
    """Every usable key in memory, so that a request costs one hash and one dictionary look-up.

    `reload` fills it; whoever owns the ring calls it again on each notification of `CHANNEL` (some milliseconds after
    a key was created or revoked) and every half minute.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[bytes, tuple[Actor, float, UUID]] = {}
        self._used: dict[UUID, float] = {}

    def resolve(self, key: str) -> Actor:
        """The actor whose key this is.

        Raises:
            KeyRefused: unknown, revoked or expired.
        """
        found = self._known.get(secrets.digest(key))
        now = self._clock.now()
        if found is None or now >= found[1]:
            raise KeyRefused(
                "this key is not known, was revoked or has expired", mend="create one: redshank keys create"
            )
        self._used[found[2]] = now
        return found[0]

    async def reload(self, tx: Tx) -> None:
        """Read every usable key."""
        known = {}
        for key_hash, key in await store.usable(tx, tx.now()):
            until = key.expires_at.timestamp() if key.expires_at else float("inf")
            known[key_hash] = (Actor("key", key.id, key.name, key.scopes), until, key.uuid)
        self._known = known

    async def write_uses(self, tx: Tx) -> None:
        """Write down when which key was last used."""
        used, self._used = self._used, {}
        moments: list[tuple[UUID, datetime]] = [(key, to_datetime(at)) for key, at in used.items()]
        await store.note_used(tx, moments)
