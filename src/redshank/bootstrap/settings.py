"""Every setting, its unit and default, in one class.

A value comes from, the first that has one: the command line, the environment (`REDSHANK_...`), the TOML file
(`REDSHANK_CONFIG`, else `redshank.toml` in the data folder), the default.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from redshank.bootstrap.errors import SettingsInvalid

PREFIX: Final = "REDSHANK_"
_CONFIG_VARIABLE: Final = "REDSHANK_CONFIG"
_BETWEEN_PROCESSES: Final = ("REDSHANK_PARENT_FD", "REDSHANK_LISTEN_FD")  # set by the supervisor for its children
_MASK: Final = "********"


class Settings(BaseSettings):
    """How this installation is set up. Frozen; made by `load_settings`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, validate_default=True)

    data: Path = Field(Path("data"), description="Folder for the database, the lake, snapshots, logs and secrets.")
    host: str = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 for every network of the machine.")
    port: int = Field(8700, ge=1, le=65535, description="TCP port to listen on.")
    public_url: str | None = Field(
        None, description="The address under which people open the console, where a proxy stands in front."
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Addresses of proxies whose X-Forwarded-* headers are believed, separated by commas."
    )

    database_url: SecretStr | None = Field(
        None, description="A PostgreSQL (15 or newer) of your own; unset starts the embedded one in the data folder."
    )
    database_connections: int = Field(8, ge=2, le=200, description="Pooled connections of each process.")
    postgres_binaries: str = Field(
        "auto", description="Embedded PostgreSQL: auto (system, then wheel), system, wheel, or a bin folder."
    )
    postgres_user: str | None = Field(
        None, description="Embedded PostgreSQL, started by root: the unprivileged user that runs it."
    )

    rules: Path | None = Field(None, description="Folder of the rule set; unset takes the shipped starter set.")
    rules_poll_seconds: float = Field(1.0, gt=0, le=60, description="How often the rule folder is looked at, seconds.")
    content_paths: Annotated[tuple[str, ...], NoDecode] = Field(
        (
            "$.prompt",
            "$.completion",
            "$.gen_ai.input",
            "$.gen_ai.output",
            "$.gen_ai.system_instructions",
            "$.tool.arguments",
            "$.tool.result",
            "$.message",
        ),
        description="Paths of an event's data that hold content: stored apart, read only with a purpose.",
    )

    event_bytes: int = Field(256 * 1024, ge=1024, description="Largest event, bytes.")
    event_depth: int = Field(64, ge=4, le=512, description="Deepest nesting of an event's JSON, levels.")
    request_bytes: int = Field(32 * 1024 * 1024, ge=4096, description="Largest request body, bytes, unpacked.")
    request_events: int = Field(20_000, ge=1, description="Most events in one request.")
    queue_events: int = Field(
        50_000, ge=100, description="Most events waiting to be judged; beyond it callers get 429."
    )
    commit_events: int = Field(500, ge=1, description="Most events in one transaction of the log.")
    key_events_per_second: float = Field(
        0, ge=0, description="Most events a second from one key, averaged over 10 seconds; 0 sets no limit."
    )
    snapshot_seconds: float = Field(60, ge=1, description="How often window and label state is saved, seconds.")

    lake_seconds: float = Field(2, gt=0, description="How often the log moves on to the lake, seconds.")
    retention_content_days: float = Field(30, gt=0, description="How long content of unflagged events is kept, days.")
    retention_flagged_days: float = Field(180, gt=0, description="How long content of flagged events is kept, days.")
    retention_events_days: float = Field(
        730, gt=0, description="How long features, scores and verdicts are kept, days."
    )
    retention_log_days: float = Field(
        7, ge=1, description="How long events stay in the database once the lake has them, days."
    )
    query_memory_mb: int = Field(1024, ge=64, description="Most memory of one analytical query, MiB.")

    webhook_attempts: int = Field(12, ge=1, le=50, description="Deliveries tried before a webhook is a dead letter.")
    webhook_timeout_seconds: float = Field(10, gt=0, le=120, description="How long a receiver may take, seconds.")
    webhook_private_addresses: bool = Field(
        False, description="Whether webhooks may go to private and loopback addresses."
    )

    session_idle_minutes: float = Field(720, gt=0, description="A session unused for so long ends, minutes.")
    session_days: float = Field(7, gt=0, description="Every session ends so long after signing in, days.")

    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What the logs tell.")
    log_format: Literal["auto", "console", "json"] = Field(
        "auto", description="auto is console on a terminal and json elsewhere."
    )
    stop_seconds: float = Field(20, gt=0, description="How long requests may finish when stopping, seconds.")

    @field_validator("trusted_proxies", "content_paths", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("data", "rules")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value is not None else None

    @field_validator("public_url")
    @classmethod
    def _origin(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("it begins with http:// or https://")
        return value.rstrip("/") if value else None

    @property
    def secrets(self) -> Path:
        """Folder of keys and first credentials, mode 0700."""
        return self.data / "secrets"

    @property
    def local_url(self) -> str:
        """Where a program on this machine finds the server."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - only compared
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def url(self) -> str:
        """Where people find the console."""
        return self.public_url or self.local_url

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments alone: `load_settings` reads the sources itself, to tell where each value came from."""
        return (init_settings,)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as `redshank config` shows it: the value is masked where it is a secret."""

    name: str
    value: str
    source: str
    description: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings with where each came from.

    Attributes:
        settings: the values.
        sources: name -> `command line`, `environment (REDSHANK_X)`, the file's path, or `default`.
        unknown_variables: REDSHANK_ variables of the environment that no setting has.
    """

    settings: Settings
    sources: dict[str, str]
    unknown_variables: tuple[str, ...]

    def listing(self) -> list[Setting]:
        """Every setting in the order of the class."""
        return [
            Setting(name, shown(getattr(self.settings, name)), self.sources[name], field.description or "")
            for name, field in Settings.model_fields.items()
        ]


def load_settings(**given: Any) -> Loaded:
    """Read every source.

    Args:
        **given: what the command line says; None is not given.

    Raises:
        SettingsInvalid: a value can't be used, or the file can't be read or has a name that no setting has.
    """
    values: dict[str, Any] = {}
    sources = dict.fromkeys(Settings.model_fields, "default")

    def take(found: dict[str, Any], source: dict[str, str]) -> None:
        values.update(found)
        sources.update(source)

    given = {name: value for name, value in given.items() if value is not None}
    environment = {
        name: os.environ[variable]
        for name in Settings.model_fields
        if (variable := PREFIX + name.upper()) in os.environ and os.environ[variable] != ""
    }
    data = Path(given.get("data") or environment.get("data") or Settings.model_fields["data"].default)
    path, told = _config_file(data)
    in_file = _read_file(path, told=told)
    take(in_file, dict.fromkeys(in_file, str(path)))
    take(environment, {name: f"environment ({PREFIX}{name.upper()})" for name in environment})
    take(given, dict.fromkeys(given, "command line"))
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise _explain(error, sources) from None
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {_CONFIG_VARIABLE, *_BETWEEN_PROCESSES}
    unknown = tuple(sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known))
    return Loaded(settings, sources, unknown)


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as environment variables, so that a child process has exactly the parent's."""
    found = {}
    for name in Settings.model_fields:
        value = getattr(settings, name)
        if value is None:
            continue
        if isinstance(value, SecretStr):
            value = value.get_secret_value()
        elif isinstance(value, tuple):
            value = ",".join(value)
        found[PREFIX + name.upper()] = str(value)
    return found


def shown(value: object) -> str:
    """A value for people, secrets masked."""
    if isinstance(value, SecretStr):
        return _MASK
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)


