"""The two JSON columns of the log: `outcome` stays, `content` is private and goes when retention says so."""

from __future__ import annotations

from typing import Any

import msgspec


class LabelRecord(msgspec.Struct, omit_defaults=True):
    """A label change.

    Attributes:
        entity_id: as the rules have it, however long; columns hold over-long ones as their SHA-256.
        status: name of a `LabelStatus`.
        expires_at: seconds since the epoch in window time, or None.
    """

    entity_type: str
    entity_id: str | int
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
    """A rule that held.

    `description` is filled in, except where it would show content: then it is the rule's own text with its
    placeholders, and `ContentRecord.descriptions` has the filled one.
    """

    name: str
    description: str = ""
    shadow: bool = False
    policy: str | None = None
    severity: str | None = None


class ErrorRecord(msgspec.Struct):
    """Something that went wrong in one feature."""

    feature: str
    message: str


class StandingRecord(msgspec.Struct, omit_defaults=True):
    """The standing that the answer was given under."""

    subject: str
    state: str
    until: float | None = None


class ActionRecord(msgspec.Struct, omit_defaults=True):
    """An action that followed; `until` in seconds since the epoch. A standing one was already in force."""

    id: str
    type: str
    subject: str | None = None
    params: dict[str, Any] = {}
    until: float | None = None
    rules: tuple[str, ...] = ()
    standing: bool = False


class OutcomeRecord(msgspec.Struct, omit_defaults=True):
    """Everything that was found about an event and holds no content.

    Attributes:
        features: by name; a failed one is null. Rules, content and secret features are not among them.
        entities: Entity features by name -> (type, id).
        verdict: the strongest of allow, review, throttle, challenge, block.
        fired, failed: rules that held, and names of those that failed; all others did not hold.
        actions: live actions, in order of first mention.
        standing: of the subject that weighed most, when it was not active.
    """

    features: dict[str, Any]
    entities: dict[str, tuple[str, str]] = {}
    verdict: str = "allow"
    labels: list[LabelRecord] = []
    effects: list[EffectRecord] = []
    fired: list[FiredRecord] = []
    failed: list[str] = []
    errors: list[ErrorRecord] = []
    shadow_verdicts: list[str] = []
    actions: list[ActionRecord] = []
    standing: StandingRecord | None = None


class ContentRecord(msgspec.Struct, omit_defaults=True):
    """What retention deletes.

    Attributes:
        data: the event's data as sent.
        features: those made from its texts.
        descriptions: of rules, where they show its texts.
        reads: what windows, labels and signals said, for an explanation; a failed one is `{"failed": true}`.
    """

    data: msgspec.Raw
    features: dict[str, Any] = {}
    descriptions: dict[str, str] = {}
    reads: dict[str, Any] = {}


class LabelsRecord(msgspec.Struct):
    """The part of an `OutcomeRecord` that replay needs."""

    labels: list[LabelRecord] = []


class AnswerRecord(msgspec.Struct):
    """The part of an `OutcomeRecord` that a caller is answered with; features are skipped while decoding."""

    verdict: str = "allow"
    labels: list[LabelRecord] = []
    fired: list[FiredRecord] = []
    actions: list[ActionRecord] = []
    standing: StandingRecord | None = None


def _strange(value: Any) -> Any:
    """A value that JSON has no form for, such as the engine's mark for a failed read."""
    return {"failed": True}


encode_outcome = msgspec.json.Encoder(enc_hook=_strange).encode
encode_content = msgspec.json.Encoder(enc_hook=_strange).encode
decode_outcome = msgspec.json.Decoder(OutcomeRecord).decode
decode_answer = msgspec.json.Decoder(AnswerRecord).decode
decode_labels = msgspec.json.Decoder(LabelsRecord).decode
decode_content = msgspec.json.Decoder(ContentRecord).decode
