"""The live stream: at its rate, in order, of the present moment, with people who stay from chapter to chapter."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

import msgspec
import pytest

from redshank.simulate import LiveConfig, SimulationConfig, backlog, ending_now, live
from redshank.simulate.errors import InvalidSimulation

NOW = 1_790_000_000.0


def _decoded(line: bytes) -> dict[str, object]:
    return msgspec.json.decode(line, type=dict[str, object])


def test_rate_holds_over_chapters() -> None:
    config = LiveConfig(rate=20, hours=0.5, chapters=3)
    at = 0.0
    slices = [0] * 6
    for delay, _ in live(config, now=lambda: NOW):
        assert delay >= 0
        at += delay
        slices[int(at / 900)] += 1
    assert min(slices[:5]) > 900 * 20 * 0.6
    assert max(slices[:5]) < 900 * 20 * 1.5
    assert at <= 3 * 1800


def test_events_are_of_the_moment_at_which_they_are_due() -> None:
    due = NOW
    lags = []
    for delay, line in islice(live(LiveConfig(rate=50, malformed_share=0), now=lambda: NOW), 2_000):
        due += delay
        event = _decoded(line)
        lags.append(due - datetime.fromisoformat(str(event["time"])).timestamp())
    assert min(lags) > -0.01
    lags.sort()
    assert lags[len(lags) // 2] < 2
    assert lags[-1] > 60  # a few are late, as everywhere


def test_the_stream_goes_on_from_a_backlog_with_its_people() -> None:
    before = ending_now(SimulationConfig(events=4_000, accounts=600, days=2, malformed_share=0), now=NOW)
    known = {str(_decoded(line)["subject"]): line for line in backlog(before)}
    old = new = 0
    for _, line in islice(live(LiveConfig(rate=30, after=before, malformed_share=0), now=lambda: NOW), 4_000):
        event = _decoded(line)
        if event["subject"] not in known:
            new += 1
            continue
        old += 1
        earlier, later = (_decoded(each)["data"]["account"] for each in (known[str(event["subject"])], line))  # type: ignore[index]
        assert earlier == later
    assert old > 1_000
    assert new > 50


def test_every_chapter_has_the_operations_and_no_event_twice_but_the_duplicates() -> None:
    ids: dict[bytes, int] = {}
    for _, line in live(LiveConfig(rate=5, hours=1, chapters=2, malformed_share=0), now=lambda: NOW):
        ids[line[27:51]] = ids.get(line[27:51], 0) + 1
    repeated = sum(count > 1 for count in ids.values())
    assert 0 < repeated < 0.01 * len(ids)


def test_the_same_seed_and_moment_give_the_same_stream() -> None:
    first, second = (list(islice(live(LiveConfig(seed=9), now=lambda: NOW), 500)) for _ in range(2))
    assert first == second
    restarted = {line[27:51] for _, line in islice(live(LiveConfig(seed=9), now=lambda: NOW + 1), 500)}
    assert not restarted & {line[27:51] for _, line in first}


@pytest.mark.parametrize("wrong", [{"rate": 0}, {"rate": float("nan")}, {"hours": 0}, {"chapters": 0}])
def test_impossible_streams_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidSimulation):
        LiveConfig(**wrong)  # type: ignore[arg-type]
