"""What can go wrong before anything serves."""

from __future__ import annotations

from redshank.kernel.errors import Conflict, InvalidInput, Unavailable


class SettingsInvalid(InvalidInput):
    """A setting can't be used; the message never holds a secret's value."""

    code = "settings-invalid"
    title = "A setting is not valid"


class AlreadyRunning(Conflict):
    """Another process serves this data folder."""

    code = "already-running"
    title = "Redshank already runs over this data folder"


class PartMissing(Unavailable):
    """This process does not have the part that was asked for."""

    code = "part-missing"
    title = "A part of Redshank is not available here"


class PortTaken(Conflict):
    """The address is used by another program."""

    code = "port-taken"
    title = "The address is in use"


class BackupInvalid(InvalidInput):
    """A backup can't be read, is not whole, or belongs to a newer version."""

    code = "backup-invalid"
    title = "The backup can't be used"


class BackupFailed(Unavailable):
    """The backup could not be written."""

    code = "backup-failed"
    title = "The backup could not be made"


class RestoreRefused(Conflict):
    """Restoring would overwrite what is there."""

    code = "restore-refused"
    title = "Restoring never overwrites"
