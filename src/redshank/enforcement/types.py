"""Decisions, actions, standing and webhooks as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

Verdict = Literal["allow", "review", "throttle", "challenge", "block"]
ActionState = Literal["planned", "executing", "done", "failed", "reverting", "reverted"]
StandingState = Literal["active", "limited", "suspended", "banned"]
DeliveryState = Literal["pending", "delivering", "delivered", "dead"]

STRENGTH: Final[dict[str, int]] = {"allow": 0, "review": 1, "throttle": 2, "challenge": 3, "block": 4}
"""Verdicts by strength; a verdict of another name is kept and told, and does not change what the caller does."""

VERDICT_OF_EFFECT: Final[dict[str, Verdict]] = {
    "block": "block",
    "suspend": "block",
    "challenge": "challenge",
    "throttle": "throttle",
    "queue": "review",
}
"""What an effect means for the event that caused it."""

LASTING: Final[dict[str, StandingState]] = {"suspend": "suspended", "challenge": "limited", "throttle": "limited"}
"""Effects that stay in force on their subject, and the standing they give it."""

STANDING_STRENGTH: Final[dict[str, int]] = {"throttle": 1, "challenge": 2, "suspend": 3}
"""Which of several lasting actions decides the standing."""

STANDING_SUBJECTS: Final = ("Account", "Organization", "ApiKey", "EndUser")
"""Types of subject whose standing answers a decide, before any rule does."""

SEVERITIES: Final = ("low", "medium", "high", "critical")

STANDING_CHANNEL: Final = "redshank_standing"
"""Payload `Type/id`: the standing of a subject was changed by a person."""

OUTBOX_CHANNEL: Final = "redshank_outbox"
"""Something waits in the outbox."""

ENDPOINTS_CHANNEL: Final = "redshank_endpoints"
"""A webhook endpoint was added or removed."""

Subject = tuple[str, str]
"""(type, id)."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that was done because of a decision.

    Attributes:
        until: seconds since the epoch; None where it does not end by itself.
        rules: names of the rules that asked for it.
    """

    id: UUID
    decision: UUID
    type: str
    subject: Subject | None
    params: dict[str, Any]
    rules: tuple[str, ...]
    at: float
    until: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What an unexpired lasting action does to its subject.

    Attributes:
        by: type of the action: suspend, challenge or throttle.
        until: seconds since the epoch; None where it does not end by itself.
    """

    subject: Subject
    state: StandingState
    by: str
    until: float | None
    action: UUID


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that rules made about an event and that led to an action.

    Attributes:
        uuid: shared with the event: `dec_` and `evt_` with the same characters.
        evidence: SHA-256 of the event's data as stored.
        policies: clauses of the rules, sorted, each once.
        severity: the highest of the rules, or None.
    """

    uuid: UUID
    seq: int
    at: float
    rules: tuple[str, ...]
    rule_set: str
    policies: tuple[str, ...]
    severity: str | None
    verdict: Verdict
    evidence: bytes


@dataclass(slots=True)
class Message:
    """Something that endpoints may want to be told.

    Attributes:
        type: such as `action.created`; endpoints subscribe by it.
        subject: id of the thing it is about.
        data: JSON object without content.
    """

    type: str
    subject: str
    at: float
    data: dict[str, Any]


@dataclass(slots=True)
class Consequences:
    """Everything that a batch of judged events leads to; written in the transaction that appends the events."""

    decisions: list[Decision] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.decisions or self.actions or self.messages)


@dataclass(frozen=True, slots=True)
class ActionView:
    """An action as the API and the console show it."""

    id: UUID
    decision: UUID
    type: str
    subject: Subject | None
    params: dict[str, Any]
    rules: tuple[str, ...]
    state: ActionState
    created_at: datetime
    expires_at: datetime | None
    reverted_at: datetime | None
    reverted_by: str | None
    revert_reason: str | None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where webhooks go.

    Attributes:
        types: kinds of message it wants; empty means all.
        secret: `whsec_...`; shown once, when it is made.
    """

    id: UUID
    url: str
    types: tuple[str, ...]
    description: str
    created_at: datetime
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message on its way to one endpoint.

    Attributes:
        lease: proves that whoever reports the end of an attempt still owns it.
    """

    id: UUID
    endpoint: UUID
    url: str
    secret: str
    type: str
    payload: bytes
    attempts: int
    lease: UUID


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A delivery as the API and the console show it; the receiver's answer is never kept."""

    id: UUID
    endpoint: UUID
    type: str
    subject: str
    state: DeliveryState
    attempts: int
    created_at: datetime
    due_at: datetime
    delivered_at: datetime | None
    last_status: int | None
    last_error: str | None
