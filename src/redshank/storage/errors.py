"""What can go wrong with the database, said so that an operator can mend it."""

from __future__ import annotations

from redshank.kernel.errors import Conflict, InvalidInput, Unavailable


class DatabaseUnavailable(Unavailable):
    """PostgreSQL does not answer."""

    code = "database-unavailable"
    title = "The database does not answer"


class ValueRefused(InvalidInput):
    """A value is none that the database can hold: a zero byte, a lone surrogate, a number out of range."""

    code = "value-refused"
    title = "A value can't be stored or looked for"


class DatabaseUrlInvalid(InvalidInput):
    """The address of the database can't be read."""

    code = "database-url-invalid"
    title = "The address of the database is not valid"


class PostgresNotFound(Unavailable):
    """There are no PostgreSQL binaries that fit."""

    code = "postgres-not-found"
    title = "No PostgreSQL binaries that fit were found"


class PostgresTooOld(Unavailable):
    """The database server is older than what Redshank needs."""

    code = "postgres-too-old"
    title = "This PostgreSQL is too old"


class ClusterVersionMismatch(Conflict):
    """The data folder was written by another major version of PostgreSQL."""

    code = "postgres-version-mismatch"
    title = "The data folder belongs to another version of PostgreSQL"


class ClusterUnusable(Unavailable):
    """The folder of the embedded PostgreSQL can't be used: permissions, a full or a read-only disk."""

    code = "data-folder-unusable"
    title = "The data folder can't be used"


class DiskFull(ClusterUnusable):
    """There is no space left where the database writes."""

    code = "disk-full"
    title = "The disk is full"


class PostgresFailed(Unavailable):
    """The embedded PostgreSQL did not start or died at once."""

    code = "postgres-failed"
    title = "The embedded PostgreSQL did not start"


class SchemaBehind(Unavailable):
    """The tables are older or newer than this version of Redshank expects."""

    code = "schema-mismatch"
    title = "The database's tables don't fit this version"


class MigrationFailed(Unavailable):
    """A migration could not be applied; it was rolled back."""

    code = "migration-failed"
    title = "The tables could not be brought up to date"
