"""What goes into the rules engine and what comes out of it; pure data, no behaviour.

What is made anew for every event is a `msgspec.Struct`, which is made several times faster than a dataclass.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, Literal

import msgspec


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a rule file; lines and columns count from 1, the end is exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing wrong (or doubtful) in a rule set.

    Attributes:
        code: stable, documented, such as `unknown-identifier`.
        message: what is wrong, in one line.
        hint: how to mend it.
        span: where.
        severity: a set with an error is refused; a warning is shown.
    """

    code: str
    message: str
    span: Span
    hint: str = ""
    severity: Literal["error", "warning"] = "error"


@dataclass(frozen=True, slots=True)
class Sources:
    """A rule set as text: `main.sml` is the root; `config.yaml` or `config/*.yaml` declare labels.

    Attributes:
        files: path relative to the root -> text, `.sml`, `.yaml` and `.test.yaml` alike.
    """

    files: dict[str, str]


class LabelStatus(enum.IntEnum):
    """Status of a label on an entity, in the order in which a stronger one wins within one event."""

    REMOVED = 0
    ADDED = 1
    MANUALLY_REMOVED = 2
    MANUALLY_ADDED = 3


class RuleEvent(msgspec.Struct, gc=False):
    """One event as the engine reads it.

    Attributes:
        action_id: 63-bit number (`GetActionId`).
        action_name: the event's type (`GetActionName`).
        timestamp: the event's own time, seconds since the epoch (`TimeSince`).
        window_time: the partition's window time, seconds since the epoch; never runs backwards.
        seq: place in the partition's log.
        data: decoded JSON object.
        secret_data: decoded JSON object that only `Secret` features read.
    """

    action_id: int
    action_name: str
    timestamp: float
    window_time: float
    seq: int
    data: dict[str, Any]
    secret_data: dict[str, Any] = {}


class LabelChange(msgspec.Struct, gc=False):
    """A label added to or removed from an entity by the rules.

    Attributes:
        entity_type, entity_id, label: which label on what.
        status: ADDED or REMOVED.
        reasons: names of the rules that fired it, sorted.
        expires_at: seconds since the epoch in window time, or None.
        suppressed: `apply_if` was false or failed, or a manual state blocks it: recorded, not applied.
        apply_if: the value of `apply_if`, None where there was none.
        delay: seconds to wait before it applies.
    """

    entity_type: str
    entity_id: str
    label: str
    status: LabelStatus
    reasons: tuple[str, ...]
    expires_at: float | None = None
    suppressed: bool = False
    apply_if: bool | None = None
    delay: float = 0.0


class Effect(msgspec.Struct, gc=False):
    """An action that rules ask for, such as `Block` or `Suspend`; `enforcement` turns it into one.

    Attributes:
        type: name in the registry of actions, lower case: block, throttle, challenge, queue, notify, suspend, ...
        entity_type, entity_id: whom it concerns; None means the event alone.
        params: constant parameters (`queue`, `per_minute`, `expires_after` in seconds ...).
        rules: names of the fired rules that ask for it, sorted.
        shadow: every rule that asks for it is in shadow: recorded, never applied.
    """

    type: str
    entity_type: str | None
    entity_id: str | None
    params: dict[str, Any]
    rules: tuple[str, ...]
    shadow: bool = False


class FiredRule(msgspec.Struct, gc=False):
    """A rule that held, with its description filled in."""

    name: str
    description: str
    shadow: bool = False


class EventError(msgspec.Struct, gc=False):
    """Something that went wrong for one event: a missing required field, a value that can't be coerced."""

    feature: str
    message: str


class Outcome(msgspec.Struct, gc=False):
    """Everything that a rule set says about one event.

    Attributes:
        features: every feature by name; a failed one is None. Entities stand as their id.
        entities: name of each Entity feature that has a value -> (type, id).
        verdicts: strings of live rules, in order, duplicates kept.
        label_changes: merged by (entity, label), in order of first mention, suppressed ones included.
        effects: in order of first mention, shadow ones included.
        fired: rules that held.
        errors: one entry for each reported failure.
        shadow_verdicts: verdicts asked for only by rules in shadow.
        label_requests: what rules asked for, one for each label effect that fired, before merging, in order.
        reads: id of each call that read state (a window, a label, a signal, the network) -> what it read, where that
            was not the usual nothing; with the event's data it is all that an explanation needs.
    """

    features: dict[str, Any]
    entities: dict[str, tuple[str, str]]
    verdicts: list[str]
    label_changes: list[LabelChange]
    effects: list[Effect]
    fired: list[FiredRule]
    errors: list[EventError]
    shadow_verdicts: list[str] = []
    label_requests: list[LabelChange] = []
    reads: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What is known of a rule without running it."""

    name: str
    span: Span
    source: str
    description: str
    mode: Literal["shadow", "live"] = "live"
    policy: str | None = None
    severity: str | None = None
    owner: str | None = None
    expires: str | None = None
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeatureInfo:
    """What is known of a feature without running it.

    Attributes:
        type: in the language's notation, such as `Optional[int]` or `Entity[str]`.
        kind: how it comes about.
        content: its value can hold text of a person's conversation: stored apart, shown only after a logged reveal.
        secret: never stored or shown.
    """

    name: str
    span: Span
    source: str
    type: str
    kind: Literal["field", "entity", "window", "signal", "rule", "computed"]
    content: bool = False
    secret: bool = False
