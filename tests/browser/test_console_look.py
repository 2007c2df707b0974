"""Widths, themes and times of the console."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, expect

from .conftest import Instance, Watched, event

pytestmark = pytest.mark.browser

PATHS = (
    "/",
    "/live",
    "/search?range=7d&group_by=type",
    "/rules",
    "/rules/ProbeSuspend",
    "/webhooks",
    "/quarantine",
    "/audit",
    "/settings/appearance",
    "/settings/people",
    "/settings/keys",
    "/subjects/Account/acc_looked",
)


@pytest.mark.parametrize("width", [1440, 900, 600])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_its_window(
    chromium: Browser, instance: Instance, signed_in: dict[str, Any], width: int, scheme: Literal["light", "dark"]
) -> None:
    [event_id] = instance.send(event("login", "acc_looked"))
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, storage_state=signed_in
    )
    watched = Watched(context, instance)
    for path in (*PATHS, f"/events/{event_id}"):
        page = watched.open(path)
        expect(page.get_by_role("heading", level=1)).to_be_attached()
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate("document.documentElement.dataset.mantineColorScheme") == scheme
    watched.assert_clean()
    context.close()


def test_theme_density_and_zone_are_kept(console: Watched) -> None:
    page = console.open("/settings/appearance")
    page.get_by_text("Dark", exact=True).click()
    page.get_by_text("Compact", exact=True).click()
    page.reload()
    page.wait_for_selector("main")
    assert page.evaluate("document.documentElement.dataset.mantineColorScheme") == "dark"
    assert page.evaluate("document.documentElement.dataset.density") == "compact"


def test_times_follow_the_chosen_zone(chromium: Browser, instance: Instance, signed_in: dict[str, Any]) -> None:
    [event_id] = instance.send(event("login", "acc_timed"))
    context = chromium.new_context(storage_state=signed_in, timezone_id="Asia/Kolkata")
    watched = Watched(context, instance)
    page = watched.open(f"/events/{event_id}")
    received = page.locator("dd time").first
    utc = received.inner_text()
    page.keyboard.press("z")
    expect(received).not_to_have_text(utc)
    assert received.inner_text()[14:16] == f"{(int(utc[14:16]) + 30) % 60:02d}"
    watched.assert_clean()
    context.close()


def test_reduced_motion_is_respected(chromium: Browser, instance: Instance, signed_in: dict[str, Any]) -> None:
    context = chromium.new_context(storage_state=signed_in, reduced_motion="reduce")
    watched = Watched(context, instance)
    page = watched.open("/")
    duration = page.evaluate("getComputedStyle(document.querySelector('main')).transitionDuration")
    assert float(duration.removesuffix("s").removesuffix("m") or 0) <= 0.01
    watched.assert_clean()
    context.close()
