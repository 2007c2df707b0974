"""The rule set in force in the server, and the folder that it is read from and followed.

A set that does not compile never replaces one that does: it is refused, its diagnostics stay visible until the folder
is sound again, and the set before goes on judging.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from pathlib import Path
from typing import Final

import structlog

from redshank.events.store.log import PostgresLogReader
from redshank.gate.judge import Judge
from redshank.gate.pipeline import Pipeline
from redshank.gate.restore import WarmUp
from redshank.kernel.actor import Actor
from redshank.kernel.clock import Clock
from redshank.kernel.errors import RedshankError
from redshank.rules import service as rules
from redshank.rules.engine import RuleSet
from redshank.rules.errors import RulesNotFound, RulesRefused
from redshank.rules.library import RuleLibrary
from redshank.rules.sources import read_folder
from redshank.storage.database import Database

_log = structlog.get_logger(__name__)
ORIGIN: Final = "folder"
FOLDER_ACTOR: Final = Actor("system", "rules-folder", "Rule folder")


class ActiveRules:
    """Which rule set judges, and why a newer one does not.

    Attributes:
        current: the set in force; None until the gate has first come up.
        activated_at: seconds since the epoch.
        refusal: why what stands in the folder is refused; None while it is in force.
    """

    def __init__(self, database: Database, clock: Clock, folder: Path, library: RuleLibrary) -> None:
        self.folder = folder
        self.current: RuleSet | None = None
        self.activated_at: float | None = None
        self.refusal: RedshankError | None = None
        self._database = database
        self._clock = clock
        self._library = library
        self._seen = ""

    async def first(self) -> RuleSet:
        """The set to start with: the folder's, or the one last in force where that does not compile.

        Raises:
            RulesRefused, RulesNotFound: the folder's set does not compile, and none was ever in force.
        """
        if self.current is not None:
            return self.current
        try:
            self._seen = await asyncio.to_thread(fingerprint, self.folder)
            self.current = await self._compile_folder()
        except RedshankError as error:
            await self._refuse(error)
            self.current = await self._last_in_force(error)
        return self.current

    async def activate(self, rule_set: RuleSet, after_seq: int) -> None:
        """Write down that a set judges the events after `after_seq`."""
        async with self._database.begin() as tx:
            await rules.activate(
                tx,
                FOLDER_ACTOR,
                version=rule_set.version,
                sources=rule_set.sources,
                after_seq=after_seq,
                origin=ORIGIN if self.refusal is None else "",
            )
            active = await rules.active(tx)
        self._library.keep(rule_set)
        self.activated_at = active.at.timestamp() if active is not None else self._clock.now()

    async def follow(self, pipeline: Pipeline, every: float) -> None:
        """Look at the folder for ever, and bring what changed into force between two events."""
        while True:
            await asyncio.sleep(every)
            seen = await asyncio.to_thread(fingerprint, self.folder)
            if seen == self._seen:
                continue
            # Editors and `git pull` write file by file: wait until the folder has stood still for one look.
            await asyncio.sleep(min(every, 0.2))
            if await asyncio.to_thread(fingerprint, self.folder) != seen:
                continue
            try:
                await self._take(pipeline)
            except RedshankError as error:
                _log.warning("rules_not_taken", code=error.code)
                continue  # seen stays as it was, so the next look tries again
            except Exception as error:  # whatever it was, following must go on
                _log.error("rules_not_taken", error=type(error).__name__)
                continue
            self._seen = seen

    async def _take(self, pipeline: Pipeline) -> None:
        started = time.perf_counter()
        try:
            rule_set = await self._compile_folder()
        except RedshankError as error:
            _log.warning("rules_refused", code=error.code, where=error.where)
            await self._refuse(error)
            return
        self.refusal = None
        assert self.current is not None, "the gate came up with a set"
        if rule_set.version == self.current.version:
            await self.activate(rule_set, 0)
            return
        assert pipeline.judge is not None, "the gate is open"
        warm_up = WarmUp(rule_set, set(pipeline.judge.engine.state.windows))
        connection = await self._database.connect(autocommit=True, application_name="redshank warm-up")
        async with connection:
            reader = PostgresLogReader(connection)
            head = await reader.head()
            await warm_up.feed(reader, window_time=head.window_time, until=head.seq)

            async def act(judge: Judge) -> None:
                await warm_up.feed(reader, window_time=judge.window_time, until=judge.seq)
                await self.activate(rule_set, judge.seq)
                judge.swap(rule_set, warm_up.state)
                self.current = rule_set

            await pipeline.exclusively(act)
        _log.info("rules_taken", version=rule_set.version, seconds=round(time.perf_counter() - started, 3))

    async def _compile_folder(self) -> RuleSet:
        return await self._library.compile(await asyncio.to_thread(read_folder, self.folder))

    async def _refuse(self, error: RedshankError) -> None:
        self.refusal = error
        if isinstance(error, RulesRefused):
            async with self._database.begin() as tx:
                await rules.refuse(tx, ORIGIN, error)

    async def _last_in_force(self, error: RedshankError) -> RuleSet:
        async with self._database.begin() as tx:
            active = await rules.active(tx)
            if active is None:
                raise error
            return await self._library.get(tx, active.version)


def fingerprint(folder: Path) -> str:
    """A digest of the names, sizes and times of a folder's files: changes whenever an editor saves."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".sml", ".yaml"):
            try:
                status = path.stat()
            except OSError:
                continue
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0{status.st_ino}\n".encode())
    return digest.hexdigest()


def starter_folder() -> Path:
    """The rule set that comes with Redshank.

    Raises:
        RulesNotFound: this installation has none.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "starter_rules", package.parents[1] / "rules"):
        if (folder / "main.sml").is_file():
            return folder
    raise RulesNotFound("the starter rule set is not installed", where="rules", mend="set REDSHANK_RULES to a folder")
