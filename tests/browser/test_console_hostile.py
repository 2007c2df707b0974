"""Strings that attack whoever looks at them stay text on every page that shows them."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from .conftest import HOSTILE, Instance, Watched, event

pytestmark = pytest.mark.browser


PATHS = (
    "/",
    "/live",
    "/search?range=1h",
    "/rules",
    "/rules/ProbeSuspend",
    "/webhooks",
    "/quarantine",
    "/audit",
    "/settings/people",
    "/settings/keys",
)


@pytest.fixture(scope="module")
def attacked(instance: Instance) -> list[str]:
    """Events with a hostile string in every field that a platform fills, and the same in what people write."""
    sent = []
    for number, text in enumerate(HOSTILE):
        one = event(
            "prompt_submitted" if number % 2 else text,
            f"acc_{text}",
            surface=text,
            organization={"id": text},
            session={"id": text},
            conversation={"id": text, "turn": 1},
            client={"ip": "203.0.113.9", "user_agent": text, "device_id": text, "country": text},
            prompt={"text": f"{text} https://evil.example/{number}", "system": text},
            completion={"text": text},
            tool={"name": text, "arguments": {text: text}, "result": text},
            report={"reason": text},
            probe={"wants": "suspend", "note": text},
        )
        sent.append(one | {"id": f"{number} {text}", "source": f"/{quote(text)}"})
    ids = instance.send(*sent)
    headers = {"authorization": f"Bearer {instance.key}", "content-type": "application/cloudevents-batch+json"}
    with instance.person() as client:
        client.post("/v1/events", content=json.dumps([{"id": HOSTILE[0], "type": HOSTILE[1]}]), headers=headers)
        client.post("/v1/webhooks", json={"url": "http://127.0.0.1:9/x", "description": HOSTILE[0]})
        client.post("/v1/keys", json={"name": HOSTILE[1], "scopes": ["read"]})
        client.post(
            "/v1/people",
            json={"email": "mallory@platform.example", "name": HOSTILE[0], "role": "viewer", "password": "p" * 20},
        )
        subject = f"/v1/subjects/Account/{quote('acc_' + HOSTILE[0], safe='')}/labels/trusted"
        assert client.put(subject, json={"reason": HOSTILE[5]}).status_code == 200
    return ids


def test_lists_show_hostile_strings_as_text(console: Watched, attacked: list[str]) -> None:
    assert attacked
    for path in PATHS:
        page = console.open(path)
        page.wait_for_load_state("networkidle") if path != "/live" else page.wait_for_timeout(1500)
        console.assert_clean()
    for field in ("type", "surface", "Account", "Device"):
        page = console.open(f"/search?range=1h&group_by={field}")
        table = page.get_by_role("table", name=f"Top values of {field}")
        expect(table.get_by_role("row").nth(1)).to_be_visible()
        if field != "surface":
            expect(table.get_by_text(HOSTILE[0]).first).to_be_attached()
        console.assert_clean()


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_event_and_its_content_stay_inert(console: Watched, attacked: list[str], number: int) -> None:
    page = console.open(f"/events/{attacked[number]}")
    expect(page.get_by_role("region", name="Why")).to_contain_text("ProbeSuspend")
    page.get_by_role("button", name="Show the").click()
    page.get_by_role("combobox", name="Purpose").click()
    page.get_by_role("option", name="Investigation").click()
    page.get_by_role("button", name="Reveal").click()
    content = page.get_by_role("region", name="Content", exact=True)
    expect(content.get_by_role("list", name="Transcript").get_by_text("hxxps://evil[.]example")).to_be_visible()
    content.get_by_role("button", name="All fields").click()
    expect(content.get_by_text("user_agent")).to_be_visible()


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_subject_with_a_hostile_id_has_its_page(console: Watched, attacked: list[str], number: int) -> None:
    assert attacked
    page = console.open(f"/subjects/Account/{quote('acc_' + HOSTILE[number], safe='')}")
    expect(page.get_by_role("region", name="Standing")).to_contain_text("suspended")
    linked = page.get_by_role("region", name="Linked subjects")
    if linked.get_by_role("button", name="Chart").count():
        linked.get_by_role("button", name="Chart").click()
        expect(linked.locator("canvas").first).to_be_visible()


def test_text_that_turns_the_reading_order_is_named(console: Watched, attacked: list[str]) -> None:
    page = console.open(f"/events/{attacked[2]}")
    expect(page.get_by_text("RLO", exact=True).first).to_be_visible()
    assert "\u202e" not in page.evaluate("document.body.innerText")
