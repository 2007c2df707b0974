"""Delivery over HTTP: at its pace, politely again, without loss, without a second effect."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from redshank.simulate import SimulationConfig, backlog
from redshank.simulate.delivery import Courier, paced
from redshank.simulate.errors import DeliveryGaveUp, DeliveryRefused

from .simulate_support import Receiver, receiving


class FakeTime:
    """A clock that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.at = 1000.0
        self.pauses: list[float] = []

    def clock(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.at += seconds


@pytest.fixture
def lines() -> list[bytes]:
    """A thousand events, none malformed, some sent twice."""
    return list(backlog(SimulationConfig(events=1_000, accounts=100, malformed_share=0, operations=False)))


def _batches(lines: list[bytes], size: int) -> Iterator[list[bytes]]:
    for start in range(0, len(lines), size):
        yield lines[start : start + size]


def _deliver(
    receiver: Receiver, lines: list[bytes], size: int = 100, key: str | None = None
) -> tuple[Courier, FakeTime]:
    time = FakeTime()
    with Courier(receiver.url, key, sleep=time.sleep) as courier:
        for batch in _batches(lines, size):
            courier.deliver(batch)
    return courier, time


def test_everything_arrives_once(lines: list[bytes]) -> None:
    with receiving(Receiver(key="rk_x")) as receiver:
        courier, _ = _deliver(receiver, lines, key="rk_x")
    tally = courier.tally
    assert tally.sent == 1_000
    assert tally.duplicates == 4
    assert tally.accepted == len(receiver.ids) == 996
    assert tally.retries == tally.refused == 0


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_receiver_is_left_alone_and_asked_again(lines: list[bytes], status: int) -> None:
    with receiving(Receiver(answers=["take", status, status, "take", status])) as receiver:
        courier, time = _deliver(receiver, lines)
    assert len(receiver.ids) == 996
    assert courier.tally.retries == 3
    assert courier.tally.sent == 1_000
    if status == 429:
        assert time.pauses == [7.0] * 3
    else:
        assert len(time.pauses) == 3
        assert all(0.2 < pause < 31 for pause in time.pauses)


def test_an_answer_that_is_lost_costs_a_repetition_not_an_event(lines: list[bytes]) -> None:
    with receiving(Receiver(answers=["take", "drop"])) as receiver:
        courier, _ = _deliver(receiver, lines)
    assert len(receiver.ids) == 996
    assert courier.tally.retries == 1
    assert courier.tally.duplicates > 90  # the receiver had taken the batch whose answer was lost


def test_a_receiver_that_is_away_is_waited_for(lines: list[bytes]) -> None:
    with receiving(Receiver()) as receiver:
        url = receiver.url
    time = FakeTime()
    said: list[tuple[str, float]] = []
    courier = Courier(url, None, patience=20.0, sleep=time.sleep, on_wait=lambda *wait: said.append(wait))
    with courier, pytest.raises(DeliveryGaveUp) as failure:
        courier.deliver(lines[:10])
    assert said == [("ConnectError", pause) for pause in time.pauses]
    assert 10 < sum(time.pauses) <= 20
    assert "10 lines" in failure.value.detail
    assert len(time.pauses) >= 4
    assert max(time.pauses) > 4 * min(time.pauses)  # it backs off


def test_too_large_batches_are_cut_until_they_fit(lines: list[bytes]) -> None:
    with receiving(Receiver(most_bytes=20_000)) as receiver:
        courier, _ = _deliver(receiver, lines[:120], size=60)
    assert courier.tally.sent == 120
    assert courier.tally.accepted + courier.tally.duplicates == 120
    assert 413 in receiver.statuses


def test_a_batch_refused_whole_costs_only_the_line_at_fault(lines: list[bytes]) -> None:
    with receiving(Receiver(answers=[400, 400, 400, "take", "take"])) as receiver:
        courier, _ = _deliver(receiver, lines[:4], size=4)
    # 4 -> 2 + 2; 2 -> 1 + 1; the first alone is refused, the rest is taken.
    assert courier.tally.refused == 1
    assert courier.tally.accepted == 3
    assert courier.tally.sent == 4


def test_malformed_lines_are_refused_one_by_one() -> None:
    lines = list(
        backlog(SimulationConfig(events=600, accounts=100, malformed_share=0.2, duplicate_share=0, operations=False))
    )
    with receiving(Receiver()) as receiver:
        courier, _ = _deliver(receiver, lines)
    assert courier.tally.sent == 600
    assert courier.tally.refused == len(receiver.refused) > 20
    assert courier.tally.accepted + courier.tally.duplicates + courier.tally.refused == 600


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_wrong_key_or_address_is_an_error_at_once(lines: list[bytes], status: int) -> None:
    with receiving(Receiver(answers=[status])) as receiver, Courier(receiver.url, "rk_wrong") as courier:
        with pytest.raises(DeliveryRefused) as refusal:
            courier.deliver(lines[:5])
        assert courier.tally.sent == 0
    assert str(status) in refusal.value.detail
    assert "rk_wrong" not in str(refusal.value.problem())


def test_something_else_that_answers_is_not_mistaken_for_a_receiver(lines: list[bytes]) -> None:
    class Web(Receiver):
        def take(self, body: bytes) -> dict[str, object]:
            return {"accepted": "yes"}

    with receiving(Web()) as receiver, Courier(receiver.url, None) as courier, pytest.raises(DeliveryRefused):
        courier.deliver(lines[:5])


def test_pace_follows_the_delays() -> None:
    time = FakeTime()
    batches = []
    for batch in paced(((0.05, b"%d" % number) for number in range(200)), clock=time.clock, sleep=time.sleep):
        batches.append((time.at, batch))
    assert [line for _, batch in batches for line in batch] == [b"%d" % number for number in range(200)]
    assert time.at == pytest.approx(1010, abs=0.3)
    assert max(len(batch) for _, batch in batches) <= 5


def test_a_sender_that_lags_sends_full_batches() -> None:
    time = FakeTime()

    def slow() -> Iterator[list[bytes]]:
        for batch in paced(((0.01, b"x") for _ in range(3_000)), most=100, clock=time.clock, sleep=time.sleep):
            time.at += 5.0
            yield batch

    sizes = [len(batch) for batch in slow()]
    assert sum(sizes) == 3_000
    assert max(sizes) == 100
    assert len(sizes) < 45
