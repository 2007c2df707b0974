"""State = snapshot + log: the one way in which the gate comes to its state, at start and after any failure."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import structlog

from redshank.enforcement.engine import StandingTable
from redshank.events.types import LabelFact, LoggedEvent, LogReader
from redshank.gate.judge import Judge, action_id
from redshank.gate.snapshot import SnapshotFolder
from redshank.gate.types import Ledger
from redshank.rules.engine import Engine, EngineState, RuleSet
from redshank.rules.types import LabelChange, LabelStatus, RuleEvent

_log = structlog.get_logger(__name__)
_decode = msgspec.json.Decoder(dict[str, Any]).decode

WARM_UP_MARGIN = 1.25
"""Windows are fed from so many times their length back, so that whole tiles are in them."""


async def restore(ledger: Ledger, rule_set: RuleSet, snapshots: SnapshotFolder) -> Judge:
    """Make the state that an engine would have that had judged the whole log.

    A snapshot that has all windows of the rule set is the start. Without one, windows are fed from the log as far back
    as the longest of them reaches, and labels from their facts from the beginning.
    """
    started = time.perf_counter()
    head = await ledger.head()
    found = snapshots.newest(not_after=head.seq)
    wanted = {spec.definition for spec in rule_set.windows}
    if found is not None and wanted <= set(found[0].windows):
        engine = Engine(rule_set, state=EngineState.load(found[1]))
        after = found[0].seq
    else:
        engine = Engine(rule_set)
        after = await warm_up_start(ledger, rule_set)
        async for facts in ledger.read_labels(0, after):
            for fact in facts:
                apply_fact(engine, fact)
    events = await replay(engine, ledger, after, head.seq)
    _log.info(
        "state_made",
        snapshot_seq=found[0].seq if found is not None else None,
        head_seq=head.seq,
        events=events,
        seconds=round(time.perf_counter() - started, 3),
    )
    table = StandingTable(await ledger.lasting_actions())
    return Judge(engine, table, seq=head.seq, window_time=head.window_time)


async def warm_up_start(reader: LogReader, rule_set: RuleSet) -> int:
    """The seq after which events can still be in a window of the rule set."""
    longest = max((spec.within for spec in rule_set.windows), default=0.0)
    head = await reader.head()
    if not longest:
        return head.seq
    return await reader.first_seq_since(head.window_time - longest * WARM_UP_MARGIN) - 1


async def replay(engine: Engine, reader: LogReader, after: int, until: int) -> int:
    """Feed the log to an engine in order: events advance windows, recorded facts advance labels. Judges nothing.

    Returns:
        How many events were fed.
    """
    count = 0
    async for item in _in_order(reader, after, until):
        if isinstance(item, LabelFact):
            apply_fact(engine, item)
        else:
            engine.feed(rule_event(item))
            count += 1
    return count


async def _in_order(reader: LogReader, after: int, until: int) -> AsyncIterator[LoggedEvent | LabelFact]:
    """Events and label facts by seq; an event before the facts that it caused."""
    facts = _flat(reader.read_labels(after, until))
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
        action_id(logged.source, logged.id),
        logged.type,
        logged.occurred_at,
        logged.window_time,
        logged.seq,
        _decode(logged.raw),
    )


def apply_fact(engine: Engine, fact: LabelFact) -> None:
    """Put a recorded fact into the label state."""
    engine.state.labels.apply(
        LabelChange(
            fact.entity_type,
            fact.entity_id,
            fact.label,
            LabelStatus[fact.status],
            fact.reasons,
            fact.expires_at,
        ),
        fact.at,
    )


async def warm_up(judge: Judge, reader: LogReader, rule_set: RuleSet) -> None:
    """TEMP"""
