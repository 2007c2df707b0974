"""State = snapshot + log: the one way in which the gate comes to its state, at start and after any failure."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import msgspec
import structlog

from redshank.enforcement.engine import StandingTable
from redshank.events.outcome import LabelRecord, decode_labels
from redshank.events.types import LabelFact, LoggedEvent, LogReader
from redshank.gate.judge import Judge
from redshank.gate.snapshot import SnapshotFolder
from redshank.gate.types import Ledger
from redshank.rules.action_number import action_number
from redshank.rules.engine import Engine, EngineState, RuleSet
from redshank.rules.labels import LabelState
from redshank.rules.types import LabelChange, LabelStatus, RuleEvent
from redshank.rules.windows import StateUnreadable, WindowSpec

_log = structlog.get_logger(__name__)
_decode = msgspec.json.Decoder(dict[str, Any]).decode
_MARGIN: Final = 1.02
"""Windows are fed from so many times their length back, so that whole tiles are in them."""
_TURN_SECONDS: Final = 0.01


async def restore(ledger: Ledger, rule_set: RuleSet, snapshots: SnapshotFolder) -> Judge:
    """Make the state that an engine would have that had judged the whole log.

    A snapshot that has all windows of the rule set is the start. Without one, windows are fed from the log as far back
    as the longest of them reaches, and labels come from their facts.
    """
    started = time.perf_counter()
    head = await ledger.head()
    state, after = _from_snapshot(snapshots, rule_set, head.seq)
    if state is None:
        state = EngineState()
        after = await warm_up_start(ledger, rule_set.windows, head.window_time)
        await _labels_until(ledger, state.labels, after)
    engine = Engine(rule_set, state=state)
    events = await replay(engine, ledger, after, head.seq)
    _log.info(
        "state_made", after_seq=after, head_seq=head.seq, events=events, seconds=round(time.perf_counter() - started, 3)
    )
    table = StandingTable(await ledger.lasting_actions())
    return Judge(engine, table, seq=head.seq, window_time=head.window_time)


def _from_snapshot(folder: SnapshotFolder, rule_set: RuleSet, head: int) -> tuple[EngineState | None, int]:
    found = folder.newest(not_after=head)
    if found is None or not {spec.definition for spec in rule_set.windows} <= set(found[0].windows):
        return None, 0
    try:
        return EngineState.load(found[1]), found[0].seq
    except StateUnreadable as error:
        _log.warning("snapshot_left_out", reason=error.detail)
        return None, 0


async def warm_up_start(reader: LogReader, windows: list[WindowSpec], window_time: float) -> int:
    """The seq after which events can still count in one of these windows."""
    longest = max((spec.within for spec in windows), default=0.0)
    return await reader.first_seq_since(window_time - longest * _MARGIN) - 1


async def replay(engine: Engine, reader: LogReader, after: int, until: int) -> int:
    """Let an engine advance over a stretch of the log as it did when the events were judged.

    Windows advance by the rules; labels by what the log says was changed, so that a rule set that came into force in
    between changes no past fact. Nothing is written.

    Returns:
        How many events there were.
    """
    labels = engine.state.labels
    turn = time.perf_counter()
    count = 0
    async for item in _in_order(reader, after, until):
        if isinstance(item, LabelFact):
            apply_fact(labels, item)
            continue
        _quietly(engine.feed, rule_event(item))
        for record in decode_labels(item.outcome).labels:
            labels.apply(_change_of(record), item.window_time)
        count += 1
        if time.perf_counter() - turn > _TURN_SECONDS:
            await asyncio.sleep(0)
            turn = time.perf_counter()
    return count


class WarmUp:
    """Fills the windows that a new rule set brings, from the log and beside the engine that goes on judging.

    Windows and the labels that they draw on are built by judging the past with the new set, so that they stand as if
    the set had been in force all along.
    """

    def __init__(self, rule_set: RuleSet, known: set[str]) -> None:
        """Prepare it.

        Args:
            known: definitions of windows whose state is there already.
        """
        self.rule_set = rule_set
        self.new = [spec for spec in rule_set.windows if spec.definition not in known]
        self._beside = Engine(rule_set)
        self._seq = 0

    async def feed(self, reader: LogReader, *, window_time: float, until: int) -> int:
        """Feed what was not fed yet, up to a seq; how many events."""
        if not self.new:
            return 0
        after = self._seq or await warm_up_start(reader, self.new, window_time)
        turn = time.perf_counter()
        count = 0
        async for chunk in reader.read(after, until):
            for logged in chunk:
                _quietly(self._beside.judge, rule_event(logged))
                count += 1
                if time.perf_counter() - turn > _TURN_SECONDS:
                    await asyncio.sleep(0)
                    turn = time.perf_counter()
        self._seq = until
        return count

    @property
    def state(self) -> EngineState:
        """What was built; see `Engine.swap`."""
        return self._beside.state


async def _labels_until(reader: LogReader, labels: LabelState, until: int) -> None:
    """Labels from their facts alone, from the beginning of the log."""
    async for facts in reader.read_labels(0, until, everyone=True):
        for fact in facts:
            apply_fact(labels, fact)


async def _in_order(reader: LogReader, after: int, until: int) -> AsyncIterator[LoggedEvent | LabelFact]:
    """Events, and what people did with labels, by seq."""
    facts = _flat(reader.read_labels(after, until, everyone=False))
    fact = await anext(facts, None)
    async for event in _flat(reader.read(after, until)):
        while fact is not None and fact.seq < event.seq:
            yield fact
            fact = await anext(facts, None)
        yield event
    while fact is not None:
        yield fact
        fact = await anext(facts, None)


async def _flat(chunks: AsyncIterator[list[Any]]) -> AsyncIterator[Any]:
    async for chunk in chunks:
        for item in chunk:
            yield item


def rule_event(logged: LoggedEvent) -> RuleEvent:
    """A logged event as it was judged."""
    return RuleEvent(
        action_number(logged.source, logged.id),
        logged.type,
        logged.occurred_at,
        logged.window_time,
        logged.seq,
        _decode(logged.raw),
    )


def apply_fact(labels: LabelState, fact: LabelFact) -> None:
    """Put a recorded fact into the label state.

    Facts and people name an entity by text. Where that is a number, rules may know the entity by the number, so both
    are set; the one that no rule asks for changes nothing.
    """
    status = LabelStatus[fact.status]
    for entity_id in _forms(fact.entity_id):
        if fact.event is not None:
            change = LabelChange(fact.entity_type, entity_id, fact.label, status, fact.reasons, fact.expires_at)
            labels.apply(change, fact.at)
        elif status is LabelStatus.REMOVED:
            labels.clear(fact.entity_type, entity_id, fact.label)
        else:
            labels.set_manual(fact.entity_type, entity_id, fact.label, status, at=fact.at, until=fact.expires_at)


def _forms(entity_id: str) -> tuple[Any, ...]:
    digits = entity_id.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) < 20 and str(int(entity_id)) == entity_id:
        return entity_id, int(entity_id)
    return (entity_id,)


def _change_of(record: LabelRecord) -> LabelChange:
    return LabelChange(
        record.entity_type,
        record.entity_id,  # type: ignore[arg-type]  # a number where the entity's id is one
        record.label,
        LabelStatus[record.status],
        record.reasons,
        record.expires_at,
        record.suppressed,
        record.apply_if,
        record.delay,
    )


def _quietly(judge: Callable[[RuleEvent], Any], event: RuleEvent) -> None:
    """An event on which the engine failed when it was live fails here too, and moved nothing that counts."""
    try:
        judge(event)
    except Exception as error:
        _log.warning("engine_failed_on_logged_event", seq=event.seq, reason=type(error).__name__)
