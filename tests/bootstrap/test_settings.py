"""Every setting has one value and one source, and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from redshank.bootstrap.errors import SettingsInvalid
from redshank.bootstrap.settings import Settings, environment_of, load_settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("REDSHANK_DATA", "REDSHANK_CONFIG", "REDSHANK_DATABASE_URL", "REDSHANK_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_nearer_source_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "redshank.toml").write_text('port = 9001\nhost = "10.0.0.1"\nlog_level = "debug"\n')
    monkeypatch.setenv("REDSHANK_PORT", "9002")
    monkeypatch.setenv("REDSHANK_HOST", "10.0.0.2")
    loaded = load_settings(port=9003)
    assert (loaded.settings.port, loaded.sources["port"]) == (9003, "command line")
    assert (loaded.settings.host, loaded.sources["host"]) == ("10.0.0.2", "environment (REDSHANK_HOST)")
    assert (loaded.settings.log_level, loaded.sources["log_level"]) == ("debug", str(Path("data/redshank.toml")))
    assert (loaded.settings.event_depth, loaded.sources["event_depth"]) == (64, "default")


def test_secrets_are_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDSHANK_DATABASE_URL", "postgresql://u:hunter2@h/d")
    loaded = load_settings()
    listing = {setting.name: setting.value for setting in loaded.listing()}
    assert "hunter2" not in repr(loaded)
    assert listing["database_url"] == "********"
    assert set(listing) == set(Settings.model_fields)


@pytest.mark.parametrize(
    ("variable", "value", "place"),
    [
        ("REDSHANK_PORT", "eighty", "REDSHANK_PORT"),
        ("REDSHANK_PORT", "0", "REDSHANK_PORT"),
        ("REDSHANK_LOG_LEVEL", "loud", "REDSHANK_LOG_LEVEL"),
        ("REDSHANK_PUBLIC_URL", "javascript:alert(1)", "REDSHANK_PUBLIC_URL"),
        ("REDSHANK_RETENTION_CONTENT_DAYS", "-1", "REDSHANK_RETENTION_CONTENT_DAYS"),
        ("REDSHANK_CONFIG", "/nowhere/redshank.toml", "REDSHANK_CONFIG"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, place: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsInvalid) as caught:
        load_settings()
    assert caught.value.where is not None
    assert place in caught.value.where


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prot = 1", "prot"),
        ("port = ", "not TOML"),
        ("\xff", "not TOML"),
        ('data = "/elsewhere"', "data folder"),
        ('port = "no"', "port"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "redshank.toml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(SettingsInvalid) as caught:
        load_settings()
    assert said in caught.value.detail
    assert caught.value.where == str(Path("data/redshank.toml"))


def test_a_misspelt_name_gets_a_suggestion(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "redshank.toml").write_text("retention_flaged_days = 3")
    with pytest.raises(SettingsInvalid) as caught:
        load_settings()
    assert caught.value.mend == "did you mean retention_flagged_days?"


def test_a_misspelt_variable_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDSHANK_PROT", "1")
    assert load_settings().unknown_variables == ("REDSHANK_PROT",)


def test_a_child_gets_exactly_the_settings_of_its_parent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = load_settings(
        data=tmp_path / "elsewhere",
        port=9009,
        database_url="postgresql://u:p@h/d",
        trusted_proxies="10.0.0.1, 10.0.0.2",
        rules=tmp_path / "rules",
    ).settings
    for name, value in environment_of(given).items():
        monkeypatch.setenv(name, value)
    assert load_settings().settings == given


def test_every_setting_says_what_it_is() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name
