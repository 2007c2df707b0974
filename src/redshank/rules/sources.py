"""Reading a rule set's files, under limits that keep a hostile or broken folder from costing much."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from redshank.rules.errors import RulesNotFound, RulesRefused, RulesTooLarge
from redshank.rules.types import Diagnostic, Sources, Span

ENTRY_POINT: Final = "main.sml"
MAX_FILES: Final = 20_000
MAX_FILE_BYTES: Final = 1 << 20
MAX_TOTAL_BYTES: Final = 64 << 20


def read_folder(path: Path) -> Sources:
    """Read the rule set in a folder: `*.sml`, `config.yaml`, `config/*.yaml` and `*.test.yaml`.

    Hidden files and folders are left out, and links are not followed out of the folder.

    Args:
        path: the folder that holds `main.sml`.

    Raises:
        RulesNotFound: there is no such folder, or no `main.sml` in it.
        RulesTooLarge: more than 20,000 files, 1 MiB in one file or 64 MiB in all.
        RulesRefused: a file is not UTF-8.
    """
    if not path.is_dir():
        raise RulesNotFound("no such folder", where=str(path), mend="name the folder that holds `main.sml`")
    files: dict[str, str] = {}
    broken: list[Diagnostic] = []
    total = 0
    for name in _wanted(path):
        content = _read(path / name, name)
        total += len(content)
        if total > MAX_TOTAL_BYTES or len(files) >= MAX_FILES:
            raise RulesTooLarge(
                f"more than {MAX_FILES} files or {MAX_TOTAL_BYTES >> 20} MiB", where=str(path), mend="split the set"
            )
        try:
            files[name] = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            broken.append(_not_utf8(name, content, error))
    if broken:
        raise RulesRefused(broken)
    if ENTRY_POINT not in files:
        raise RulesNotFound(f"there is no `{ENTRY_POINT}`", where=str(path), mend=f"add a `{ENTRY_POINT}`")
    return Sources(files)


def is_config(name: str) -> bool:
    """Whether a file of the set is configuration (`config.yaml` or `config/*.yaml`, at any depth)."""
    parts = name.split("/")
    return name == "config.yaml" or (len(parts) > 1 and parts[-2] == "config" and name.endswith(".yaml"))


def _wanted(root: Path) -> list[str]:
    inside = root.resolve()
    found: list[str] = []
    for folder, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        base = Path(folder).relative_to(root)
        for name in sorted(names):
            relative = (base / name).as_posix()
            if (
                not name.startswith(".")
                and (name.endswith((".sml", ".test.yaml")) or (is_config(relative) and not name.endswith(".test.yaml")))
                and (Path(folder) / name).resolve().is_relative_to(inside)
            ):
                found.append(relative)
    return sorted(found)


def _read(path: Path, name: str) -> bytes:
    with path.open("rb") as file:
        content = file.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise RulesTooLarge(f"a file of more than {MAX_FILE_BYTES >> 20} MiB", where=name, mend="split the file")
    return content


def _not_utf8(name: str, content: bytes, error: UnicodeDecodeError) -> Diagnostic:
    line = content.count(b"\n", 0, error.start) + 1
    column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
    return Diagnostic(
        "not-utf8", "this file is not UTF-8", Span(name, line, column, line, column + 1), "save it as UTF-8"
    )
