"""From the effects that rules ask for to verdict and actions: pure, and the same in every run.

A lasting action (suspend, challenge, throttle) that is in force is not issued again while an identical one lasts; the
answer names the one in force. All times are the event's window time, so that a replay decides the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from redshank.enforcement.types import (
    LASTING,
    STANDING_STRENGTH,
    STANDING_SUBJECTS,
    STRENGTH,
    VERDICT_OF_EFFECT,
    Action,
    Standing,
    Subject,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A live effect: an action that rules ask for on a subject, or on the event alone."""

    type: str
    subject: Subject | None
    params: dict[str, Any]
    rules: tuple[str, ...]


class StandingTable:
    """Lasting actions in force, by subject: what the gate consults, kept in memory by its one writer."""

    def __init__(self, actions: Iterable[Action] = ()) -> None:
        self._by_subject: dict[Subject, dict[str, Action]] = {}
        for action in actions:
            self.add(action)

    def add(self, action: Action) -> None:
        """An action comes into force; a later one of the same type takes the place of the earlier."""
        if action.subject is not None and action.type in LASTING:
            self._by_subject.setdefault(action.subject, {})[action.type] = action

    def replace(self, subject: Subject, actions: Iterable[Action]) -> None:
        """The lasting actions of a subject were changed elsewhere, by a revert for instance."""
        self._by_subject.pop(subject, None)
        for action in actions:
            self.add(action)

    def in_force(self, subject: Subject, type: str, at: float) -> Action | None:
        """The unexpired action of that type on that subject."""
        action = self._by_subject.get(subject, {}).get(type)
        if action is None or (action.until is not None and action.until <= at):
            return None
        return action

    def of(self, subject: Subject, at: float) -> Standing | None:
        """The standing of a subject; None when it is active."""
        actions = self._by_subject.get(subject)
        if not actions:
            return None
        live = [action for action in actions.values() if action.until is None or action.until > at]
        if not live:
            del self._by_subject[subject]
            return None
        strongest = max(live, key=lambda action: STANDING_STRENGTH[action.type])
        return Standing(subject, LASTING[strongest.type], strongest.type, strongest.until, strongest.id)

    def weightiest(self, subjects: Iterable[Subject], at: float) -> Standing | None:
        """The standing that weighs most among an event's account, organisation, key and end user."""
        if not self._by_subject:
            return None
        found = [
            standing
            for subject in subjects
            if subject[0] in STANDING_SUBJECTS and (standing := self.of(subject, at)) is not None
        ]
        return max(found, key=lambda standing: STANDING_STRENGTH[standing.by], default=None)

    def __len__(self) -> int:
        return len(self._by_subject)


def strongest_verdict(declared: Iterable[str], wanted: Iterable[Wanted], standing: Standing | None) -> Verdict:
    """What the caller should do: the strongest of what rules declared, of their effects, and of the standing."""
    best: str = "allow"
    for verdict in declared:
        if STRENGTH.get(verdict, -1) > STRENGTH[best]:
            best = verdict
    for effect in wanted:
        meant = VERDICT_OF_EFFECT.get(effect.type)
        if meant is not None and STRENGTH[meant] > STRENGTH[best]:
            best = meant
    if standing is not None and STRENGTH[VERDICT_OF_EFFECT[standing.by]] > STRENGTH[best]:
        best = VERDICT_OF_EFFECT[standing.by]
    return best  # type: ignore[return-value]  # a key of STRENGTH


def plan(
    wanted: Iterable[Wanted], *, decision: UUID, at: float, table: StandingTable, new_id: Callable[[], UUID]
) -> tuple[list[Action], list[Action]]:
    """Which actions to do, and which of those asked for are in force already.

    An identical action is one of the same type and parameters on the same subject; it is issued anew only when it
    would last longer than what is left of a quarter of its time.

    Returns:
        New actions, which are entered in the table, and standing ones.
    """
    new: list[Action] = []
    standing: list[Action] = []
    done: set[tuple[str, Subject | None]] = set()
    for effect in wanted:
        if (effect.type, effect.subject) in done:
            continue
        done.add((effect.type, effect.subject))
        lasts = effect.params.get("expires_after")
        until = at + float(lasts) if lasts is not None else None
        if effect.subject is not None and effect.type in LASTING:
            current = table.in_force(effect.subject, effect.type, at)
            if current is not None and _covers(current, effect, at, lasts):
                standing.append(current)
                continue
        action = Action(new_id(), decision, effect.type, effect.subject, effect.params, effect.rules, at, until)
        table.add(action)
        new.append(action)
    return new, standing


def _covers(current: Action, effect: Wanted, at: float, lasts: float | None) -> bool:
    if _identity(current.params) != _identity(effect.params):
        return False
    if current.until is None:
        return True
    return lasts is not None and current.until - at > 0.75 * float(lasts)


def _identity(params: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if name not in ("reason", "expires_after")}
