"""Reading a folder: what belongs to a rule set, and the limits on it."""
# ruff: noqa: E501 - a case to a line

from __future__ import annotations

import pytest

from redshank.rules.errors import RulesNotFound, RulesRefused, RulesTooLarge
from redshank.rules.sources import MAX_FILE_BYTES, read_folder


def test_takes_rules_configuration_and_tests(tmp_path) -> None:
    for name in ("main.sml", "a/b.sml", "config.yaml", "config/labels.yaml", "a/b.test.yaml", "notes.md", "other.yaml", ".hidden.sml",
                 ".git/x.sml"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# x\n")
    assert sorted(read_folder(tmp_path).files) == [
        "a/b.sml", "a/b.test.yaml", "config.yaml", "config/labels.yaml", "main.sml",
    ]  # fmt: skip


def test_a_byte_order_mark_is_dropped(tmp_path) -> None:
    (tmp_path / "main.sml").write_bytes(b"\xef\xbb\xbfA = 1\n")
    assert read_folder(tmp_path).files["main.sml"] == "A = 1\n"


def test_no_folder_and_no_main(tmp_path) -> None:
    with pytest.raises(RulesNotFound):
        read_folder(tmp_path / "nowhere")
    with pytest.raises(RulesNotFound):
        read_folder(tmp_path)


def test_what_is_not_utf8_is_refused_with_its_place(tmp_path) -> None:
    (tmp_path / "main.sml").write_bytes(b"A = 1\nB = '\xff'\n")
    with pytest.raises(RulesRefused) as caught:
        read_folder(tmp_path)
    span = caught.value.diagnostics[0].span
    assert (span.path, span.line, span.column) == ("main.sml", 2, 6)


def test_a_file_over_the_limit(tmp_path) -> None:
    (tmp_path / "main.sml").write_bytes(b"#" * (MAX_FILE_BYTES + 1))
    with pytest.raises(RulesTooLarge):
        read_folder(tmp_path)


def test_links_are_not_followed_out_of_the_folder(tmp_path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.sml").write_text("X = 1\n")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "main.sml").write_text("A = 1\n")
    (inside / "linked").symlink_to(outside)
    (inside / "y.sml").symlink_to(outside / "x.sml")
    assert sorted(read_folder(inside).files) == ["main.sml"]
