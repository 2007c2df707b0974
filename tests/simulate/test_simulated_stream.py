"""The laws of a run: same bytes for the same seed, exact size, order of arrival, valid events, causes first."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import datetime
from ipaddress import ip_address

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redshank.simulate import SimulationConfig, backlog, ending_now
from redshank.simulate.defects import KINDS
from redshank.simulate.errors import InvalidSimulation
from redshank.simulate.plan import draw_up
from redshank.simulate.render import render
from redshank.simulate.schema import EVENT_TYPES, event_schema
from redshank.simulate.truth import Truth

from .conftest import SMALL, Run

_DIGEST = """
import hashlib
from redshank.simulate import SimulationConfig, backlog
digest = hashlib.sha256()
for line in backlog(SimulationConfig(events=3000, accounts=400, seed=5)):
    digest.update(line)
print(digest.hexdigest())
"""


def _seconds(time: str) -> float:
    return datetime.fromisoformat(time).timestamp()


def test_same_seed_same_bytes_in_another_process() -> None:
    own = hashlib.sha256()
    for line in backlog(SimulationConfig(events=3000, accounts=400, seed=5)):
        own.update(line)
    for hash_seed in ("1", "2"):
        other = subprocess.run(
            [sys.executable, "-c", _DIGEST],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert other.stdout.strip() == own.hexdigest()


def test_another_seed_gives_other_people() -> None:
    first, second = (
        {account.id for account in draw_up(SimulationConfig(events=2000, accounts=300, seed=seed)).world.accounts}
        for seed in (1, 2)
    )
    assert len(first) == len(second) == 300
    assert not first & second


def test_as_many_lines_as_asked_for_by_arrival_within_the_span(run: Run) -> None:
    assert len(run.arrivals) == SMALL.events
    times = [arrival.at for arrival in run.arrivals]
    assert times == sorted(times)
    assert times[0] >= SMALL.start
    assert times[-1] <= SMALL.end
    assert all(b"\n" not in arrival.line for arrival in run.arrivals)


def test_every_well_formed_event_follows_the_schema(run: Run) -> None:
    validator = jsonschema_rs.validator_for(event_schema(), validate_formats=True)
    for event in run.events:
        fault = next(iter(validator.iter_errors(event)), None)
        assert fault is None, (event["type"], fault)
    assert {event["type"] for event in run.events} == set(EVENT_TYPES)


def test_the_schema_refuses_what_is_not_an_event(run: Run) -> None:
    validator = jsonschema_rs.validator_for(event_schema(), validate_formats=True)
    event = run.events[0]
    assert not validator.is_valid({**event, "type": "something_else"})
    assert not validator.is_valid({**event, "data": {**event["data"], "operation": "hydra"}})
    assert not validator.is_valid(
        {**event, "data": {key: value for key, value in event["data"].items() if key != "client"}}
    )


def test_nothing_happens_before_its_cause(run: Run) -> None:
    signed_up = Counter(event["subject"] for event in run.events if event["type"] == "account_created")
    assert set(signed_up.values()) == {1}
    keys_made: dict[str, float] = {}
    for event in run.events:
        account, at = event["data"]["account"], _seconds(event["time"])
        created = _seconds(account["created_at"])
        # Milliseconds are cut, and the last stretch of a run is pressed together.
        assert at >= min(created, SMALL.end - 7200) - 0.001
        if event["type"] == "account_created":
            assert created >= SMALL.start - 0.001
        elif created >= SMALL.start:
            assert account["id"] in signed_up
        if event["type"] == "api_key_created":
            keys_made[event["data"]["api_key"]["id"]] = at
    for event in run.events:
        key = event["data"].get("api_key", {}).get("id")
        if key in keys_made:
            assert _seconds(event["time"]) >= keys_made[key]


def test_paid_plans_are_paid_for_at_sign_up(large_run: Run) -> None:
    """A paid sign-up without a payment would be a mark that only some accounts bear."""
    paid = {event["subject"] for event in large_run.events if event["type"] == "payment_attempted"}
    signed_up = [
        e for e in large_run.events if e["type"] == "account_created" and e["data"]["account"]["plan"] == "pro"
    ]
    assert len(signed_up) > 100
    # A visit may be cut short by the number of events that was asked for.
    assert sum(event["subject"] in paid for event in signed_up) > 0.95 * len(signed_up)


def test_answers_follow_their_prompts(run: Run) -> None:
    asked: dict[tuple[str, int], float] = {}
    for event in run.events:
        if event["type"] in ("prompt_submitted", "image_requested"):
            place = (event["data"]["conversation"]["id"], event["data"]["conversation"]["turn"])
            asked[place] = min(_seconds(event["time"]), asked.get(place, 1e12))
    answers = [event for event in run.events if event["type"] == "completion_returned"]
    assert answers
    for event in answers:
        conversation = event["data"]["conversation"]
        assert _seconds(event["time"]) >= asked[conversation["id"], conversation["turn"]]


def test_every_account_appears_where_there_is_room() -> None:
    run_ids: set[bytes] = set()
    config = SimulationConfig(events=20_000, accounts=1_000, malformed_share=0)
    for line in backlog(config):
        place = line.index(b'"subject":"') + 11
        run_ids.add(line[place : place + 24])
    assert len(run_ids) == 1_000


def test_truth_counts_what_was_sent(run: Run) -> None:
    truth, counts = run.truth, run.truth["counts"]
    lines = Counter(arrival.line for arrival in run.arrivals)
    assert counts["lines"] == len(run.arrivals) == SMALL.events
    assert counts["events"] == len(run.events)
    assert counts["duplicates"] == len(truth["duplicates"]) == round(SMALL.events * SMALL.duplicate_share)
    assert counts["malformed"] == len(truth["malformed"]) == round(SMALL.events * SMALL.malformed_share)
    assert counts["late"] == len(truth["late"]) == round(len(run.events) * SMALL.late_share)
    assert sum(lines.values()) - len(lines) == counts["duplicates"]
    known = {event["id"]: event for event in run.events}
    assert set(truth["duplicates"]) <= known.keys()
    assert not {entry["id"] for entry in truth["malformed"]} & known.keys()
    assert set(truth["accounts"]) == {account.id for account in run.plan.world.accounts}
    for operation, ids in truth["operation_events"].items():
        for identifier in ids:
            assert truth["accounts"][known[identifier]["subject"]]["operation"] == operation


def test_late_events_arrive_as_late_as_the_truth_says(run: Run) -> None:
    late = {entry["id"]: entry["delay_s"] for entry in run.truth["late"]}
    first: dict[str, float] = {}
    for arrival in run.arrivals:
        first.setdefault(arrival.line[27:51].decode("latin-1"), arrival.at)
    for event in run.events:
        delay = first[event["id"]] - _seconds(event["time"])
        if event["id"] in late:
            assert delay == pytest.approx(late[event["id"]], abs=0.01)
        else:
            assert -0.001 <= delay < 30
    assert max(late.values()) > 3600


def test_malformed_lines_come_in_every_kind() -> None:
    plan = draw_up(SimulationConfig(events=4_000, accounts=300, malformed_share=0.1, operations=False))
    truth = Truth(plan)
    assert len(list(render(plan, truth))) == 4_000
    assert {entry["kind"] for entry in truth.document()["malformed"]} == set(KINDS)


def test_hostile_strings_reach_several_fields(large_run: Run) -> None:
    fields = {"user_agent": 0, "email": 0, "prompt": 0, "result": 0}
    for event in large_run.events:
        data = event["data"]
        fields["user_agent"] += any(
            mark in data["client"]["user_agent"] for mark in ("<script", "=HYPER", "\u202e", "${")
        )
        fields["email"] += data["account"]["email"].startswith(("=", "<", "-", "@", '"'))
        fields["prompt"] += "<img src=x" in data.get("prompt", {}).get("text", "")
        fields["result"] += any(
            mark in data.get("tool", {}).get("result", "")
            for mark in ("onerror", "previous instructions", "DROP TABLE", "checks")
        )
    assert all(fields.values()), fields


def test_addresses_and_domains_exist_nowhere(run: Run) -> None:
    for event in run.events:
        client, account = event["data"]["client"], event["data"]["account"]
        assert not ip_address(client["ip"]).is_global
        assert account["email_domain"].endswith(".example")
        assert account["email"].endswith("@" + account["email_domain"])


def test_prompts_are_many_and_in_several_languages(large_run: Run) -> None:
    accounts = large_run.truth["accounts"]
    texts = {
        event["data"]["prompt"]["text"]
        for event in large_run.events
        if "prompt" in event["data"] and accounts[event["subject"]]["kind"] == "ordinary"
    }
    assert len(texts) > 8_000
    for sample in (
        "fotosíntesis",
        "Photosynthese",
        "photosynthèse",
        "光合成",
        "التمثيل",
        "प्रकाश",
        "fotosynteza",
        "fotosentez",
    ):
        assert any(sample.lower() in text.lower() for text in texts), sample


def test_weeks_and_days_have_their_rhythm(large_run: Run) -> None:
    accounts = {account.id: account for account in large_run.plan.world.accounts}
    hours: Counter[int] = Counter()
    for event in large_run.events:
        account = accounts[event["subject"]]
        if account.rhythm == "people" and account.membership is None:
            hours[int((_seconds(event["time"]) / 3600 + account.country.zone) % 24)] += 1
    night, evening = sum(hours[hour] for hour in (2, 3, 4)), sum(hours[hour] for hour in (19, 20, 21))
    assert evening > 5 * night


def test_tokens_are_heavy_tailed(large_run: Run) -> None:
    tokens = sorted(
        event["data"]["gen_ai"]["usage"]["output_tokens"]
        for event in large_run.events
        if event["type"] == "completion_returned" and event["data"]["surface"] == "chat"
    )
    assert tokens[int(len(tokens) * 0.99)] > 5 * tokens[len(tokens) // 2]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(-(2**70), 2**70),
    events=st.integers(1, 400),
    accounts=st.integers(1, 120),
    days=st.floats(0.001, 60),
    start=st.floats(0, 3.9e9),
    shares=st.tuples(*[st.floats(0, 0.5)] * 4),
)
def test_any_configuration_keeps_the_laws(
    seed: int, events: int, accounts: int, days: float, start: float, shares: tuple[float, float, float, float]
) -> None:
    late, duplicate, malformed, hostile = shares
    config = SimulationConfig(
        seed, events, days, accounts, start, late, duplicate, malformed, hostile, operations=False
    )
    plan = draw_up(config)
    truth = Truth(plan)
    arrivals = list(render(plan, truth))
    counts = truth.document()["counts"]
    times = [arrival.at for arrival in arrivals]
    assert times == sorted(times)
    assert len(arrivals) == counts["lines"]
    assert counts["events"] == max(1, events - round(events * duplicate) - round(events * malformed))
    assert len(arrivals) == events or duplicate + malformed > 0.9
    assert config.start - 1e-6 <= times[0] <= times[-1] <= config.end + 1e-6
    assert len(plan.world.accounts) == accounts


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**9), events=st.integers(1, 9_000), days=st.floats(0.02, 40))
def test_operations_fit_into_any_run(seed: int, events: int, days: float) -> None:
    config = SimulationConfig(seed=seed, events=events, days=days, accounts=600)
    arrivals = list(render(draw_up(config)))
    assert len(arrivals) == events
    assert arrivals[-1].at <= config.end


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"events": 0}, "events"),
        ({"accounts": 0}, "accounts"),
        ({"days": 0.0}, "days"),
        ({"days": float("nan")}, "days"),
        ({"start": -1.0}, "start"),
        ({"late_share": 0.6}, "late_share"),
        ({"hostile_share": -0.1}, "hostile_share"),
    ],
)
def test_impossible_configurations_are_refused(given: dict[str, float], where: str) -> None:
    with pytest.raises(InvalidSimulation) as refusal:
        SimulationConfig(**given)  # type: ignore[arg-type]
    assert refusal.value.where == where


def test_too_few_accounts_for_the_operations_is_refused_with_a_way_out() -> None:
    with pytest.raises(InvalidSimulation) as refusal:
        draw_up(SimulationConfig(events=20_000, accounts=20))
    needed = int(str(refusal.value.mend).split("at least ")[1].split()[0])
    assert len(draw_up(SimulationConfig(events=20_000, accounts=needed)).world.accounts) == needed


def test_backlog_ends_now_and_reports_its_truth() -> None:
    reports: list[Truth] = []
    config = ending_now(SimulationConfig(events=2_000, accounts=400, days=3), now=1_800_000_000.0)
    lines = list(backlog(config, reports.append))
    times = sorted(
        line.partition(b'"time":"')[2][:24].decode() for line in lines if line.startswith(b'{"specversion":"1.0"')
    )
    assert times[-1] <= "2027-01-15T08:00:00.000Z"
    assert times[-1] > "2027-01-15T05:00:00.000Z"
    assert reports[0].document()["counts"]["lines"] == 2_000
