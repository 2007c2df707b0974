"""The console without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import Watched, event

pytestmark = pytest.mark.browser


def test_letters_lead_to_every_page(console: Watched) -> None:
    page = console.open("/")
    for keys, path in {
        "gl": "/live",
        "gs": "/search",
        "gr": "/rules",
        "gw": "/webhooks",
        "gq": "/quarantine",
        "ga": "/audit",
        "g,": "/settings/appearance",
        "gh": "/",
    }.items():
        page.keyboard.type(keys)
        page.wait_for_url(re.compile(f"{re.escape(console.instance.url + path)}(\\?.*)?$"))


def test_rows_are_walked_and_opened(console: Watched) -> None:
    page = console.open("/search?range=7d")
    table = page.get_by_role("table", name="Events")
    expect(table.get_by_role("row").nth(3)).to_be_visible()
    page.keyboard.type("jjjk")
    expect(table.locator("tr[data-selected]")).to_have_attribute("data-index", "1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/events/evt_*")
    expect(page.get_by_role("region", name="What happened")).to_be_visible()
    page.keyboard.press("s")
    page.wait_for_url("**/subjects/*/*")
    page.go_back()
    page.go_back()
    page.wait_for_url("**/search?range=7d")


def test_a_pasted_id_opens_its_page(console: Watched) -> None:
    [event_id] = console.instance.send(event("login", "acc_pasted"))
    page = console.open("/")
    for pasted, path in {
        event_id: f"/events/{event_id}",
        event_id.replace("evt_", "dec_"): f"/decisions/{event_id.replace('evt_', 'dec_')}",
        "acc_pasted": "/subjects/Account/acc_pasted",
        "Account/acc_pasted": "/subjects/Account/acc_pasted",
    }.items():
        page.keyboard.press("Control+k")
        page.get_by_role("combobox", name="Find").fill(pasted)
        expect(page.get_by_role("option").first).to_contain_text(re.compile("Open"))
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{path}")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_map_is_shown_and_a_key_is_remapped(console: Watched) -> None:
    page = console.open("/settings/appearance")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog").get_by_text("Pause or resume the flow")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.get_by_role("button", name="Change the keys of Live").click()
    field = page.get_by_role("textbox", name="New keys for Live")
    field.press("j")
    expect(page.get_by_text(re.compile("Taken by"))).to_be_visible()
    field.press("Backspace")
    field.press("9")
    field.press("Enter")
    page.keyboard.press("9")
    page.wait_for_url("**/live")
    page.goto(f"{console.instance.url}/search")
    page.wait_for_selector("main")
    page.keyboard.press("9")
    page.wait_for_url("**/live")


def test_keys_stay_in_fields_while_typing(console: Watched) -> None:
    page = console.open("/search")
    page.keyboard.press("/")
    page.keyboard.type("gl?")
    expect(page.get_by_role("combobox", name="Query")).to_have_value("gl?")
    assert "/search" in page.url


def test_focus_is_visible_and_the_page_is_reached_first(console: Watched) -> None:
    page = console.open("/rules")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
