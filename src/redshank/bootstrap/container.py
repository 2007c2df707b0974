"""The parts of one process, wired.

A process (server, worker, a command) opens one `Container`:

    async with open_container(settings, process="server") as container:
        container.database        # Database: `async with container.database.begin() as tx`
        container.keys            # KeyRing: `container.keys.resolve("rk_...") -> Actor`, kept fresh
        container.clock, container.settings
        container.get(Engine)     # a part of another room, by its type

A room's own wiring module (`bootstrap/gate.py`, `bootstrap/lake.py`) defines

    @asynccontextmanager
    async def open_part(container: Container) -> AsyncIterator[None]:
        if container.process == "server":
            engine = ...
            container.provide(engine)                      # found again by `container.get(type(engine))`
            container.watch("engine", check)               # `async def check() -> Health`, for readyz, status, /live
        yield
        ...                                                # close, in the reverse order of opening

and must return quickly: what takes long (a replay) goes into `container.spawn(...)`, and its check says `down` until it
is done. The parts are opened in the order of `PARTS` and closed in the reverse one.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

import structlog

from redshank.access.service.keys import CHANNEL as KEYS_CHANNEL
from redshank.access.service.keys import KeyRing
from redshank.bootstrap.anchors import keep_anchors
from redshank.bootstrap.errors import PartMissing
from redshank.bootstrap.settings import Settings
from redshank.kernel.clock import Clock, SystemClock
from redshank.kernel.errors import RedshankError
from redshank.storage.database import Database
from redshank.storage.errors import DatabaseUnavailable

PARTS: Final = ("redshank.bootstrap.gate", "redshank.bootstrap.lake")
_KEYS_REFRESH_SECONDS: Final = 30.0
_CHECK_SECONDS: Final = 3.0

Process = Literal["server", "worker", "command"]
State = Literal["ok", "degraded", "down"]
T = TypeVar("T")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Health:
    """How a part does; `down` makes the process not ready."""

    state: State
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PartHealth:
    """A part's name and how it does."""

    name: str
    state: State
    detail: str


Check = Callable[[], Awaitable[Health]]


class Container:
    """The parts of this process; see the module's text."""

    def __init__(self, settings: Settings, process: Process, database: Database, clock: Clock) -> None:
        self.settings = settings
        self.process = process
        self.database = database
        self.clock = clock
        self.keys = KeyRing(clock)
        self.stopping = asyncio.Event()
        """Set when the process is told to stop: what streams without end ends then."""
        self._parts: dict[type, object] = {}
        self._checks: dict[str, Check] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def provide(self, part: object, *, as_type: type | None = None) -> None:
        """Make a part known under its type (or under a Protocol that it fulfils)."""
        self._parts[as_type or type(part)] = part

    def get(self, kind: type[T]) -> T:
        """The part of this type.

        Raises:
            PartMissing: this process has none.
        """
        part = self._parts.get(kind)
        if part is None:
            raise PartMissing(f"the {self.process} process has no {kind.__name__}")
        assert isinstance(part, kind) or getattr(kind, "_is_protocol", False), "provided under its own type"
        return part  # type: ignore[return-value]  # the key is the type

    def watch(self, name: str, check: Check) -> None:
        """Have a part's health asked for under this name."""
        self._checks[name] = check

    async def health(self) -> list[PartHealth]:
        """How every part does, asked at the same time; a check that takes longer than 3 s counts as down."""

        async def ask(name: str, check: Check) -> PartHealth:
            try:
                found = await asyncio.wait_for(check(), _CHECK_SECONDS)
            except RedshankError as error:
                found = Health("down", error.detail)
            except TimeoutError:
                found = Health("down", f"no answer within {_CHECK_SECONDS:.0f} s")
            except Exception as error:  # a check that fails is an answer
                log.error("check_failed", part=name, error=type(error).__name__)
                found = Health("down", f"the check failed: {type(error).__name__}")
            return PartHealth(name, found.state, found.detail)

        return list(await asyncio.gather(*(ask(name, check) for name, check in self._checks.items())))

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Run something beside the requests until the container closes; if it fails, that is logged."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def stop_tasks(self) -> None:
        """Cancel what `spawn` started and wait for it."""
        for task in self._tasks:
            task.cancel()
        for task in list(self._tasks):
            with suppress(asyncio.CancelledError, Exception):
                await task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("task_failed", task=task.get_name(), exc_info=error)


@asynccontextmanager
async def open_container(
    settings: Settings, process: Process, clock: Clock | None = None, parts: Sequence[str] = PARTS
) -> AsyncIterator[Container]:
    """Wire the parts of a process; `settings.database_url` must be set (the supervisor sets it for its children).

    Args:
        settings: the installation.
        process: which process this is; a command opens no parts.
        clock: the machine's when left out.
        parts: wiring modules to open, in this order.

    Raises:
        DatabaseUnavailable, DatabaseUrlInvalid: so they say.
    """
    assert settings.database_url is not None, "the supervisor or `attach` gives the address of the embedded server"
    clock = clock or SystemClock()
    database = Database(
        settings.database_url.get_secret_value(),
        pool_size=settings.database_connections,
        application_name=f"redshank {process}",
        clock=clock,
    )
    container = Container(settings, process, database, clock)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        container.watch("database", _database_check(database))
        if process == "server":
            async with database.begin() as tx:
                await container.keys.reload(tx)
            container.spawn(_keep_keys_fresh(container), "keys")
            container.spawn(keep_anchors(settings, database), "audit-heads")
        stack.push_async_callback(container.stop_tasks)
        for module in parts if process != "command" else ():
            await stack.enter_async_context(importlib.import_module(module).open_part(container))
        yield container


def _database_check(database: Database) -> Check:
    async def check() -> Health:
        return Health("ok", f"PostgreSQL {await database.ping()}")

    return check


async def _keep_keys_fresh(container: Container) -> None:
    """Reload the ring on each change, on each new connection, and every half minute; write last uses along the way."""

    async def reload() -> None:
        try:
            async with container.database.begin() as tx:
                await container.keys.reload(tx)
        except DatabaseUnavailable:
            log.warning("keys_not_reloaded")

    async def every_half_minute() -> None:
        while True:
            await asyncio.sleep(_KEYS_REFRESH_SECONDS)
            await reload()
            with suppress(DatabaseUnavailable):
                async with container.database.begin() as tx:
                    await container.keys.write_uses(tx)

    container.spawn(every_half_minute(), "keys-refresh")
    async with aclosing(container.database.listen(KEYS_CHANNEL)) as notifications:
        async for _ in notifications:
            await reload()
