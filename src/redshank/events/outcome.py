"""The two JSON columns of the log: `outcome` stays, `content` is private and goes when retention says so."""

from __future__ import annotations

from typing import Any

import msgspec


class LabelRecord(msgspec.Struct, omit_defaults=True):
    """A label change; `status` is the name of a `LabelStatus`, `expires_at` seconds since the epoch in window time."""

    entity_type: str
    entity_id: str
    label: str
    status: str
    reasons: tuple[str, ...]
    expires_at: float | None = None
    suppressed: bool = False
    apply_if: bool | None = None
    delay: float = 0.0


class EffectRecord(msgspec.Struct, omit_defaults=True):
    """An action that rules asked for."""

    type: str
    rules: tuple[str, ...]
    entity_type: str | None = None
    entity_id: str | None = None
    params: dict[str, Any] = {}
    shadow: bool = False


class FiredRecord(msgspec.Struct, omit_defaults=True):
    """A rule that held. `description` is empty here when it holds content; `ContentRecord.descriptions` has it then."""

    name: str
    description: str = ""
    shadow: bool = False


class ErrorRecord(msgspec.Struct):
    """Something that went wrong in one feature."""

    feature: str
    message: str


class StandingRecord(msgspec.Struct, omit_defaults=True):
    """The standing that the answer was given under."""

    subject: str
    state: str
    until: float | None = None


class OutcomeRecord(msgspec.Struct, omit_defaults=True):
    """Everything that was found about an event and holds no content.

    Attributes:
        features: by name; a failed one is null. Content and secret features are not among them.
        entities: Entity features by name -> (type, id).
        verdict: the strongest of allow, review, throttle, challenge, block.
        standing: of the subject that weighed most, when it was not active.
    """

    features: dict[str, Any]
    entities: dict[str, tuple[str, str]] = {}
    verdict: str = "allow"
    labels: list[LabelRecord] = []
    effects: list[EffectRecord] = []
    fired: list[FiredRecord] = []
    errors: list[ErrorRecord] = []
    shadow_verdicts: list[str] = []
    standing: StandingRecord | None = None


class ContentRecord(msgspec.Struct, omit_defaults=True):
    """What retention deletes: the event's data as sent, and the features and descriptions made from its texts."""

    data: msgspec.Raw
    features: dict[str, Any] = {}
    descriptions: dict[str, str] = {}


encode_outcome = msgspec.json.Encoder().encode
encode_content = msgspec.json.Encoder().encode
decode_outcome = msgspec.json.Decoder(OutcomeRecord).decode
decode_content = msgspec.json.Decoder(ContentRecord).decode
