"""Why events are refused.

    InvalidInput
    └── EventRefused             one event of a request; the others are not touched
        ├── EnvelopeInvalid      an attribute of the CloudEvents envelope is missing, of another type or out of bounds
        ├── DuplicateKey         an object names a key twice: which one counts is anyone's guess
        ├── NestedTooDeep        objects and arrays nested beyond the limit
        ├── NumberOutOfRange     an integer beyond 64 bits or a float beyond IEEE 754
        ├── ForbiddenCharacter   U+0000, which the log of record can't hold
        └── TimeOutOfBounds      an event from before 1990 or from the future
    InvalidInput
    └── FileUnreadable           a file to import can't be read as what its name says
    Malformed
    ├── EventMalformed           the bytes of one event are not JSON
    └── BodyMalformed            the bytes of a whole request can't be taken apart into events
    TooLarge
    ├── EventTooLarge
    └── BodyTooLarge
    Overloaded
    ├── QueueFull                more waits than the gate may hold
    └── RateExceeded             a key sends faster than it may

No message repeats a value of an event; `where` is a path or a byte offset, in which unusual keys stand as `?`.
"""

from __future__ import annotations

from redshank.kernel.errors import InvalidInput, Malformed, NotFound, Overloaded, TooLarge, Unavailable


class EventRefused(InvalidInput):
    """One event of a request is refused; the others are not touched."""

    code = "event-invalid"
    title = "The event is not valid"


class EnvelopeInvalid(EventRefused):
    """An attribute of the CloudEvents envelope is missing, of another type or out of bounds."""

    code = "event-envelope-invalid"
    title = "The envelope is not a valid CloudEvent 1.0"


class DuplicateKey(EventRefused):
    """An object names a key twice."""

    code = "event-duplicate-key"
    title = "An object names a key twice"


class NestedTooDeep(EventRefused):
    """Objects and arrays are nested beyond the limit."""

    code = "event-too-deep"
    title = "The event is nested too deep"


class NumberOutOfRange(EventRefused):
    """An integer beyond 64 bits or a float beyond IEEE 754 double precision."""

    code = "event-number-out-of-range"
    title = "A number is out of range"


class ForbiddenCharacter(EventRefused):
    """U+0000, which the log of record can't hold."""

    code = "event-forbidden-character"
    title = "A string holds a character that can't be stored"


class TimeOutOfBounds(EventRefused):
    """A time from before 1990 or from the future."""

    code = "event-time-out-of-bounds"
    title = "The time of the event is out of bounds"


class EventMalformed(Malformed):
    """The bytes of one event are not JSON in UTF-8."""

    code = "event-malformed"
    title = "The event is not JSON"


class BodyMalformed(Malformed):
    """The bytes of a request can't be taken apart into events."""

    code = "body-malformed"
    title = "The request is not what its content type says"


class EventTooLarge(TooLarge):
    """One event is over the limit."""

    code = "event-too-large"
    title = "The event is too large"


class BodyTooLarge(TooLarge):
    """A request, or what it unpacks to, is over the limit."""

    code = "body-too-large"
    title = "The request is too large"


class QueueFull(Overloaded):
    """More events wait than the gate may hold; nothing of the request was accepted."""

    code = "queue-full"
    title = "Too many events are waiting"


class RateExceeded(Overloaded):
    """A key sends faster than it may; nothing of the request was accepted."""

    code = "rate-exceeded"
    title = "The key is over its rate"


class PartitionTaken(Unavailable):
    """Another engine appends to this partition of the log."""

    code = "partition-taken"
    title = "Another server writes to this log already"


class GateDown(Unavailable):
    """The engine can't take events now: its state is being rebuilt, or the log can't be reached."""

    code = "gate-down"
    title = "The gate does not take events at the moment"


class QuarantinedUnknown(NotFound):
    """There is no such refused event."""

    code = "quarantined-unknown"
    title = "There is no such refused event"


class FileUnreadable(InvalidInput):
    """A file to import can't be read as what its name says."""

    code = "file-unreadable"
    title = "The file can't be read"
