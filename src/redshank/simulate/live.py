"""Simulated traffic around the present moment: a backlog that ends now, and a stream that goes on from it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from heapq import merge
from itertools import chain, count
from typing import Final

from redshank.simulate.errors import InvalidSimulation
from redshank.simulate.plan import draw_up
from redshank.simulate.randomness import derive
from redshank.simulate.render import render
from redshank.simulate.truth import Truth
from redshank.simulate.types import DAY, HOUR, MINUTE, Arrival, SimulationConfig

_LEAST_ACCOUNTS: Final = 1_000
_WARM_UP: Final = 0.25
_LONGEST_WARM_UP: Final = 20 * MINUTE
_LONGEST_CHAPTER: Final = 2 * HOUR
_MOST_PLANNED: Final = 150_000
_EVENTS_PER_ACCOUNT: Final = 20


@dataclass(frozen=True, slots=True)
class LiveConfig:
    """A live stream.

    It comes in chapters. Each is a small run of its own in real time: all operations and twins appear in it with new
    accounts, while ordinary people stay the same from chapter to chapter.

    Attributes:
        rate: lines a second on average; the hours' rhythm and bursts move it about.
        seed: any whole number; the same seed at the same moment gives the same stream.
        hours: length of a chapter; when left out two hours, or less where that would be more lines than are planned
            in a second or two.
        chapters: how many; endless when left out.
        after: the backlog that the stream goes on from, with its people; a fresh population when left out.
        operations: plant operations and twins.
        malformed_share: share of lines that no reader should accept.

    Raises:
        InvalidSimulation: a number is out of its range.
    """

    rate: float = 50.0
    seed: int = 42
    hours: float | None = None
    chapters: int | None = None
    after: SimulationConfig | None = None
    operations: bool = True
    malformed_share: float = 0.001

    def __post_init__(self) -> None:
        if not 0 < self.rate <= 100_000:
            raise InvalidSimulation("the rate must be above 0 and at most 100,000 lines a second", where="rate")
        if self.hours is not None and not 0 < self.hours <= 24 * 31:
            raise InvalidSimulation("a chapter lasts above 0 hours and at most a month", where="hours")
        if self.chapters is not None and self.chapters < 1:
            raise InvalidSimulation("there must be at least one chapter", where="chapters")

    @property
    def chapter_seconds(self) -> float:
        """Length of a chapter in seconds."""
        if self.hours is not None:
            return self.hours * HOUR
        return min(_LONGEST_CHAPTER, _MOST_PLANNED / self.rate)


def ending_now(config: SimulationConfig, now: float | None = None) -> SimulationConfig:
    """The same run, moved so that it ends at the present moment.

    Args:
        config: any run; its `start` is not used.
        now: seconds since the epoch; the machine's clock when left out.
    """
    return replace(config, start=(time.time() if now is None else now) - config.span)


def backlog(config: SimulationConfig, report: Callable[[Truth], None] | None = None) -> Iterator[bytes]:
    """The lines of a run in order of arrival; with `ending_now`, those of the last days.

    Args:
        config: what to simulate; a demo asks for far fewer events than a platform would have had.
        report: is given the truth once the last line has been taken.
    """
    plan = draw_up(config)
    truth = None if report is None else Truth(plan)
    for arrival in render(plan, truth):
        yield arrival.line
    if report is not None and truth is not None:
        report(truth)


def live(config: LiveConfig, now: Callable[[], float] = time.time) -> Iterator[tuple[float, bytes]]:
    """Lines from now on, each with the seconds to wait after the one before it.

    The events' times are those at which they are due, so whoever keeps the delays sends events of the present moment.
    The first chapter began a while ago: the stream opens in the middle of things.

    Args:
        config: rate and length.
        now: the clock; read once, at the first line.
    """
    world = None if config.after is None else draw_up(config.after).world
    opening = now()
    reached = opening
    start = opening - min(_LONGEST_WARM_UP, _WARM_UP * config.chapter_seconds)
    under_way: Iterator[Arrival] = iter(())
    for chapter in count():
        if chapter == config.chapters:
            return
        chapter_config = _chapter(config, chapter, start)
        plan = draw_up(chapter_config, world)
        world = plan.world
        # What began in one chapter goes on in the next.
        under_way = merge(under_way, render(plan))
        start = chapter_config.end
        for arrival in under_way:
            if arrival.at >= start:
                under_way = chain((arrival,), under_way)
                break
            if arrival.at >= opening:
                yield arrival.at - reached, arrival.line
                reached = arrival.at


def _chapter(config: LiveConfig, chapter: int, start: float) -> SimulationConfig:
    """The run that a chapter is."""
    events = max(1, round(config.rate * config.chapter_seconds))
    return SimulationConfig(
        # With the moment, because a stream that is started again must not repeat the ids of the one before.
        seed=derive(config.seed, "chapter", chapter, round(start * 1000)),
        events=events,
        days=config.chapter_seconds / DAY,
        accounts=max(_LEAST_ACCOUNTS, events // _EVENTS_PER_ACCOUNT),
        start=start,
        operations=config.operations,
        malformed_share=config.malformed_share,
        open_end=True,
    )
