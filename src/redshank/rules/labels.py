"""Labels on entities, as of an event.

A label of an entity has one status and, under it, reasons: names of rules, or of people's acts. A reason counts from
`since` until `until`; the label counts while any of its reasons does. A state that a person set and that still counts
can't be changed by rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import msgspec

from redshank.rules.functions.registry import Failure
from redshank.rules.types import LabelChange, LabelStatus

_FORMAT: Final = 1
_MANUAL: Final = (LabelStatus.MANUALLY_REMOVED, LabelStatus.MANUALLY_ADDED)
_ADDED: Final = (LabelStatus.ADDED, LabelStatus.MANUALLY_ADDED)

Reasons: TypeAlias = dict[str, tuple[float, float | None]]


@dataclass(slots=True)
class LabelEntry:
    """One label of one entity.

    Attributes:
        status: as last set.
        reasons: name -> (since, until), seconds since the epoch in window time; until None means for good.
    """

    status: LabelStatus
    reasons: Reasons

    def counts_at(self, at: float) -> bool:
        """Whether the label counts at a time."""
        for since, until in self.reasons.values():  # noqa: SIM110 - a loop: this is on the path of every event
            if since <= at and (until is None or until > at):
                return True
        return False

    def is_over(self, at: float) -> bool:
        """Whether it will never count again."""
        for _, until in self.reasons.values():  # noqa: SIM110 - likewise
            if until is None or until > at:
                return False
        return True


Entries: TypeAlias = dict[str, LabelEntry]


class LabelState:
    """Every label of every entity. Not safe to share between threads."""

    def __init__(self) -> None:
        self._entities: dict[tuple[str, Any], Entries] = {}
        self.by_entity: Final = self._entities.get

    def of(self, entity_type: str, entity_id: Any, at: float) -> Entries:
        """The labels of an entity that count at a time."""
        entries = self._entities.get((entity_type, entity_id), {})
        return {label: entry for label, entry in entries.items() if entry.counts_at(at)}

    def get(self, entity_type: str, entity_id: Any, label: str, at: float) -> LabelEntry | None:
        """One label of an entity, if it counts at a time."""
        entry = self._entities.get((entity_type, entity_id), {}).get(label)
        return entry if entry is not None and entry.counts_at(at) else None

    def apply(self, change: LabelChange, at: float) -> LabelChange:
        """Let rules change a label.

        Args:
            change: what they ask for.
            at: window time of the event, in seconds since the epoch.

        Returns:
            The change, suppressed where a person's state that still counts stands in its way.
        """
        if change.suppressed:
            return change
        entries = self._entities.setdefault((change.entity_type, change.entity_id), {})
        entry = entries.get(change.label)
        if entry is not None and entry.status in _MANUAL and not entry.is_over(at):
            return msgspec.structs.replace(change, suppressed=True)
        reason = (at + change.delay, change.expires_at)
        if entry is None or entry.status != change.status or entry.is_over(at):
            entries[change.label] = LabelEntry(change.status, dict.fromkeys(change.reasons, reason))
            return change
        for name in change.reasons:
            before = entry.reasons.get(name)
            since = reason[0] if before is None or _ended(before, at) else min(before[0], reason[0])
            entry.reasons[name] = (since, reason[1])
        return change

    def set_manual(
        self,
        entity_type: str,
        entity_id: Any,
        label: str,
        status: LabelStatus,
        *,
        at: float,
        reason: str = "manual",
        until: float | None = None,
    ) -> None:
        """Let a person set a label; it replaces whatever stood there.

        Args:
            status: MANUALLY_ADDED or MANUALLY_REMOVED.
            at: now, in seconds since the epoch.
            reason: why, or by whom.
            until: when it ends, or None.
        """
        entries = self._entities.setdefault((entity_type, entity_id), {})
        entries[label] = LabelEntry(LabelStatus(status), {reason: (at, until)})

    def clear(self, entity_type: str, entity_id: Any, label: str) -> None:
        """Forget a label, whoever set it."""
        entries = self._entities.get((entity_type, entity_id))
        if entries is not None and entries.pop(label, None) is not None and not entries:
            del self._entities[entity_type, entity_id]

    def clear_all(self) -> None:
        """Forget every label."""
        self._entities.clear()

    def forget_expired(self, at: float) -> int:
        """Drop what will never count again; returns how many labels that were."""
        dropped = 0
        for key in list(self._entities):
            entries = self._entities[key]
            over = [label for label, entry in entries.items() if entry.is_over(at)]
            dropped += len(over)
            for label in over:
                del entries[label]
            if not entries:
                del self._entities[key]
        return dropped

    def __len__(self) -> int:
        """How many labels are remembered, expired ones included."""
        return sum(map(len, self._entities.values()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LabelState) and self._entities == other._entities

    __hash__ = None  # type: ignore[assignment]

    def dump(self) -> bytes:
        """The whole state, for a snapshot."""
        rows = [
            [kind, identifier, [[label, int(entry.status), entry.reasons] for label, entry in entries.items()]]
            for (kind, identifier), entries in self._entities.items()
        ]
        return msgspec.msgpack.encode([_FORMAT, _tagged(rows)])

    def load(self, data: bytes) -> None:
        """Replace the state by a dumped one.

        Raises:
            ValueError: it was not dumped by this format.
        """
        try:
            version, rows = msgspec.msgpack.decode(data)
            if version != _FORMAT:
                raise ValueError("another format")
            loaded: dict[tuple[str, Any], Entries] = {
                (kind, int(identifier[1:]) if identifier[0] == "i" else identifier[1:]): {
                    label: LabelEntry(
                        LabelStatus(status), {name: (since, until) for name, (since, until) in reasons.items()}
                    )
                    for label, status, reasons in entries
                }
                for kind, identifier, entries in rows
            }
        except (msgspec.DecodeError, TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
            raise ValueError("the saved labels can't be read") from error
        self._entities.clear()
        self._entities.update(loaded)


def stands(entry: LabelEntry, added: bool, at: float) -> bool:
    """What `HasLabel` without options answers for a label that was set at some time.

    Args:
        entry: the label.
        added: whether `added` is asked for, or `removed`.
        at: window time of the event, in seconds since the epoch.
    """
    for since, until in entry.reasons.values():
        if since <= at and (until is None or until > at):
            return (entry.status in _ADDED) is added
    return not added


def has_label(
    entries: Entries | None,
    label: str,
    status: str,
    at: float,
    *,
    manual: bool | None = None,
    min_label_age: float | None = None,
    error_on_empty: bool = False,
) -> bool:
    """What `HasLabel` answers.

    Args:
        entries: every label of the entity, or None.
        label: which one.
        status: "added" or "removed".
        at: window time of the event, in seconds since the epoch.
        manual: only one set by a person (True), or by a rule (False).
        min_label_age: its oldest reason that counts must be older than this, in seconds.
        error_on_empty: an entity without any label is an error.

    Raises:
        Failure: `error_on_empty`, and the entity has no label.
    """
    if error_on_empty and not (entries and any(entry.counts_at(at) for entry in entries.values())):
        raise Failure("the entity has no label")
    entry = entries.get(label) if entries else None
    if entry is None or not entry.counts_at(at):
        return status == "removed" and manual is not True
    if (entry.status in _ADDED) is not (status == "added"):
        return False
    if manual is not None and (entry.status in _MANUAL) is not manual:
        return False
    if min_label_age is None:
        return True
    oldest = min(since for since, until in entry.reasons.values() if since <= at and (until is None or until > at))
    return at - oldest > min_label_age


def _ended(reason: tuple[float, float | None], at: float) -> bool:
    return reason[1] is not None and reason[1] <= at


def _tagged(rows: list[list[Any]]) -> list[list[Any]]:
    """Ids with their type in front: a number may be larger than what the format takes."""
    return [[kind, f"i{each}" if isinstance(each, int) else f"s{each}", entries] for kind, each, entries in rows]
