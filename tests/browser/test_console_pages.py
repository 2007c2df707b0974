"""Every page of the console against a real instance with simulated traffic."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Instance, Watched, event, eventually

pytestmark = pytest.mark.browser


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1, name=text)).to_be_visible()


def panel(page: Page, name: str) -> Any:
    return page.get_by_role("region", name=name, exact=True)


def suspended(instance: Instance, account: str) -> str:
    """Have a probe suspend an account; the event's id."""
    return instance.send(event("login", account, probe={"wants": "suspend", "note": "so"}))[0]


def test_sign_in_refuses_then_leads_back_to_the_page_that_was_asked_for(chromium: Browser, instance: Instance) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    watched = Watched(context, instance)
    watched.expected = ["401"]
    page = watched.page
    page.goto(f"{instance.url}/search?q=type%3Alogin")
    page.wait_for_url("**/signin?next=*")
    page.get_by_label("E-mail").fill(instance.email)
    page.locator("input[name=password]").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("input[name=password]").fill(instance.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=type%3Alogin")
    expect(page.get_by_role("combobox", name="Query")).to_have_value("type:login")
    page.get_by_role("button", name="You").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.wait_for_url("**/signin*")
    watched.assert_clean()
    context.close()


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "Good to see you"),
        ("/live", "Live"),
        ("/search", "Search"),
        ("/rules", "Rules"),
        ("/webhooks", "Webhooks"),
        ("/quarantine", "Quarantine"),
        ("/audit", "Audit trail"),
        ("/settings/appearance", "Settings"),
        ("/settings/people", "Settings"),
        ("/settings/keys", "Settings"),
    ],
)
def test_each_page_opens_by_its_address(console: Watched, path: str, title: str) -> None:
    page = console.open(path)
    heading(page, re.compile(f"^{title}"))
    expect(page.get_by_role("alert")).to_have_count(0)


def test_an_unknown_address_says_so(console: Watched) -> None:
    console.page.goto(f"{console.instance.url}/nowhere")
    expect(console.page.get_by_text("No page has this address")).to_be_visible()


def test_live_streams_and_pauses(console: Watched) -> None:
    page = console.open("/live")
    expect(page.get_by_text("Streaming", exact=True)).to_be_visible()
    expect(panel(page, "Health of each part").get_by_text("database")).to_be_visible()
    console.instance.send(event("login", "acc_live_first"))
    flow = page.get_by_role("table", name="Judged events")
    expect(flow.get_by_text("acc_live_first")).to_be_visible()

    page.keyboard.press("p")
    console.instance.send(event("login", "acc_live_held"))
    expect(page.get_by_text("1 waiting")).to_be_visible()
    expect(flow.get_by_text("acc_live_held")).to_have_count(0)
    page.keyboard.press("p")
    expect(flow.get_by_text("acc_live_held")).to_be_visible()

    traffic = panel(page, "Traffic by verdict")
    traffic.get_by_role("button", name="Table").click()
    expect(traffic.get_by_role("columnheader", name="Blocked")).to_be_visible()


def test_live_asks_when_the_stream_is_cut_and_says_when_it_hears_nothing(console: Watched) -> None:
    console.expected = ["ERR_FAILED"]
    page = console.page
    page.route("**/v1/live/stream*", lambda route: route.abort())
    console.open("/live")
    expect(page.get_by_text("Stream cut: asking every 3 s")).to_be_visible()
    page.route("**/v1/live/summary*", lambda route: route.abort())
    expect(page.get_by_text(re.compile("Stale: last heard"))).to_be_visible(timeout=30_000)
    page.unroute("**/v1/live/summary*")
    page.unroute("**/v1/live/stream*")
    expect(page.get_by_text("Streaming", exact=True)).to_be_visible(timeout=40_000)


def test_search_by_query_group_and_time_keeps_its_state_in_the_address(console: Watched) -> None:
    page = console.open("/search?range=7d")
    results = page.get_by_role("table", name="Events")
    expect(results.get_by_role("row").nth(1)).to_be_visible()

    query = page.get_by_role("combobox", name="Query")
    query.fill("typ")
    page.keyboard.press("Tab")
    query.press_sequentially("login")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=type%3Alogin*")
    expect(results.get_by_role("row").nth(1)).to_contain_text("login")

    page.get_by_role("combobox", name="Group by a field").fill("Account")
    page.keyboard.press("Enter")
    groups = page.get_by_role("table", name="Top values of Account")
    expect(groups.get_by_role("row").nth(1)).to_be_visible()
    groups.get_by_role("button").nth(5).click()
    page.wait_for_url(re.compile("q=type%3Alogin.*Account%3A"))

    page.goto(f"{console.instance.url}/search?range=7d")
    histogram = page.get_by_role("slider")
    box = histogram.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.6, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, middle, steps=6)
    page.mouse.up()
    page.wait_for_url(re.compile("from=.*to="))
    page.locator("[aria-busy=false]").wait_for()
    shown = page.get_by_role("heading", level=2, name=re.compile("events?$")).first.inner_text()
    page.reload()
    expect(page.get_by_role("heading", level=2, name=shown)).to_be_visible()


