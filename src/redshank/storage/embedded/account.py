"""Which user runs PostgreSQL: ourselves, or, since it refuses to run as root, an unprivileged user that exists."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from redshank.storage.errors import ClusterUnusable

_PREFERRED: Final = ("redshank", "postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the operating system.

    Attributes:
        uid: user id.
        gid: primary group id.
        name: login name.
        switch: whether we must change to it, i.e. whether we are root.
    """

    uid: int
    gid: int
    name: str
    switch: bool

    def popen_arguments(self) -> dict[str, Any]:
        """What `subprocess` needs so that a child runs as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}

    def can_execute(self, program: Path) -> bool:
        """Whether this user reaches and may execute a file (or enter a folder)."""
        return self._test("-x", program)

    def can_enter(self, folder: Path) -> bool:
        """Whether this user reaches a folder."""
        return self._test("-x", folder)

    def _test(self, flag: str, path: Path) -> bool:
        if not self.switch:
            return os.access(path, os.X_OK)
        # The kernel answers for the whole path: parents, groups, access lists and mounts alike.
        answer = subprocess.run(  # noqa: S603 - constant program, no shell expansion of the path
            ["/bin/sh", "-c", f'test {flag} "$1"', "sh", str(path)],
            check=False,
            cwd="/",
            **self.popen_arguments(),
        )
        return answer.returncode == 0

    def own(self, path: Path) -> None:
        """Give a path that we made to this user."""
        if self.switch:
            os.chown(path, self.uid, self.gid)


def choose_account(preferred: str | None = None, *, owner_of: Path | None = None) -> Account:
    """The user that runs PostgreSQL.

    Args:
        preferred: a login name from the settings; used when we are root.
        owner_of: a cluster that exists: whoever owns it keeps running it.

    Raises:
        ClusterUnusable: we are root and no unprivileged user is there, or the preferred one is not.
    """
    if os.geteuid() != 0:
        return _account(pwd.getpwuid(os.geteuid()), switch=False) if _has_name() else _nameless()
    if owner_of is not None and owner_of.exists() and owner_of.stat().st_uid != 0:
        try:
            return _account(pwd.getpwuid(owner_of.stat().st_uid), switch=True)
        except KeyError:
            raise ClusterUnusable(
                f"{owner_of} belongs to user id {owner_of.stat().st_uid}, which has no name here",
                mend="give the folder to a user that exists (chown -R postgres)",
            ) from None
    for name in [preferred] if preferred else _PREFERRED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return _account(entry, switch=True)
    raise ClusterUnusable(
        f"PostgreSQL does not run as root, and there is no user {preferred or ' or '.join(_PREFERRED)}",
        mend="set REDSHANK_POSTGRES_USER to an unprivileged user, or start Redshank as one",
    )


def _account(entry: pwd.struct_passwd, *, switch: bool) -> Account:
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name, switch)


def _has_name() -> bool:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return False
    return True


def _nameless() -> Account:
    raise ClusterUnusable(
        f"the user id {os.geteuid()} has no entry in the user database, which PostgreSQL needs",
        mend="run the container with a user that /etc/passwd knows, or set REDSHANK_DATABASE_URL",
    )
