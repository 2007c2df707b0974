"""What can go wrong with people, sessions, keys and the trail."""

from __future__ import annotations

from redshank.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Overloaded, Unauthenticated


class SignInRefused(Unauthenticated):
    """Email and password don't belong together, or the person is disabled; which of them is not said."""

    code = "sign-in-refused"
    title = "The email or the password is not right"


class SessionEnded(Unauthenticated):
    """The session is unknown, was ended or has expired."""

    code = "session-ended"
    title = "Please sign in again"


class KeyRefused(Unauthenticated):
    """The key is unknown, revoked or expired; which of them is not said."""

    code = "key-refused"
    title = "The key is not valid"


class ScopeMissing(Forbidden):
    """The caller is known and lacks a scope."""

    code = "scope-missing"
    title = "This needs a permission that the caller lacks"


class TooManyAttempts(Overloaded):
    """Signing in failed too often of late."""

    code = "too-many-attempts"
    title = "Too many attempts to sign in"


class PasswordTooWeak(InvalidInput):
    """The password is too short, too long or the email itself."""

    code = "password-too-weak"
    title = "The password can't be used"


class PersonInvalid(InvalidInput):
    """Email, name or role can't be used."""

    code = "person-invalid"
    title = "The person's details are not valid"


class PersonExists(Conflict):
    """There is a person with this email."""

    code = "person-exists"
    title = "There is a person with this email"


class PersonNotFound(NotFound):
    """There is no such person."""

    code = "person-not-found"
    title = "There is no such person"


class LastAdmin(Conflict):
    """The change would leave nobody who can administer."""

    code = "last-admin"
    title = "The last administrator must stay"


class KeyInvalid(InvalidInput):
    """Name, scopes or expiry of a key can't be used."""

    code = "key-invalid"
    title = "The key's details are not valid"


class KeyNotFound(NotFound):
    """There is no such key."""

    code = "key-not-found"
    title = "There is no such key"


class PurposeInvalid(InvalidInput):
    """Something that needs a purpose was asked for without one, or with one that is too long."""

    code = "purpose-invalid"
    title = "Say what this is for"