def test_search_reads_on_while_it_is_scrolled(console: Watched) -> None:
    page = console.open("/search?range=30d")
    table = page.get_by_role("table", name="Events")
    expect(table.get_by_role("row").nth(20)).to_be_attached()
    with page.expect_response(lambda response: "cursor=" in response.url and response.ok):
        for _ in range(12):
            page.keyboard.press("G")
            page.wait_for_timeout(150)


def test_search_exports_what_it_shows(console: Watched) -> None:
    page = console.open("/search?range=7d&q=flagged%3Atrue")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="CSV").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert text.splitlines()[0].startswith("event_id,")
    assert len(text.splitlines()) > 1


def test_search_without_results_says_what_to_do(console: Watched) -> None:
    page = console.open("/search?range=15m&q=type%3Anothing_like_it")
    expect(page.get_by_text("No event fits")).to_be_visible()
    page.get_by_role("button", name="Look further back").click()
    page.wait_for_url("**range=1h*")


def test_search_explains_a_query_that_it_cannot_read(console: Watched) -> None:
    console.expected = ["422"]
    page = console.open('/search?q="never%20closed')
    expect(page.get_by_role("alert")).to_be_visible()


def test_search_looks_into_content_only_for_a_purpose_and_onto_the_trail(console: Watched) -> None:
    [event_id] = console.instance.send(event("prompt_submitted", "acc_inside", prompt={"text": "a quixotrope here"}))
    page = console.open(f"/events/{event_id}")
    heading(page, "prompt_submitted")
    page.goto(f"{console.instance.url}/search?q=quixotrope")
    expect(page.get_by_text("No event fits")).to_be_visible()

    page.get_by_role("button", name="Also in content").click()
    expect(page.get_by_text(re.compile("written to the audit trail"))).to_be_visible()
    page.get_by_role("combobox", name="Purpose").click()
    page.get_by_role("option", name="Appeal").click()
    page.get_by_label("Reference").fill("case-8")
    page.get_by_role("button", name="Search content").click()
    page.wait_for_url("**content=true&purpose=appeal&reference=case-8")
    results = page.get_by_role("table", name="Events")
    expect(results.get_by_text("acc_inside")).to_be_visible()
    assert "a quixotrope here" not in page.content()

    chip = page.get_by_role("button", name="Stop searching content")
    expect(chip).to_contain_text("Content searched for: Appeal")
    chip.click()
    page.wait_for_url("**/search?q=quixotrope")
    expect(page.get_by_text("No event fits")).to_be_visible()

    page.goto(f"{console.instance.url}/audit")
    entry = page.get_by_role("row").filter(has_text="content.search").first
    expect(entry).to_contain_text("case-8")
    expect(entry).to_contain_text("appeal")


def test_event_explains_its_rules_and_opens_content_only_with_a_purpose(console: Watched) -> None:
    sent = event(
        "prompt_submitted",
        "acc_story",
        prompt={"text": "a secret prompt", "system": "be kind"},
        completion={"text": "no", "refused": True},
        probe={"wants": "suspend", "note": "so"},
    )
    [event_id] = console.instance.send(sent)
    page = console.open(f"/events/{event_id}")
    heading(page, "prompt_submitted")
    why = panel(page, "Why")
    expect(why.get_by_text("the probe said so")).to_be_visible()
    expect(why.get_by_text("ProbeWants == 'suspend'")).to_be_visible()
    expect(why.get_by_text("shadow: recorded, never applied").first).to_be_visible()
    why.get_by_role("button", name=re.compile("did not hold")).click()
    expect(why.get_by_text("did not hold", exact=True).first).to_be_visible()
    expect(panel(page, "Actions").get_by_text("suspend", exact=True)).to_be_visible()

    page.keyboard.press("f")
    page.keyboard.type("ProbeNote")
    expect(page.get_by_role("table", name="Features").get_by_role("row")).to_have_count(2)
    page.keyboard.press("Escape")

    assert "a secret prompt" not in page.content()
    page.keyboard.press("r")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_label("Reference").fill("case-7")
    page.get_by_role("button", name="Reveal").click()
    content = panel(page, "Content")
    transcript = content.get_by_role("list", name="Transcript")
    expect(transcript.get_by_text("a secret prompt")).to_be_visible()
    expect(transcript.get_by_text("refused")).to_be_visible()
    content.get_by_role("button", name="Close").click()
    expect(page.get_by_text("a secret prompt")).to_have_count(0)

    page.goto(f"{console.instance.url}/audit")
    entry = page.get_by_role("row").filter(has_text="event.reveal").first
    expect(entry).to_contain_text("case-7")
    expect(entry).to_contain_text("investigation")


