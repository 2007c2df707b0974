"""No id, name or order tells an operation from ordinary traffic: trivial classifiers do no better than chance."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec
import pytest

from redshank.simulate.operations import OPERATIONS

from .conftest import Run

_CHANCE = 0.5
_SLACK = 0.09  # about three standard errors of the area under the curve with 80 positives in the test half


def area_under_curve(scored: Iterable[tuple[float, bool]]) -> float:
    """Chance that a random positive scores above a random negative; ties count half."""
    pairs = sorted(scored)
    ranks: dict[float, float] = {}
    place = 0
    for score, count in sorted(Counter(score for score, _ in pairs).items()):
        ranks[score] = place + (count + 1) / 2
        place += count
    positives = [ranks[score] for score, positive in pairs if positive]
    negatives = len(pairs) - len(positives)
    return (sum(positives) - len(positives) * (len(positives) + 1) / 2) / (len(positives) * negatives)


def naive_bayes_area(examples: list[tuple[str, bool]]) -> float:
    """Train on characters and pairs by place on every second example, test on the others."""

    def features(text: str) -> Iterable[tuple[int, str]]:
        for place in range(len(text)):
            yield place, text[place]
            yield -1 - place, text[place : place + 2]

    ordered = sorted(examples)
    counts: dict[tuple[int, str], list[float]] = defaultdict(lambda: [1.0, 1.0])
    totals = [1.0, 1.0]
    for text, positive in ordered[::2]:
        totals[positive] += 1
        for feature in features(text):
            counts[feature][positive] += 1
    return area_under_curve(
        (
            sum(
                math.log(counts[f][1] / totals[1]) - math.log(counts[f][0] / totals[0])
                for f in features(text)
                if f in counts
            ),
            positive,
        )
        for text, positive in ordered[1::2]
    )


def _planted_ids(run: Run, path: tuple[str, ...]) -> list[tuple[str, bool]]:
    """Each id at a path once, with whether an operation's actor uses it."""
    accounts = run.truth["accounts"]
    seen: dict[str, bool] = {}
    for event in run.events:
        value = event["data"]
        for step in path:
            value = value.get(step, {})
        if isinstance(value, str):
            seen[value] = seen.get(value, False) or accounts[event["subject"]].get("role") == "actor"
    return list(seen.items())


@pytest.mark.parametrize(
    "path",
    [
        ("account", "id"),
        ("organization", "id"),
        ("session", "id"),
        ("conversation", "id"),
        ("client", "device_id"),
        ("api_key", "id"),
        ("account", "created_at"),
    ],
    ids=".".join,
)
def test_ids_say_nothing(large_run: Run, path: tuple[str, ...]) -> None:
    examples = _planted_ids(large_run, path)
    if path == ("account", "created_at"):
        examples = [(moment[17:23], positive) for moment, positive in examples]  # seconds: hours and days are behaviour
    assert sum(positive for _, positive in examples) > 25
    assert naive_bayes_area(examples) == pytest.approx(_CHANCE, abs=_SLACK)


def test_the_classifier_would_find_a_prefix() -> None:
    leaking = [(f"{'b' if number % 7 == 0 else 'a'}{number:05d}", number % 7 == 0) for number in range(700)]
    assert naive_bayes_area(leaking) > 0.95


def test_event_ids_say_nothing(large_run: Run) -> None:
    deeds = {identifier for ids in large_run.truth["operation_events"].values() for identifier in ids}
    examples = [(event["id"], event["id"] in deeds) for event in large_run.events]
    assert sum(positive for _, positive in examples) > 3_000
    assert naive_bayes_area(examples) == pytest.approx(_CHANCE, abs=0.02)


def test_order_says_nothing(large_run: Run) -> None:
    accounts = large_run.truth["accounts"]
    first: dict[str, int] = {}
    for place, event in enumerate(large_run.events):
        first.setdefault(event["subject"], place)
    by_id = sorted(accounts)
    rank = [(float(place), accounts[identifier].get("role") == "actor") for place, identifier in enumerate(by_id)]
    assert area_under_curve(rank) == pytest.approx(_CHANCE, abs=_SLACK)
    parity = [(float(place % 2), accounts[identifier].get("role") == "actor") for identifier, place in first.items()]
    assert area_under_curve(parity) == pytest.approx(_CHANCE, abs=_SLACK)


def test_every_event_of_a_type_has_the_same_keys_in_the_same_order(large_run: Run) -> None:
    """What a planted event looks like on the wire, an ordinary one looks like as well."""
    accounts = large_run.truth["accounts"]
    shapes: dict[tuple[str, ...], set[bool]] = defaultdict(set)
    for event in large_run.events:
        data = event["data"]
        shape = (event["type"], *event, *data, *data["account"], *data["client"], *data.get("tool", ()))
        shapes[shape].add(accounts[event["subject"]].get("role") == "actor")
    assert not [shape for shape, kinds in shapes.items() if kinds == {True}]


def test_mail_domains_are_shared_with_ordinary_accounts(large_run: Run) -> None:
    users: dict[str, Counter[str]] = defaultdict(Counter)
    truth = large_run.truth["accounts"]
    for account in large_run.plan.world.accounts:
        users[account.email.rpartition("@")[2]][truth[account.id].get("role", "ordinary")] += 1
    betraying = [domain for domain, roles in users.items() if roles["actor"] > 2 and not roles["ordinary"]]
    assert not betraying


def test_no_field_names_an_operation(large_run: Run) -> None:
    """Texts may speak of malware or romance; everything around them may not."""
    words = {part for each in OPERATIONS for part in re.split("_", f"{each.name}_{each.twin}") if len(part) > 5}
    words |= {"twin", "planted", "benign", "actor", "victim", "lookalike", "ordinary", "instance", "synthetic"}
    words -= {"travel"}  # companies have it in their names
    for event in large_run.events:
        data = {
            key: value for key, value in event["data"].items() if key not in ("prompt", "completion", "tool", "gen_ai")
        }
        around = msgspec.json.encode({**event, "data": data}).decode().lower()
        found = [word for word in words if word in around]
        assert not found, (found, around)
