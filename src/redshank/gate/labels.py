"""Labels by people: they take a place in the log like events do, so that every replay meets them where they belong."""

from __future__ import annotations

from redshank.enforcement.types import Subject
from redshank.events.types import LabelFact
from redshank.gate.judge import Judge
from redshank.gate.pipeline import Pipeline
from redshank.gate.restore import apply_fact
from redshank.kernel.actor import Actor
from redshank.rules.types import LabelStatus


async def set_label(
    pipeline: Pipeline,
    subject: Subject,
    label: str,
    *,
    added: bool,
    expires_at: float | None,
    actor: Actor,
    note: str,
) -> LabelFact:
    """Put a label on a subject, or keep it off; effective for the next event, and on disk when this returns.

    Args:
        added: False keeps the label off until `expires_at` or until it is cleared.
        expires_at: seconds since the epoch in window time, or None.
        note: the person's reason.

    Raises:
        GateDown: it was not recorded.
    """
    status = LabelStatus.MANUALLY_ADDED if added else LabelStatus.MANUALLY_REMOVED
    return await _record(pipeline, subject, label, status=status, expires_at=expires_at, actor=actor, note=note)


async def clear_label(pipeline: Pipeline, subject: Subject, label: str, *, actor: Actor, note: str) -> LabelFact:
    """Forget a label, whoever set it.

    Raises:
        GateDown: it was not recorded.
    """
    return await _record(pipeline, subject, label, status=LabelStatus.REMOVED, expires_at=None, actor=actor, note=note)


async def _record(
    pipeline: Pipeline,
    subject: Subject,
    label: str,
    *,
    status: LabelStatus,
    expires_at: float | None,
    actor: Actor,
    note: str,
) -> LabelFact:
    def make(judge: Judge, at: float) -> LabelFact:
        fact = LabelFact(
            judge.seq, at, subject[0], subject[1], label, status.name, ("manual",), expires_at, None, actor.id, note
        )
        apply_fact(judge.engine.state.labels, fact)
        return fact

    return await pipeline.record_label(make)
