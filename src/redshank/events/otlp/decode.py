"""An OTLP export as events that pass the same checks as any other."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from redshank.events.body import KEPT_BYTES
from redshank.events.envelope import EventLimits, decode_event
from redshank.events.errors import BodyTooLarge, ForbiddenCharacter
from redshank.events.otlp.mapping import events_of_span
from redshank.events.otlp.wire import Form, read_export
from redshank.events.types import ReceivedEvent, Refused
from redshank.kernel.errors import RedshankError

_encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class Export:
    """What an export held.

    Attributes:
        refused_spans: spans of which an event was refused.
    """

    events: list[ReceivedEvent] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    refused_spans: int = 0


def decode_export(body: bytes, form: Form, *, now: float, limits: EventLimits, most: int) -> Export:
    """The events of an export.

    Raises:
        BodyMalformed: the body is no export.
        BodyTooLarge: it has more spans than one request may hold.
    """
    spans = read_export(body, form, most=most)
    if len(spans) > most:
        raise BodyTooLarge(f"the export has {len(spans)} spans, the limit is {most}", mend="export smaller batches")
    export = Export()
    for index, span in enumerate(spans):
        refused = len(export.refused)
        for event in events_of_span(span):
            try:
                raw = _encode(event)
            except UnicodeEncodeError:
                half = ForbiddenCharacter("a string holds half of a surrogate pair", where="$.data")
                export.refused.append(Refused(index, half.problem(), b"", 0))
                continue
            try:
                export.events.append(decode_event(raw, now=now, limits=limits))
            except RedshankError as error:
                export.refused.append(Refused(index, error.problem(), raw[:KEPT_BYTES], len(raw)))
        export.refused_spans += len(export.refused) > refused
    return export
