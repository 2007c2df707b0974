"""Wires the gate into the server: ledger, rule set, state, pipeline, snapshots and what keeps them fresh."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog

from redshank.bootstrap.container import Check, Container, Health
from redshank.bootstrap.ledger import PostgresLedger
from redshank.bootstrap.rulesets import ActiveRules, starter_folder
from redshank.bootstrap.snapshots import Snapshots
from redshank.enforcement import service as enforcement
from redshank.enforcement.engine import StandingTable
from redshank.enforcement.types import ENDPOINTS_CHANNEL, STANDING_CHANNEL, Subject
from redshank.events import service as events
from redshank.gate.judge import Judge
from redshank.gate.pipeline import Pipeline
from redshank.gate.rate import RateLimiter
from redshank.gate.restore import restore
from redshank.gate.snapshot import SnapshotFolder
from redshank.gate.types import GateLimits
from redshank.kernel.clock import to_datetime
from redshank.rules.library import RuleLibrary

_log = structlog.get_logger(__name__)
_RECALLED_SECONDS: Final = 24 * 3600.0


@asynccontextmanager
async def open_part(container: Container) -> AsyncIterator[None]:
    """Open the gate in a server process; in others there is none."""
    if container.process != "server":
        yield
        return
    settings = container.settings
    ledger = PostgresLedger(container.database)
    snapshots = SnapshotFolder(settings.data / "snapshots")
    library = RuleLibrary(settings.content_paths)
    rules = ActiveRules(container.database, container.clock, settings.rules or starter_folder(), library)

    async def rebuild() -> Judge:
        rule_set = await rules.first()
        judge = await restore(ledger, rule_set, snapshots)
        await rules.activate(rule_set, judge.seq)
        return judge

    pipeline = Pipeline(
        ledger,
        rebuild,
        clock=container.clock,
        limits=GateLimits(queue_events=settings.queue_events, batch_events=settings.commit_events),
    )

    async def follow_rules() -> None:
        await rules.follow(pipeline, settings.rules_poll_seconds)

    saver = Snapshots(pipeline, snapshots, settings.snapshot_seconds)
    rates = RateLimiter(settings.key_events_per_second, container.clock)
    for part in (pipeline, pipeline.observe, rates, rules, library, saver):
        container.provide(part)
    container.watch("gate", _gate_check(pipeline))
    container.watch("rules", _rules_check(rules))
    container.watch("snapshots", _snapshot_check(saver))
    running = container.spawn(pipeline.run(), "gate")
    container.spawn(_after_opening(pipeline, _settle_garbage), "garbage")

    async def recall_hits() -> None:
        await _recall_hits(container, pipeline)

    container.spawn(_after_opening(pipeline, recall_hits), "hits")
    container.spawn(_after_opening(pipeline, follow_rules), "rules")
    container.spawn(_after_opening(pipeline, saver.run), "snapshots")
    container.spawn(_follow_standing(container, pipeline, ledger), "standing")
    try:
        yield
    finally:
        with suppress(TimeoutError):
            if await asyncio.wait_for(pipeline.drain(), settings.stop_seconds):
                await saver.save()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await ledger.close()


async def _after_opening(pipeline: Pipeline, work: Callable[[], Awaitable[None]]) -> None:
    await pipeline.opened()
    await work()


async def _recall_hits(container: Container, pipeline: Pipeline) -> None:
    """Count the rules' hits of the last day that another process saw."""
    now = container.clock.now()
    async with container.database.begin() as tx:
        found = await events.hits_by_hour(tx, since=to_datetime(now - _RECALLED_SECONDS), until=pipeline.first_seq)
    for row in found:
        pipeline.observe.recall(row["hour"], row["name"], row["hits"], shadow=row["shadow"])


async def _settle_garbage() -> None:
    """What was loaded at the start stays: leave it out of every collection, and collect less often.

    Events leave no cycles behind, so collections find next to nothing and cost a tenth of the throughput.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


async def _follow_standing(container: Container, pipeline: Pipeline, ledger: PostgresLedger) -> None:
    """Take over what people change: a reverted action, an endpoint that wants to be told of labels."""
    async for notification in container.database.listen(STANDING_CHANNEL, ENDPOINTS_CHANNEL):
        await pipeline.opened()
        try:
            if notification is None or notification.channel == ENDPOINTS_CHANNEL:
                async with container.database.begin() as tx:
                    pipeline.label_messages = await enforcement.wants(tx, "label.changed")
            if notification is None:
                await pipeline.exclusively(lambda judge: _reload_standing(judge, ledger))
            elif notification.channel == STANDING_CHANNEL:
                kind, _, identifier = notification.payload.partition("/")
                await pipeline.exclusively(lambda judge: _reload_subject(judge, ledger, (kind, identifier)))  # noqa: B023
        except Exception as error:  # a connection that broke is made anew by the gate, which then reads all standing
            _log.warning("standing_not_followed", error=type(error).__name__)


async def _reload_standing(judge: Judge, ledger: PostgresLedger) -> None:
    judge.table = StandingTable(await ledger.lasting_actions())


async def _reload_subject(judge: Judge, ledger: PostgresLedger, subject: Subject) -> None:
    judge.table.replace(subject, await ledger.lasting_actions(subject))


def _gate_check(pipeline: Pipeline) -> Check:
    async def check() -> Health:
        if pipeline.phase == "open":
            return Health("ok", f"{pipeline.queued} events wait")
        return Health("down", f"the gate is {pipeline.phase}")

    return check


def _rules_check(rules: ActiveRules) -> Check:
    async def check() -> Health:
        if rules.current is None:
            reason = rules.refusal.detail if rules.refusal is not None else "no rule set was read yet"
            return Health("down", reason)
        if rules.refusal is not None:
            return Health("degraded", f"the folder's set is refused: {rules.refusal.detail}")
        return Health("ok", rules.current.version)

    return check


def _snapshot_check(saver: Snapshots) -> Check:
    async def check() -> Health:
        return Health("ok") if saver.failure is None else Health("degraded", saver.failure)

    return check