def test_decision_and_action_ids_lead_to_the_event(console: Watched) -> None:
    event_id = suspended(console.instance, "acc_led")
    page = console.open(f"/decisions/{event_id.replace('evt_', 'dec_')}")
    heading(page, "login")
    with console.instance.person() as client:
        action = eventually(
            lambda: client.get("/v1/actions", params={"subject": "Account/acc_led"}).json()["actions"], "an action"
        )[0]
    page.goto(f"{console.instance.url}/actions/{action['id']}")
    page.wait_for_url(f"**/events/{event_id}")


def test_subject_shows_its_standing_and_a_revert_waits_ten_seconds(console: Watched) -> None:
    suspended(console.instance, "acc_stood")
    page = console.open("/subjects/Account/acc_stood")
    standing = panel(page, "Standing")
    expect(standing.get_by_text("suspended")).to_be_visible()
    expect(standing.get_by_role("link", name="ProbeSuspend")).to_be_visible()
    expect(page.get_by_role("table", name="Timeline").get_by_text("login")).to_be_visible()

    standing.get_by_role("button", name="Revert").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("It was not her")
    page.keyboard.press("Control+Enter")
    waits = page.get_by_role("status").filter(has_text="sends in")
    expect(waits).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("u")
    expect(waits).to_have_count(0)
    expect(standing.get_by_text("suspended")).to_be_visible()

    standing.get_by_role("button", name="Revert").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("It was not her")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Send now").click()
    expect(standing.get_by_text("Nothing restricts this subject")).to_be_visible()
    expect(page.get_by_role("table", name="Actions").get_by_text("reverted", exact=True)).to_be_visible()


def test_subject_labels_are_set_and_forgotten_with_reasons(console: Watched) -> None:
    console.instance.send(event("login", "acc_labelled"))
    page = console.open("/subjects/Account/acc_labelled")
    labels = panel(page, "Labels")
    labels.get_by_role("button", name="Add").click()
    page.get_by_role("dialog").get_by_role("textbox", name="Label").fill("trusted")
    page.get_by_role("dialog").get_by_label("Reason").fill("a person looked")
    page.get_by_role("button", name="Add in 10 seconds").click()
    page.get_by_role("button", name="Send now").click()
    expect(labels.get_by_text("trusted", exact=True)).to_be_visible()
    expect(labels.get_by_text("a person looked")).to_be_visible()
    labels.get_by_role("button", name="Remove the label trusted").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("looked again")
    page.get_by_role("button", name="Remove in 10 seconds").click()
    page.get_by_role("button", name="Send now").last.click()
    expect(labels.get_by_role("button", name="Remove the label trusted")).to_have_count(0)


def test_subject_draws_what_it_is_linked_to(console: Watched) -> None:
    shared = {"client": {"ip": "203.0.113.77", "device_id": "dev_shared"}}
    console.instance.send(event("login", "acc_tied_1", **shared), event("login", "acc_tied_2", **shared))
    page = console.open("/subjects/Account/acc_tied_1")
    linked = panel(page, "Linked subjects")
    expect(linked.get_by_text("acc_tied_2").first).to_be_visible()
    linked.get_by_role("button", name="Chart").click()
    expect(linked.get_by_role("img", name=re.compile("drawn as a graph")).locator("canvas").first).to_be_visible()


def test_rules_show_hits_source_and_why_a_new_set_is_refused(console: Watched) -> None:
    suspended(console.instance, "acc_ruled")
    page = console.open("/rules?find=probe.sml")
    table = page.get_by_role("table", name="Rules")
    expect(table.get_by_role("row")).to_have_count(3)
    expect(table.get_by_role("row").filter(has_text="ProbeShadow")).to_contain_text("shadow")
    table.get_by_role("link", name="ProbeSuspend").click()
    heading(page, "ProbeSuspend")
    source = page.get_by_role("region", name=re.compile("Source of"))
    expect(source.get_by_text("ProbeSuspend", exact=False).first).to_be_visible()
    expect(page.get_by_role("table", name="Recent events").get_by_role("row").nth(1)).to_be_visible()

    probe = console.instance.rules / "rules/probe.sml"
    good = probe.read_text()
    try:
        probe.write_text(good + "\nBroken = Rule(when_all=[Undefined], description='x')\n")
        page.goto(f"{console.instance.url}/rules")
        refused = panel(page, "Refused rule set")
        expect(refused.get_by_text(re.compile("Undefined"))).to_be_visible(timeout=40_000)
        page.goto(console.instance.url)
        expect(page.get_by_text("A new rule set was refused; the old one goes on")).to_be_visible()
    finally:
        probe.write_text(good)


