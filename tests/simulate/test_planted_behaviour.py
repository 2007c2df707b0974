"""Each operation shows what its explanation says, and its twin does not."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from redshank.simulate.operations import OPERATIONS

from .conftest import Run

Event = dict[str, Any]


def _at(event: Event) -> float:
    return datetime.fromisoformat(event["time"]).timestamp()


def _by(events: list[Event], *path: str) -> dict[str, list[Event]]:
    """Events by the value at a path of their data."""
    groups: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        value: Any = event["data"]
        for step in path:
            value = value.get(step, {})
        if isinstance(value, str | int):
            groups[str(value)].append(event)
    return groups


def _distinct(events: list[Event], *path: str) -> int:
    return len(_by(events, *path))


def _refused(events: list[Event]) -> float:
    answers = [event["data"]["completion"]["refused"] for event in events if event["type"] == "completion_returned"]
    return sum(answers) / len(answers)


def _prompts(events: list[Event]) -> list[str]:
    return [event["data"]["prompt"]["text"] for event in events if event["type"] == "prompt_submitted"]


def test_twelve_operations_and_their_twins_are_there(run: Run) -> None:
    assert len({operation.name for operation in OPERATIONS} | {operation.twin for operation in OPERATIONS}) == 24
    for operation in OPERATIONS:
        assert len(run.of(operation.name)) >= 50, operation.name
        assert len(run.of(operation.name, "twin")) >= 50, operation.twin
        assert len(run.deeds(operation.name)) >= 40, operation.name


def test_operations_are_a_small_share(large_run: Run) -> None:
    roles = Counter(account.get("role", "ordinary") for account in large_run.truth["accounts"].values())
    assert 0.01 < roles["actor"] / sum(roles.values()) < 0.05
    deeds = sum(len(ids) for ids in large_run.truth["operation_events"].values())
    assert 0.03 < deeds / len(large_run.events) < 0.12


def test_farmers_share_devices_and_students_share_an_address(run: Run) -> None:
    farm, course = run.of("free_tier_farming"), run.of("free_tier_farming", "twin")
    assert _distinct(farm, "account", "id") > 2 * _distinct(farm, "client", "device_id")
    assert _distinct(course, "account", "id") <= _distinct(course, "client", "device_id")
    signed_up = [event for event in course if event["type"] == "account_created"]
    assert max(map(_at, signed_up)) - min(map(_at, signed_up)) < 3600
    assert max(len(_by(events, "account", "id")) for events in _by(course, "client", "ip").values()) >= 15


def test_a_stolen_key_is_in_many_countries_at_once(run: Run) -> None:
    def most_countries_in_six_hours(events: list[Event]) -> int:
        most = 0
        for used in _by(events, "api_key", "id").values():
            for window in _by(
                [{"data": {"slot": int(_at(event) // 21_600), **event["data"]}} for event in used], "slot"
            ).values():
                most = max(most, _distinct(window, "client", "country"))
        return most

    assert most_countries_in_six_hours(run.of("key_theft")) >= 4
    assert most_countries_in_six_hours(run.of("key_theft", "twin")) <= 3
    assert {
        account["role"] for account in run.truth["accounts"].values() if account.get("operation") == "key_theft"
    } == {
        "victim",
        "lookalike",
    }


def test_rotated_keys_fall_silent(run: Run) -> None:
    team = run.of("key_theft", "twin")
    made = [event for event in team if event["type"] == "api_key_created"]
    assert made
    for event in made:
        own = [other for other in team if other["subject"] == event["subject"] and other["data"].get("api_key")]
        # A program that was at work when the key changed ends its run with the old one.
        late = [other for other in own if _at(other) > _at(event) + 7200]
        assert {other["data"]["api_key"]["id"] for other in late} <= {event["data"]["api_key"]["id"]}


def test_copied_items_never_repeat_and_benchmarks_do(run: Run) -> None:
    copied, evaluated = _prompts(run.deeds("distillation")), _prompts(run.of("distillation", "twin"))
    assert len(set(copied)) == len(copied)
    assert len(set(evaluated)) < 0.6 * len(evaluated)
    assert _distinct(run.of("distillation", "twin"), "organization", "id") == 1
    assert _distinct(run.of("distillation"), "organization", "id") == _distinct(run.of("distillation"), "account", "id")


def test_probers_and_red_team_are_refused_alike(run: Run) -> None:
    probers, team = run.of("jailbreak_probing"), run.of("jailbreak_probing", "twin")
    assert _refused(probers) > 0.4
    assert _refused(team) > 0.6
    assert _distinct(team, "organization", "id") == 1
    assert _distinct(probers, "organization", "id") > 5


def test_the_banned_come_back_on_the_same_device_or_card(run: Run) -> None:
    actors = defaultdict(set)
    for identifier, account in run.truth["accounts"].items():
        if account.get("operation") == "ban_evasion" and account["kind"] == "operation":
            actors[account["instance"]].add(identifier)
    events = run.of("ban_evasion")
    for identifiers in actors.values():
        own = [event for event in events if event["subject"] in identifiers]
        lives = _by(own, "account", "id")
        anchors = [
            events
            for path in (("client", "device_id"), ("payment", "fingerprint"))
            for events in _by(own, *path).values()
        ]
        assert max(_distinct(shared, "account", "id") for shared in anchors) >= 2
        assert len(lives) >= 2
    assert any(event["type"] == "message_reported" for event in events)
    twins = run.of("ban_evasion", "twin")
    assert not any(event["type"] == "message_reported" for event in twins)
    assert _refused(twins) < 0.1 < _refused(events)


def test_the_ring_asks_for_money_and_is_reported(large_run: Run) -> None:
    ring, writers = large_run.of("romance_scam"), large_run.of("romance_scam", "twin")
    assert sum(event["type"] == "message_reported" for event in ring) >= 3
    assert sum(event["type"] == "message_reported" for event in writers) <= 1
    money = [text for text in _prompts(ring) if "gift card" in text or "wallet" in text]
    assert len(money) > 10
    assert _distinct(ring, "account", "id") > _distinct(
        [e for e in ring if e["type"] == "prompt_submitted"], "client", "device_id"
    )


def test_the_team_has_one_issue_and_the_agency_many_clients(run: Run) -> None:
    issue = Counter(text for text in _prompts(run.of("influence_operation")) if "harbour referendum" in text)
    assert sum(issue.values()) > 0.6 * len(_prompts(run.of("influence_operation")))
    assert _distinct(run.of("influence_operation", "twin"), "organization", "id") == 1
    for kind in ("operation", "twin"):
        assert any(e["data"].get("tool", {}).get("name") == "social.post" for e in run.of("influence_operation", kind))


def test_malware_files_are_shared_and_evasion_is_refused(run: Run) -> None:
    group, researchers = run.of("malware_iteration"), run.of("malware_iteration", "twin")
    hashes = _by(group, "file", "sha256")
    assert any(_distinct(events, "account", "id") > 1 for events in hashes.values())
    assert hashes.keys() & _by(researchers, "file", "sha256").keys()
    assert _refused(group) > 4 * _refused(researchers)


def test_victims_send_outwards_after_a_hostile_page(run: Run) -> None:
    def obeyed(events: list[Event]) -> int:
        """Conversations in which a hostile result is followed by sending."""
        count = 0
        for conversation in _by(events, "conversation", "id").values():
            tools = [event["data"]["tool"] for event in sorted(conversation, key=_at) if "tool" in event["data"]]
            hostile = [place for place, tool in enumerate(tools) if "what you have read" in tool.get("result", "")]
            hostile += [
                p
                for p, tool in enumerate(tools)
                if any(w in tool.get("result", "") for w in ("mails to", "files to", "contacts to"))
            ]
            sends = [
                place
                for place, tool in enumerate(tools)
                if tool["name"] in ("mail.send", "http.post") and "arguments" in tool
            ]
            count += any(send > min(hostile) for send in sends) if hostile else 0
        return count

    victims, readers = run.of("tool_injection"), run.of("tool_injection", "twin")
    assert obeyed(victims) >= 5
    assert obeyed(readers) <= 1


def test_relayed_conversations_hop_between_accounts(run: Run) -> None:
    relay, licensed = run.of("reseller_relay"), run.of("reseller_relay", "twin")

    def hops(events: list[Event]) -> int:
        return sum(_distinct(thread, "account", "id") > 1 for thread in _by(events, "conversation", "id").values())

    assert hops(relay) >= 5
    assert hops(licensed) == 0
    assert not any("end_user" in event["data"] for event in relay)
    assert _distinct(licensed, "end_user", "id") > 50


def test_testers_try_many_cards_and_subscribers_few(run: Run) -> None:
    def most_cards(events: list[Event]) -> int:
        return max(_distinct(own, "payment", "fingerprint") for own in _by(events, "account", "id").values())

    assert most_cards(run.of("card_testing")) >= 12
    assert most_cards(run.of("card_testing", "twin")) <= 8
    outcomes = Counter(e["data"]["payment"]["outcome"] for e in run.of("card_testing") if "payment" in e["data"])
    assert outcomes["declined"] > 0.7 * sum(outcomes.values())


def test_each_head_of_the_hydra_stays_small_and_goes_on_with_anothers_text(large_run: Run) -> None:
    hydra, cron = large_run.deeds("low_and_slow_hydra"), large_run.of("low_and_slow_hydra", "twin")
    for own in _by(hydra, "account", "id").values():
        days = Counter(int(_at(event) // 86_400) for event in own if event["type"] == "prompt_submitted")
        assert max(days.values()) <= 8
    written = {e["data"]["completion"]["text"]: e["subject"] for e in hydra if e["type"] == "completion_returned"}
    others = 0
    for event in hydra:
        if event["type"] == "prompt_submitted":
            quoted = event["data"]["prompt"]["text"].removeprefix("Go on after: ")
            others += written.get(quoted, event["subject"]) != event["subject"]
    assert others > 0.8 * len(_prompts(hydra))
    assert _distinct(hydra, "prompt", "system") == 1 == _distinct(cron, "prompt", "system")
    for programs in (hydra, cron):
        asking = [event for event in programs if event["type"] == "prompt_submitted"]
        assert _distinct(asking, "client", "user_agent") == 1
    fingerprints = _by(hydra, "payment", "fingerprint").values()
    assert max(_distinct(paid, "account", "id") for paid in fingerprints) >= 2
    assert _distinct(cron, "organization", "id") == _distinct(cron, "account", "id")
