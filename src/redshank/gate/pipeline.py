"""Take events in order, judge them one after the other, and answer when they are on disk.

While one batch commits, the next is judged: state runs ahead of the disk by one batch, and nobody is answered from it.
When a commit fails, or its fate is unknown, all that ran ahead is thrown away and the state is made anew from snapshot
and log; callers get 503 meanwhile and may send again, since retries are recognised.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

import structlog

from redshank.events.errors import GateDown, QueueFull
from redshank.events.types import KnownEvent, LabelFact, LogBatch, ReceivedEvent
from redshank.gate import metrics
from redshank.gate.judge import Judge, Judged, consequences_of, event_key, label_message
from redshank.gate.observe import Observations
from redshank.gate.types import Answer, GateLimits, Lane, Ledger, Submission
from redshank.kernel.clock import Clock
from redshank.kernel.errors import RedshankError

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")
_RETRY_SECONDS: Final = (0.1, 0.2, 0.5, 1.0, 2.0)

Phase = Literal["starting", "open", "rebuilding", "stopped"]
_Item = tuple[Submission, int]


class _Batch:
    """Events that commit together, with whoever waits for them."""

    __slots__ = ("fresh", "judged", "waiters")

    def __init__(self) -> None:
        self.fresh: dict[bytes, _Item] = {}
        self.judged: list[Judged] = []
        self.waiters: dict[bytes, list[_Item]] = {}


class Pipeline:
    """The live engine of one partition.

    Attributes:
        judge: the state; only the pipeline's own task touches it.
        phase: `open` takes events; otherwise callers get 503.
        label_messages: some endpoint wants to be told of labels.
        first_seq: where the log ended when the gate first opened.
    """

    def __init__(
        self,
        ledger: Ledger,
        rebuild: Callable[[], Awaitable[Judge]],
        *,
        clock: Clock,
        limits: GateLimits | None = None,
        observations: Observations | None = None,
    ) -> None:
        """Wire it; `run` brings it to life.

        Args:
            rebuild: makes the state from snapshot and log; may raise while the log can't be reached.
        """
        self._ledger = ledger
        self._rebuild = rebuild
        self._clock = clock
        self.limits = limits or GateLimits()
        self.observe = observations or Observations(clock)
        self.phase: Phase = "starting"
        self.label_messages = False
        self.first_seq = 0
        self.judge: Judge | None = None
        self._lanes: dict[Lane, deque[_Item]] = {"decide": deque(), "ingest": deque()}
        self._queued_bytes = 0
        self._work = asyncio.Event()
        self._exclusive: deque[tuple[Callable[[Judge], Awaitable[Any]], asyncio.Future[Any]]] = deque()
        self._in_flight: dict[bytes, _Batch] = {}
        self._commit: asyncio.Task[None] | None = None
        self._batches: list[_Batch] = []
        self._opened = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._draining = False

    # -- what callers use -------------------------------------------------------------------------------------------

    async def submit(self, events: Sequence[ReceivedEvent], *, lane: Lane, backfill: bool = False) -> list[Answer]:
        """Have events judged; returns when they are on disk.

        Raises:
            QueueFull: too many wait already; nothing was taken.
            GateDown: the state is being rebuilt; whether anything was taken shows when it is sent again.
        """
        if not events:
            return []
        if self.phase != "open":
            raise GateDown("the gate is not open", mend="send again shortly", retry_after=1)
        size = sum(len(event.raw) for event in events)
        self._check_room(len(events), size)
        submission = Submission(
            events,
            [event_key(event.source, event.id) for event in events],
            lane,
            backfill,
            time.perf_counter(),
            asyncio.get_running_loop().create_future(),
            [None] * len(events),
            len(events),
            size,
        )
        self._lanes[lane].extend((submission, index) for index in range(len(events)))
        self._queued_bytes += size
        self._idle.clear()
        self._work.set()
        return await submission.done

    async def exclusively(self, act: Callable[[Judge], Awaitable[_T]]) -> _T:
        """Run something between two events, while nothing is judged or uncommitted."""
        done: asyncio.Future[_T] = asyncio.get_running_loop().create_future()
        self._exclusive.append((act, done))
        self._work.set()
        return await done

    async def opened(self) -> None:
        """Wait until events are taken."""
        await self._opened.wait()

    @property
    def queued(self) -> int:
        """Events that wait to be judged."""
        return len(self._lanes["decide"]) + len(self._lanes["ingest"])

    def _check_room(self, count: int, size: int) -> None:
        waiting = self.queued
        if waiting and (
            waiting + count > self.limits.queue_events or self._queued_bytes + size > self.limits.queue_bytes
        ):
            metrics.turned_away.labels("queue-full").inc()
            raise QueueFull(
                f"{waiting} events are waiting", mend="send again after the time given, or send slower", retry_after=1
            )

    # -- the loop ---------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Judge for ever; cancel to stop (see `drain`)."""
        try:
            await self._make_state()
            while True:
                await self._work.wait()
                self._work.clear()
                try:
                    await self._step()
                except Exception as error:
                    await self._recover(error)
                if self.queued or self._exclusive:
                    self._work.set()
                elif not self._batches:
                    self._idle.set()
        finally:
            self.phase = "stopped"
            self._opened.clear()
            closed = GateDown("the gate was closed", mend="send again shortly", retry_after=1)
            self._fail_everyone(closed)
            self._refuse_exclusive(closed)

    async def drain(self) -> bool:
        """Take nothing new, and wait until all that was taken is on disk; False when there is no sound state."""
        if self.phase != "open":
            return False
        self._draining = True
        self.phase = "stopped"
        await self._idle.wait()
        return self.judge is not None

    async def _step(self) -> None:
        if self._exclusive:
            await self._settle()
            await self._run_exclusive()
        batch = await self._next_batch()
        if batch is None:
            return
        await self._settle()
        self._commit = asyncio.create_task(self._write(batch))
        if not self.queued:
            await self._settle()

    async def _settle(self) -> None:
        """Wait for the commit under way; raises what it raised."""
        commit, self._commit = self._commit, None
        if commit is not None:
            await commit

    async def _run_exclusive(self) -> None:
        while self._exclusive:
            act, done = self._exclusive.popleft()
            assert self.judge is not None, "acts run while the gate is open"
            try:
                result = await act(self.judge)
            except Exception as error:
                if not done.done():
                    done.set_exception(error)
            else:
                if not done.done():
                    done.set_result(result)

    async def _next_batch(self) -> _Batch | None:
        """Take what waits, drop what is known, judge the rest."""
        batch = _Batch()
        self._batches.append(batch)
        self._take(batch)
        if batch.fresh:
            known: dict[bytes, KnownEvent] = await self._ledger.recognise(list(batch.fresh))
            for key, found in known.items():
                self._in_flight.pop(key, None)
                for item in [batch.fresh.pop(key), *batch.waiters.pop(key, [])]:
                    self._answer(item, _known_answer(found))
        if not batch.fresh:
            self._batches.remove(batch)
            return None
        await self._judge(batch)
        return batch

    def _take(self, batch: _Batch) -> None:
        """Pull items off the lanes; whoever sends what is under way already waits for that."""
        fresh = batch.fresh
        for lane in (self._lanes["decide"], self._lanes["ingest"]):
            while lane and len(fresh) < self.limits.batch_events:
                item = lane.popleft()
                submission, index = item
                self._queued_bytes -= len(submission.events[index].raw)
                key = submission.keys[index]
                under_way = self._in_flight.get(key)
                if under_way is not None:
                    under_way.waiters.setdefault(key, []).append(item)
                else:
                    fresh[key] = item
                    self._in_flight[key] = batch

    async def _judge(self, batch: _Batch) -> None:
        judge = self.judge
        assert judge is not None, "batches are judged while the gate is open"
        now = self._clock.now()
        started = turn = time.perf_counter()
        failures = judge.failures
        for key, (submission, index) in list(batch.fresh.items()):
            event = submission.events[index]
            received_at = _arrival(event, now) if submission.backfill else now
            batch.judged.append(judge.judge(event, key, received_at))
            if time.perf_counter() - turn > self.limits.slice_seconds:
                await asyncio.sleep(0)
                turn = time.perf_counter()
                if self._lanes["decide"] and submission.lane == "ingest":
                    self._put_back(batch)
                    break
        metrics.judging.observe(time.perf_counter() - started)
        metrics.queued.set(self.queued)
        if judge.failures > failures:
            metrics.engine_failures.inc(judge.failures - failures)
            _log.error("engine_failed", events=judge.failures - failures)

    def _put_back(self, batch: _Batch) -> None:
        """Somebody asks for a verdict: what of the batch is not judged yet goes back to the head of its lane."""
        for key in list(batch.fresh)[: len(batch.judged) - 1 : -1]:
            waiters = batch.waiters.pop(key, [])
            del self._in_flight[key]
            for item in (*reversed(waiters), batch.fresh.pop(key)):
                self._lanes[item[0].lane].appendleft(item)
                self._queued_bytes += len(item[0].events[item[1]].raw)

    async def _write(self, batch: _Batch) -> None:
        started = time.perf_counter()
        await self._ledger.append(
            LogBatch(
                [judged.row for judged in batch.judged], [fact for judged in batch.judged for fact in judged.labels]
            ),
            consequences_of(batch.judged, label_messages=self.label_messages),
        )
        metrics.committing.observe(time.perf_counter() - started)
        self._batches.remove(batch)
        self._release(batch)

    def _release(self, batch: _Batch) -> None:
        """The batch is on disk: answer everyone."""
        for judged, item in zip(batch.judged, batch.fresh.values(), strict=True):
            row = judged.row
            self._in_flight.pop(row.key, None)
            answer = Answer(row.uuid, row.seq, row.rule_set, row.verdicts, row.rules, row.shadow_rules, row.outcome)
            self._answer(item, answer)
            for waiter in batch.waiters.pop(row.key, ()):
                self._answer(waiter, _repeated(answer))
        metrics.accepted.inc(len(batch.judged))
        metrics.last_seq.set(batch.judged[-1].row.seq)
        self.observe.judged((judged.row, judged.verdict) for judged in batch.judged)

    def _answer(self, item: _Item, answer: Answer) -> None:
        submission, index = item
        submission.answers[index] = answer
        submission.waiting -= 1
        if answer.duplicate:
            metrics.duplicates.inc()
            self.observe.duplicates(1)
        if submission.waiting == 0 and not submission.done.done():
            took = time.perf_counter() - submission.arrived
            metrics.answering.labels(submission.lane).observe(took)
            self.observe.answered(submission.lane, took)
            submission.done.set_result([answer for answer in submission.answers if answer is not None])

    # -- facts by people ----------------------------------------------------------------------------------------------

    async def record_label(self, make: Callable[[Judge, float], LabelFact]) -> LabelFact:
        """Put a person's change of a label into the log at a seq of its own.

        Args:
            make: applies it to the state and says what to write; gets the judge, whose `seq` and `window_time` are
                set to the fact's, and the server's time.
        """

        async def act(judge: Judge) -> LabelFact:
            judge.seq += 1
            judge.window_time = max(judge.window_time, self._clock.now())
            fact = make(judge, judge.window_time)
            consequences = consequences_of([], label_messages=False)
            if self.label_messages:
                consequences.messages.append(label_message(fact))
            try:
                await self._ledger.append(LogBatch([], [fact]), consequences)
            except Exception as error:
                await self._recover(error)
                raise GateDown("the label was not recorded", mend="try again", retry_after=1) from error
            return fact

        return await self.exclusively(act)

    # -- when something breaks ----------------------------------------------------------------------------------------

    async def _recover(self, error: Exception) -> None:
        """Throw the state away, tell everyone who waits, and make it anew."""
        _log.error("state_thrown_away", reason=_said(error))
        self.phase = "rebuilding"
        self._opened.clear()
        commit, self._commit = self._commit, None
        if commit is not None:
            await asyncio.gather(commit, return_exceptions=True)
        self._fail_everyone(
            GateDown("the log could not be written", mend="send again: what was kept is recognised", retry_after=1)
        )
        metrics.rebuilds.inc()
        await self._make_state()

    async def _make_state(self) -> None:
        attempt = 0
        while True:
            try:
                await self._ledger.open()
                self.judge = await self._rebuild()
                self.first_seq = self.first_seq or self.judge.seq
            except Exception as error:
                wait = _RETRY_SECONDS[min(attempt, len(_RETRY_SECONDS) - 1)]
                attempt += 1
                _log.warning("state_not_made", reason=_said(error), attempt=attempt)
                await asyncio.sleep(wait)
            else:
                break
        self.phase = "stopped" if self._draining else "open"
        self._opened.set()

    def _fail_everyone(self, error: GateDown) -> None:
        items = [item for lane in self._lanes.values() for item in lane]
        for batch in self._batches:
            items += batch.fresh.values()
            items += [item for waiters in batch.waiters.values() for item in waiters]
        for lane in self._lanes.values():
            lane.clear()
        self._queued_bytes = 0
        self._batches.clear()
        self._in_flight.clear()
        for submission, _ in items:
            if not submission.done.done():
                submission.done.set_exception(error)

    def _refuse_exclusive(self, error: GateDown) -> None:
        while self._exclusive:
            _, done = self._exclusive.popleft()
            if not done.done():
                done.set_exception(error)


def _said(error: Exception) -> str:
    """What to log of an error: what was written for people, else its kind and place, as its text may hold content."""
    if isinstance(error, RedshankError):
        return f"{error.code}: {error.detail}" + (f" ({error.where})" if error.where else "")
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + place


def _arrival(event: ReceivedEvent, now: float) -> float:
    """When an imported event counts as received: `received_at`, else its own time, never the future."""
    at = event.received_at if event.received_at is not None else event.occurred_at
    return now if at is None else min(at, now)


def _known_answer(found: KnownEvent) -> Answer:
    return Answer(
        found.uuid, found.seq, found.rule_set, found.verdicts, found.rules, found.shadow_rules, found.outcome, True
    )


def _repeated(answer: Answer) -> Answer:
    return Answer(
        answer.uuid,
        answer.seq,
        answer.rule_set,
        answer.verdicts,
        answer.rules,
        answer.shadow_rules,
        answer.outcome,
        True,
    )