def test_webhooks_are_added_tested_and_dead_letters_replayed(console: Watched) -> None:
    page = console.open("/webhooks")
    page.get_by_role("button", name="Add an endpoint").click()
    page.get_by_label("Address").fill("http://127.0.0.1:9/never-there")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text(re.compile("^whsec_"))).to_be_visible()
    page.get_by_role("button", name="I have kept it").click()
    endpoints = page.get_by_role("table", name="Endpoints")
    endpoints.get_by_role("row").filter(has_text="never-there").get_by_role("button", name="Test").click()
    page.get_by_text("Dead letters", exact=True).click()
    dead = page.get_by_role("table", name="Deliveries").get_by_role("row").filter(has_text="webhook.test")
    expect(dead.first).to_be_visible(timeout=40_000)
    dead.first.get_by_role("button", name="Replay").click()
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text(re.compile("Replay .*: done"))).to_be_visible()
    endpoints.get_by_role("row").filter(has_text="never-there").get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Send now").last.click()
    expect(endpoints.get_by_text("never-there")).to_have_count(0)


def test_quarantine_is_inspected_revealed_and_discarded(console: Watched) -> None:
    instance = console.instance
    with instance.person() as client:
        client.post(
            "/v1/events",
            content=json.dumps([{"specversion": "1.0", "id": "no-type", "source": "/platform/test"}]),
            headers={"authorization": f"Bearer {instance.key}", "content-type": "application/cloudevents-batch+json"},
        )
        newest = client.get("/v1/quarantine", params={"state": "held"}).json()["events"][0]
    page = console.open(f"/quarantine?item={newest['id']}")
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Purpose").fill("find the sender's fault")
    drawer.get_by_role("button", name="Reveal").click()
    expect(drawer.get_by_text("no-type").first).to_be_visible()
    drawer.get_by_role("button", name="Discard in 10 seconds").click()
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text(re.compile("Discard the refused event .*: done"))).to_be_visible()


def test_people_are_added_and_a_viewer_is_spared_what_is_not_for_them(
    console: Watched, chromium: Browser, instance: Instance
) -> None:
    page = console.open("/settings/people")
    page.get_by_role("button", name="Add a person").click()
    page.get_by_label("Name").fill("Vera Viewer")
    page.get_by_label("E-mail").fill("vera@platform.example")
    page.get_by_role("dialog").get_by_role("combobox", name="Role").click()
    page.get_by_role("option", name=re.compile("^Viewer")).click()
    page.get_by_label("First password").fill("a long enough password")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("table", name="People").get_by_text("vera@platform.example")).to_be_visible()

    [event_id] = instance.send(event("prompt_submitted", "acc_viewed", prompt={"text": "private"}))
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    watched = Watched(context, instance)
    watched.expected = ["401"]
    watched.page.goto(f"{instance.url}/events/{event_id}")
    watched.page.get_by_label("E-mail").fill("vera@platform.example")
    watched.page.locator("input[name=password]").fill("a long enough password")
    watched.page.keyboard.press("Enter")
    expect(watched.page.get_by_text("Your role does not open content")).to_be_visible()
    watched.page.goto(f"{instance.url}/settings/appearance")
    heading(watched.page, "Settings")
    expect(watched.page.get_by_role("link", name="People")).to_have_count(0)
    watched.assert_clean()
    context.close()


def test_a_key_is_shown_once_and_revoked(console: Watched) -> None:
    page = console.open("/settings/keys")
    page.get_by_role("button", name="Make a key").click()
    page.get_by_label("Name").fill("gateway under test")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("dialog").get_by_text(re.compile("^rk_"))).to_be_visible()
    page.get_by_role("button", name="I have kept it").click()
    row = page.get_by_role("row").filter(has_text="gateway under test")
    expect(row.get_by_text("works")).to_be_visible()
    row.get_by_role("button", name="Revoke").click()
    page.get_by_role("button", name="Send now").click()
    expect(row.get_by_text("revoked")).to_be_visible()
