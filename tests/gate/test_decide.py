"""Decide: the answer, actions that follow, standing, labels by people, and the explanation."""

from __future__ import annotations

from redshank.bootstrap.lake import LakeParts
from redshank.enforcement.engine import StandingTable
from redshank.events.lake.service import move


async def test_a_suspension_is_seen_by_the_next_decide_and_can_be_taken_back(served, make_event, wait_until):
    first = await served.decide(make_event(1, prompt={"text": "forbidden"}))
    assert first["verdict"] == "block"
    assert [(action["type"], action["subject"]) for action in first["actions"]] == [
        ("block", None),
        ("suspend", "Account/acc_1"),
    ]
    second = await served.decide(make_event(2))
    assert second["verdict"] == "block"
    assert second["standing"]["state"] == "suspended"
    assert second["standing"]["subject"] == "Account/acc_1"
    assert (await served.decide(make_event(3, "acc_2")))["standing"]["state"] == "active"

    suspend = first["actions"][1]["id"]
    refused = await served.client.post(f"/v1/actions/{suspend}/revert", json={"reason": " "})
    assert refused.status_code == 422
    reverted = await served.client.post(f"/v1/actions/{suspend}/revert", json={"reason": "a mistake"})
    assert reverted.json()["state"] == "reverted"
    await wait_until(lambda: served.pipeline.judge.table.of(("Account", "acc_1"), 2e9) is None, 1.0)
    assert (await served.decide(make_event(4)))["standing"]["state"] == "active"
    again = await served.client.post(f"/v1/actions/{suspend}/revert", json={"reason": "again"})
    assert again.status_code == 409
    (standing,) = await served.rows("SELECT state FROM standing")
    assert standing["state"] == "active"
    (entry,) = await served.rows("SELECT detail FROM audit_log WHERE verb = 'action.revert'")
    assert "a mistake" in str(entry["detail"])


async def test_a_lasting_action_is_not_issued_again_while_it_lasts(served, make_event):
    await served.send(*(make_event(n) for n in range(3)))
    first = await served.decide(make_event("a"))
    second = await served.decide(make_event("b"))
    assert first["actions"][0]["in_force"] is False
    assert second["actions"][0]["in_force"] is True
    assert first["actions"][0]["id"] == second["actions"][0]["id"]
    rows = await served.rows("SELECT type, subject_type, subject_id, state FROM actions")
    assert rows == [{"type": "throttle", "subject_type": "Account", "subject_id": "acc_1", "state": "done"}]
    (decision,) = await served.rows("SELECT * FROM decisions")
    assert (decision["policies"], decision["severity"], decision["rules"]) == (["fraud/flood"], "medium", ["Flood"])
    assert len(decision["evidence_sha256"]) == 32


async def test_shadow_is_recorded_and_never_applied(served, make_event):
    await served.send(make_event(1))
    answer = await served.decide(make_event(2))
    assert answer["shadow"]["rules"] == ["Quiet"]
    assert (answer["verdict"], answer["actions"]) == ("allow", [])
    assert await served.rows("SELECT 1 FROM actions") == []


async def test_standing_survives_a_restart(serve, make_event):
    async with serve() as served:
        await served.decide(make_event(1, prompt={"text": "forbidden"}))
    async with serve() as served:
        assert (await served.decide(make_event(2)))["standing"]["state"] == "suspended"


async def test_people_put_labels_that_rules_read_from_the_next_event_on(serve, make_event):
    async with serve() as served:
        put = await served.client.put(
            "/v1/subjects/Account/acc_1/labels/trusted", json={"status": "added", "reason": "vouched for"}
        )
        assert put.status_code == 200, put.text
        assert (await served.decide(make_event(1)))["verdicts"] == ["known"]
        put = await served.client.put(
            "/v1/subjects/Account/acc_1/labels/rich", json={"status": "removed", "reason": "never rich"}
        )
        changed = await served.decide(make_event(2, amount=500))
        assert changed["labels"] == []  # a person's word stands
        undeclared = await served.client.put(
            "/v1/subjects/Account/acc_1/labels/nothing", json={"reason": "there is none"}
        )
        assert undeclared.status_code == 422
        facts = await served.rows("SELECT seq, status, note, event FROM label_facts ORDER BY seq")
        assert [(fact["status"], fact["note"], fact["event"]) for fact in facts] == [
            ("MANUALLY_ADDED", "vouched for", None),
            ("MANUALLY_REMOVED", "never rich", None),
        ]
        assert [fact["seq"] for fact in facts] == [1, 3]
    async with serve() as served:
        assert (await served.decide(make_event(3)))["verdicts"] == ["known"]
        cleared = await served.client.delete(
            "/v1/subjects/Account/acc_1/labels/trusted", params={"reason": "no longer"}
        )
        assert cleared.status_code == 200
        assert (await served.decide(make_event(4)))["verdicts"] == []


