"""The credentials that the first run makes, in files that only their owner reads."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from redshank.bootstrap.settings import Settings


@dataclass(frozen=True, slots=True)
class FirstSignIn:
    """Credentials made on the first run."""

    email: str
    password: str


def ingest_key_file(settings: Settings) -> Path:
    """Where the key made on the first run lies."""
    return settings.secrets / "ingest.key"


def first_sign_in_file(settings: Settings) -> Path:
    """Where the first administrator's credentials lie until the password is changed."""
    return settings.secrets / "first-sign-in.json"


def first_sign_in(settings: Settings) -> FirstSignIn | None:
    """The first administrator's credentials; None once the password was changed."""
    try:
        return FirstSignIn(**json.loads(first_sign_in_file(settings).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def forget_first_sign_in(settings: Settings, email: str) -> None:
    """Remove the file with the first password: it was changed."""
    found = first_sign_in(settings)
    if found is not None and found.email == email:
        first_sign_in_file(settings).unlink(missing_ok=True)


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