def _config_file(data: Path) -> tuple[Path, bool]:
    named = os.environ.get(_CONFIG_VARIABLE)
    return (Path(named).expanduser(), True) if named else (data.expanduser() / "redshank.toml", False)


def _read_file(path: Path, *, told: bool) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if told:
            raise SettingsInvalid(f"there is no file {path}", where=_CONFIG_VARIABLE) from None
        return {}
    except PermissionError:
        raise SettingsInvalid(f"{path} can't be read", where=str(path), mend="let the user read it") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"this is not TOML: {error}", where=str(path)) from None
    for name in found:
        if name not in Settings.model_fields:
            near = difflib.get_close_matches(name, Settings.model_fields, 1)
            mend = f"did you mean {near[0]}?" if near else "see `redshank config`"
            raise SettingsInvalid(f"there is no setting {name!r}", where=str(path), mend=mend)
    if "data" in found and not told:
        raise SettingsInvalid(
            "a file inside the data folder can't say where the data folder is",
            where=str(path),
            mend="set REDSHANK_DATA, or move the file and name it in REDSHANK_CONFIG",
        )
    return found


def _explain(error: ValidationError, sources: dict[str, str]) -> SettingsInvalid:
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    name = str(first["loc"][0])
    description = Settings.model_fields[name].description
    return SettingsInvalid(f"{name}: {first['msg']}", where=sources[name], mend=description)
