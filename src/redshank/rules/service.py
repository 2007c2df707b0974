"""Public verbs on rule sets: keep, bring into force, refuse, look up."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from redshank.kernel.actor import Actor
from redshank.rules import store
from redshank.rules.errors import RulesNotFound, RulesRefused
from redshank.rules.types import Diagnostic, Sources
from redshank.storage.tx import Tx


@dataclass(frozen=True, slots=True)
class StoredRuleSet:
    """A version as it is kept."""

    version: str
    sources: Sources
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class Activation:
    """A version came into force: it judges the events after `after_seq`."""

    version: str
    after_seq: int
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A set that does not compile; the one before goes on.

    Attributes:
        origin: where it came from, such as `folder`.
        diagnostics: as objects: code, message, hint, severity, span.
    """

    origin: str
    at: datetime
    diagnostics: list[dict[str, Any]]


async def activate(tx: Tx, actor: Actor, *, version: str, sources: Sources, after_seq: int, origin: str) -> None:
    """Keep a version and bring it into force; a version that is in force already changes nothing."""
    current = await store.last_activation(tx)
    if current is None or current["version"] != version:
        await store.put(tx, version, json.dumps(sources.files, sort_keys=True))
        await store.activate(tx, version, after_seq=after_seq, actor=actor.id)
    await store.forget_refusal(tx, origin)


async def refuse(tx: Tx, origin: str, error: RulesRefused) -> None:
    """Remember why a set was refused, until a set of that origin is taken."""
    await store.refuse(tx, origin, json.dumps([diagnostic_object(each) for each in error.diagnostics]))


async def active(tx: Tx) -> Activation | None:
    """The version in force."""
    row = await store.last_activation(tx)
    return None if row is None else Activation(**row)


async def activations(tx: Tx, limit: int = 50) -> list[Activation]:
    """The latest changes of the version in force, newest first."""
    return [Activation(**row) for row in await store.activations(tx, limit)]


async def refusals(tx: Tx) -> list[Refusal]:
    """Sets that are refused at the moment."""
    return [Refusal(**row) for row in await store.refusals(tx)]


async def find_rule_set(tx: Tx, version: str) -> StoredRuleSet:
    """A version's text.

    Raises:
        RulesNotFound: no such version was ever in force.
    """
    row = await store.get(tx, version)
    if row is None:
        raise RulesNotFound("no such version was ever in force", where=version[:40], mend="see the list of versions")
    return StoredRuleSet(row["version"], Sources(row["files"]), row["stored_at"])


def diagnostic_object(diagnostic: Diagnostic) -> dict[str, Any]:
    """A diagnostic as the API shows it."""
    return asdict(diagnostic)
