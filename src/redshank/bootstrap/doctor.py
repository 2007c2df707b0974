"""Looks at everything that an installation stands on, and says how to mend what is wrong."""

from __future__ import annotations

import datetime
import importlib
import os
import resource
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from redshank.bootstrap.credentials import first_sign_in_file, ingest_key_file
from redshank.bootstrap.lock import running
from redshank.bootstrap.settings import Loaded
from redshank.kernel.errors import RedshankError
from redshank.storage.embedded.account import choose_account
from redshank.storage.embedded.binaries import OLDEST_MAJOR, all_binaries, find_binaries
from redshank.storage.migrate import current_revision, known_revisions

_LIBRARIES: Final = ("psycopg", "duckdb", "polars", "deltalake", "re2", "uvloop", "httptools", "argon2", "msgspec")
_LEAST_FREE_GIB: Final = 2.0
_LEAST_MEMORY_GIB: Final = 1.0
_LEAST_FILES: Final = 1024
_FIRST_YEAR: Final = 2026

Verdict = Literal["ok", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    name: str
    verdict: Verdict
    detail: str
    mend: str = ""


def examine(loaded: Loaded) -> Iterator[Finding]:
    """Every finding, in the order in which things are needed."""
    checks: tuple[Callable[[Loaded], Finding], ...] = (
        _python,
        _libraries,
        _unknown_variables,
        _data_folder,
        _disk,
        _secrets,
        _postgres,
        _account,
        _port,
        _files,
        _memory,
        _clock,
        _tables,
        _console,
    )
    for check in checks:
        name = check.__name__.strip("_").replace("_", " ")
        try:
            yield check(loaded)
        except RedshankError as error:
            yield Finding(name, "error", error.detail, error.mend or "")
        except OSError as error:
            yield Finding(name, "error", f"the system said: {error.strerror}", "see the permissions of the data folder")


def _python(_: Loaded) -> Finding:
    return Finding("python", "ok", sys.version.partition(" ")[0])


def _libraries(_: Loaded) -> Finding:
    missing = []
    for name in _LIBRARIES:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name)
    if missing:
        return Finding("libraries", "error", f"can't be loaded: {', '.join(missing)}", "install again: make setup")
    return Finding("libraries", "ok", f"{len(_LIBRARIES)} native libraries load")


def _unknown_variables(loaded: Loaded) -> Finding:
    if loaded.unknown_variables:
        said = ", ".join(loaded.unknown_variables)
        return Finding("environment", "warning", f"no setting has these names: {said}", "see `redshank config`")
    return Finding("environment", "ok", "every REDSHANK_ variable is a setting")


def _data_folder(loaded: Loaded) -> Finding:
    data = loaded.settings.data
    if not data.exists():
        return Finding("data folder", "ok", f"{data} will be made on the first start")
    probe = data / f".doctor.{os.getpid()}"
    try:
        probe.write_bytes(b"")
    except OSError as error:
        mend = "give it to the user that starts Redshank, or set REDSHANK_DATA"
        return Finding("data folder", "error", f"{data} can't be written: {error.strerror}", mend)
    probe.unlink()
    return Finding("data folder", "ok", f"{data} can be written")


def _disk(loaded: Loaded) -> Finding:
    free = shutil.disk_usage(_existing(loaded.settings.data)).free / 2**30
    if free < _LEAST_FREE_GIB:
        return Finding("disk", "warning", f"{free:.1f} GiB are free", "free some space, or shorten the retention")
    return Finding("disk", "ok", f"{free:.0f} GiB are free")


def _secrets(loaded: Loaded) -> Finding:
    files = [first_sign_in_file(loaded.settings), ingest_key_file(loaded.settings)]
    loose = [file for file in files if file.exists() and file.stat().st_mode & 0o077]
    if loose:
        return Finding("secrets", "error", f"others may read {loose[0]}", f"chmod 600 {loose[0]}")
    if files[0].exists():
        return Finding(
            "secrets",
            "warning",
            "the first password was never changed",
            "change it: redshank user passwd admin@localhost",
        )
    return Finding("secrets", "ok", "nobody else may read them")


def _postgres(loaded: Loaded) -> Finding:
    settings = loaded.settings
    if settings.database_url is not None:
        return Finding("postgresql", "ok", "your own (REDSHANK_DATABASE_URL)")
    found = find_binaries(settings.postgres_binaries)
    others = len(all_binaries()) - 1
    more = f", {others} more" if others > 0 else ""
    return Finding("postgresql", "ok", f"{found.version} from the {found.source} ({OLDEST_MAJOR} or newer){more}")


def _account(loaded: Loaded) -> Finding:
    if loaded.settings.database_url is not None:
        return Finding("account", "ok", "PostgreSQL is not ours to start")
    account = choose_account(loaded.settings.postgres_user)
    return Finding("account", "ok", f"PostgreSQL runs as {account.name}")


def _port(loaded: Loaded) -> Finding:
    settings = loaded.settings
    if running(settings.data) is not None:
        return Finding("address", "ok", f"served at {settings.url}")
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            mend = "stop the other program, or set REDSHANK_PORT"
            return Finding("address", "error", f"{settings.host}:{settings.port}: {error.strerror}", mend)
    return Finding("address", "ok", f"{settings.host}:{settings.port} is free")


def _files(_: Loaded) -> Finding:
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < _LEAST_FILES:
        return Finding("open files", "warning", f"at most {soft}", f"ulimit -n {_LEAST_FILES * 4}")
    return Finding("open files", "ok", "unlimited" if soft == resource.RLIM_INFINITY else f"at most {soft}")


def _memory(_: Loaded) -> Finding:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    if total < _LEAST_MEMORY_GIB:
        return Finding("memory", "warning", f"{total:.1f} GiB", "1 GiB and more is comfortable")
    return Finding("memory", "ok", f"{total:.0f} GiB")


def _clock(_: Loaded) -> Finding:
    now = datetime.datetime.now(datetime.UTC)
    if now.year < _FIRST_YEAR:
        return Finding("clock", "error", f"it says {now:%Y-%m-%d}", "set the machine's clock; run a time service")
    return Finding("clock", "ok", f"{now:%Y-%m-%d %H:%M:%S} UTC")


def _tables(loaded: Loaded) -> Finding:
    settings = loaded.settings
    found = running(settings.data)
    own = settings.database_url.get_secret_value() if settings.database_url is not None else None
    url = own or (found.database_url if found else None)
    if url is None:
        return Finding("tables", "ok", "looked at when Redshank runs")
    revision = current_revision(url)
    if revision is None:
        return Finding("tables", "ok", "none yet; they are made on the first start")
    if revision not in known_revisions():
        mend = "start the newer version, or restore the backup made before the upgrade"
        return Finding("tables", "error", f"{revision} is newer than this version", mend)
    if revision != known_revisions()[-1]:
        return Finding("tables", "warning", f"{revision} is behind {known_revisions()[-1]}", "redshank migrate")
    return Finding("tables", "ok", revision)


def _console(_: Loaded) -> Finding:
    index = Path(__file__).parents[1] / "web" / "static" / "index.html"
    if not index.is_file():
        return Finding("console", "warning", "not built in this checkout", "make setup")
    return Finding("console", "ok", "built")


def _existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path