async def test_a_decision_is_explained_without_content(served, make_event):
    await served.send(*(make_event(n) for n in range(3)))
    decided = await served.decide(make_event("x", prompt={"text": "forbidden secret words"}))
    answer = await served.client.get(f"/v1/decisions/{decided['decision_id']}")
    assert answer.status_code == 200, answer.text
    assert "secret words" not in answer.text
    explained = answer.json()
    rules = {rule["name"]: rule for rule in explained["rules"]}
    assert rules["Flood"]["state"] == "held"
    assert rules["Flood"]["conditions"] == [{"text": "Seen >= 3", "value": True}]
    assert rules["Rich"]["state"] == "not"
    assert rules["Known"]["conditions"][0]["value"] is False
    assert rules["Bad"]["state"] == "held"
    assert [(window["name"], window["value"], window["within_s"]) for window in explained["windows"]] == [
        ("Seen", 3, 3600.0)
    ]
    assert explained["hidden_features"] == ["Text"]
    assert {action["type"] for action in explained["actions"]} == {"throttle", "block", "suspend"}
    assert explained["conditions_known"] is True
    async with served.container.database.begin() as tx:
        await tx.run("UPDATE event_log SET content = NULL")
    later = (await served.client.get(f"/v1/decisions/{decided['decision_id']}")).json()
    assert later["conditions_known"] is False
    assert {rule["name"]: rule["state"] for rule in later["rules"]} == {
        rule["name"]: rule["state"] for rule in explained["rules"]
    }
    missing = await served.client.get(f"/v1/decisions/dec_{'0' * 26}")
    assert missing.status_code == 404
    assert (await served.client.get("/v1/decisions/nonsense")).status_code == 422


async def test_rules_are_listed_with_their_hits(served, make_event):
    await served.send(*(make_event(n) for n in range(5)))
    listed = (await served.client.get("/v1/rules")).json()
    hits = {rule["name"]: (rule["hits_24h"], rule["shadow_hits_24h"]) for rule in listed["rules"]}
    assert hits["Flood"] == (2, 0)
    assert hits["Quiet"] == (0, 4)
    detail = (await served.client.get("/v1/rules/Flood")).json()
    assert detail["series"][-1]["hits"] + detail["series"][-2]["hits"] == 2
    assert len(detail["recent"]) == 2
    assert "Flood = Rule(" in detail["source"]
    assert (await served.client.get("/v1/rules/Nothing")).status_code == 404


async def test_files_are_checked_and_not_kept(served, main_rules):
    good = await served.client.post("/v1/rules/check", json={"files": {"main.sml": "A = 1\n"}})
    assert good.json()["valid"] is True
    bad = await served.client.post("/v1/rules/check", json={"files": {"main.sml": main_rules}})
    assert bad.json()["valid"] is False
    assert bad.json()["diagnostics"][0]["line"] > 0
    assert len(await served.rows("SELECT 1 FROM rule_sets")) == 1


def test_an_empty_table_knows_nobody():
    assert StandingTable().weightiest([("Account", "a")], 0.0) is None


async def test_a_decision_that_the_log_let_go_is_explained_from_the_lake(served, make_event):
    decided = await served.decide(make_event(1, amount=500))
    lake = await served.container.get(LakeParts).lake()
    async with served.container.database.begin() as tx:
        await move(tx, lake)
        await tx.run("DELETE FROM event_log")
    explained = await served.client.get(f"/v1/decisions/{decided['decision_id']}")
    assert explained.status_code == 200, explained.text
    rules = {rule["name"]: rule["state"] for rule in explained.json()["rules"]}
    assert (rules["Rich"], rules["Flood"]) == ("held", "not")
    assert explained.json()["conditions_known"] is False
