"""The base of every error that a person or a caller can meet.

    RedshankError
    ├── InvalidInput      422  the request can be read and is wrong: says what, where, how to mend it
    ├── Malformed         400  the bytes can't be read
    ├── Unauthenticated   401
    ├── Forbidden         403
    ├── NotFound          404
    ├── Conflict          409
    ├── TooLarge          413
    ├── Overloaded        429  come back after `retry_after` seconds
    └── Unavailable       503  a part is down; nothing was accepted

Rooms derive their own errors from these in `errors.py`. `code` is stable and documented; `title` is the same for every
instance of a code; `detail`, `where` and `mend` are for this instance. Nothing in them ever holds content of an event.
"""

from __future__ import annotations

from typing import Any, ClassVar


class RedshankError(Exception):
    """An error with a stable code, a place and a way to mend it (served as RFC 9457 problem details)."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong inside Redshank"

    def __init__(
        self, detail: str, *, where: str | None = None, mend: str | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.where = where
        self.mend = mend
        self.retry_after = retry_after

    def problem(self) -> dict[str, Any]:
        """The error as an RFC 9457 object."""
        body: dict[str, Any] = {
            "type": f"urn:redshank:error:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.where is not None:
            body["where"] = self.where
        if self.mend is not None:
            body["mend"] = self.mend
        if self.retry_after is not None:
            body["retry_after"] = self.retry_after
        return body


class InvalidInput(RedshankError):
    """The input can be read and is wrong."""

    status = 422
    code = "invalid-input"
    title = "The input is not valid"


class Malformed(RedshankError):
    """The bytes can't be read as what they claim to be."""

    status = 400
    code = "malformed"
    title = "The input can't be read"


class Unauthenticated(RedshankError):
    """Nobody is signed in, or the key is unknown."""

    status = 401
    code = "unauthenticated"
    title = "Sign in or send a valid key"


class Forbidden(RedshankError):
    """The caller is known and may not do this."""

    status = 403
    code = "forbidden"
    title = "Not allowed"


class NotFound(RedshankError):
    """There is no such thing, or the caller may not know of it."""

    status = 404
    code = "not-found"
    title = "Not found"


class Conflict(RedshankError):
    """The state does not allow it."""

    status = 409
    code = "conflict"
    title = "The current state does not allow this"


class TooLarge(RedshankError):
    """The input is over a stated limit."""

    status = 413
    code = "too-large"
    title = "The input is over a limit"


class Overloaded(RedshankError):
    """Too much at once: nothing was accepted, retry after `retry_after` seconds."""

    status = 429
    code = "overloaded"
    title = "Too much at once"


class Unavailable(RedshankError):
    """A part that this needs is down: nothing was accepted."""

    status = 503
    code = "unavailable"
    title = "A part of Redshank is not available"
