"""Why a request is refused before any route looks at it."""

from __future__ import annotations

from redshank.kernel.errors import Malformed, NotFound, RedshankError


class AddressUnknown(NotFound):
    """Nothing is served under this address."""

    code = "address-unknown"
    title = "There is no such address"


class MethodRefused(RedshankError):
    """The address takes other methods; the `Allow` header names them."""

    status = 405
    code = "method-refused"
    title = "The address does not take this method"


class MediaTypeRefused(RedshankError):
    """The content type is none that this address takes."""

    status = 415
    code = "media-type-refused"
    title = "This media type is not taken"


class BodyStalled(Malformed):
    """The body of a request stopped arriving before its end."""

    code = "body-stalled"
    title = "The rest of the request did not arrive"
