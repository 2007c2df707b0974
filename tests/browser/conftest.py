"""A real instance with simulated traffic, and Chromium to look at its console with."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from redshank.simulate.delivery import Courier
from redshank.simulate.live import backlog, ending_now
from redshank.simulate.types import SimulationConfig

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src/redshank/web/static/index.html"
CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
PATIENCE = 60.0
WEEK = SimulationConfig(seed=5, events=5_000, days=3.0, accounts=800)

HOSTILE = (
    '<img src=x onerror="window.__pwned=1">',
    "<script>window.__pwned=1</script>",
    "\u202egnp.exe\u202c",
    "javascript:window.__pwned=1",
    '=HYPERLINK("http://evil.example","x")',
    '"><svg/onload=window.__pwned=1>',
)

PROBE_RULES = """
# Rules that do a known thing to a known event, for the tests of the console.
Import(rules=['models/identity.sml'])

ProbeWants: str = JsonData(path='$.probe.wants', required=False)
ProbeNote: str = JsonData(path='$.probe.note', required=False)

ProbeSuspend = Rule(
  when_all=[ProbeWants == 'suspend', ProbeNote != 'never'],
  description=f'the probe said {ProbeNote}',
  policy='test/<b>policy</b>',
  severity='high',
  owner='<i>nobody</i>',
)
ProbeShadow = Rule(
  when_all=[ProbeWants in ['suspend', 'shadow']],
  description='seen in shadow',
  mode='shadow',
)
WhenRules(
  rules_any=[ProbeSuspend],
  then=[
    DeclareVerdict(verdict='block'),
    Suspend(entity=Account, expires_after=TimeDelta(hours=2)),
    LabelAdd(entity=Account, label='suspended', expires_after=TimeDelta(hours=2)),
  ],
)
"""


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(ask: Callable[[], Any], what: str) -> Any:
    """The first answer that is true."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := ask()):
        assert time.monotonic() < deadline, what
        time.sleep(0.1)
    return answer


@dataclass(frozen=True)
class Instance:
    """A running Redshank: its address, credentials and folder of rules."""

    url: str
    key: str
    email: str
    password: str
    rules: Path

    def send(self, *events: dict[str, Any]) -> list[str]:
        """Send events; their ids at Redshank, once they are judged."""
        answer = httpx.post(
            f"{self.url}/v1/events",
            content=json.dumps(list(events)),
            headers={"authorization": f"Bearer {self.key}", "content-type": "application/cloudevents-batch+json"},
            timeout=30,
        )
        assert answer.status_code in {200, 202}, answer.text
        return [event["id"] for event in answer.json()["events"]]

    @contextmanager
    def person(self) -> Iterator[httpx.Client]:
        """A client that is signed in as the administrator."""
        with httpx.Client(base_url=self.url, headers={"origin": self.url}, timeout=30) as client:
            answer = client.post("/v1/session", json={"email": self.email, "password": self.password})
            assert answer.status_code == 200, answer.text
            yield client


def event(kind: str, account: str, **data: Any) -> dict[str, Any]:
    """A CloudEvent of the platform about an account, happening now."""
    body = {"surface": "chat", "account": {"id": account, "plan": "free"}, "session": {"id": f"ses_{account}"}} | data
    return {
        "specversion": "1.0",
        "id": os.urandom(8).hex(),
        "source": "/platform/test",
        "type": kind,
        "subject": account,
        "datacontenttype": "application/json",
        "data": body,
    }


@contextmanager
def _running(folder: Path) -> Iterator[Instance]:
    rules, data, port = folder / "rules", folder / "data", free_port()
    shutil.copytree(ROOT / "rules", rules)
    (rules / "rules/probe.sml").write_text(PROBE_RULES)
    with (rules / "main.sml").open("a") as main:
        main.write("\nRequire(rule='rules/probe.sml')\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REDSHANK_")} | {
        "REDSHANK_WEBHOOK_PRIVATE_ADDRESSES": "true",
        "REDSHANK_WEBHOOK_ATTEMPTS": "1",
        "REDSHANK_RULES_POLL_SECONDS": "0.3",
    }
    command = [sys.executable, "-m", "redshank.cli.main", "up", "--data", str(data), "--port", str(port)]
    log = folder / "up.log"
    with log.open("wb") as out:
        process = subprocess.Popen([*command, "--rules", str(rules)], env=environment, stdout=out, stderr=out)
    url = f"http://127.0.0.1:{port}"

    def ready() -> bool:
        assert process.poll() is None, log.read_text()[-4000:]
        try:
            return httpx.get(f"{url}/readyz", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    try:
        try:
            eventually(ready, "the instance is ready")
        except AssertionError as error:
            raise AssertionError(f"the instance never became ready:\n{log.read_text()[-4000:]}") from error
        first = json.loads((data / "secrets/first-sign-in.json").read_text())
        key = (data / "secrets/ingest.key").read_text().strip()
        yield Instance(url, key, first["email"], first["password"], rules)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


@pytest.fixture(scope="session")
def instance() -> Iterator[Instance]:
    """An instance that has judged three simulated days."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on the path")
    if not STATIC.exists():
        pytest.skip("the console is not built: run `make console`")
    folder = Path(tempfile.mkdtemp(prefix="rs-browser-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        with _running(folder) as running:
            week = ending_now(WEEK)
            lines = list(backlog(week))
            with Courier(running.url, running.key, backfill=True) as courier:
                for start in range(0, len(lines), 500):
                    courier.deliver(lines[start : start + 500])
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium, started anew for each module: its driver may not outlive it in a process that also runs asyncio."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on the path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


_WATCH = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.__violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
window.alert = window.confirm = window.prompt = () => { window.__pwned = 1; };
"""
_INJECTED = """
() => [...document.querySelectorAll("img, iframe, object, embed, base, a[href^='javascript']")]
  .concat([...document.querySelectorAll("script:not([src])")])
  .concat([...document.querySelectorAll("*")].filter((one) => [...one.attributes].some((a) => /^on/.test(a.name))))
  .concat([...document.querySelectorAll("a[href]")].filter((one) => new URL(one.href).origin !== location.origin))
  .map((one) => one.outerHTML.slice(0, 200))
"""


class Watched:
    """A page of the console on which nothing may go wrong unseen."""

    def __init__(self, context: BrowserContext, instance: Instance) -> None:
        self.instance = instance
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.add_init_script(_WATCH)
        self.wrong: list[str] = []
        self.expected: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append(f"uncaught: {error}"))
        self.page.on("dialog", lambda dialog: (self.wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def _said(self, message: Any) -> None:
        if message.type in {"error", "warning"} and not any(text in message.text for text in self.expected):
            self.wrong.append(f"{message.type}: {message.text}")

    def open(self, path: str) -> Page:
        """Load a page and wait until it shows itself."""
        self.page.goto(self.instance.url + path)
        self.page.wait_for_selector("main")
        return self.page

    def assert_clean(self) -> None:
        """Nothing was logged, thrown, blocked or injected."""
        assert self.wrong == []
        assert self.page.evaluate("window.__violations") == []
        assert self.page.evaluate("window.__pwned") is None
        assert self.page.evaluate(_INJECTED) == []


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, instance: Instance) -> dict[str, Any]:
    """The administrator's cookies."""
    context = chromium.new_context()
    answer = context.request.post(
        f"{instance.url}/v1/session",
        data={"email": instance.email, "password": instance.password},
        headers={"origin": instance.url},
    )
    assert answer.ok, answer.text()
    state: dict[str, Any] = context.storage_state()
    context.close()
    return state


@pytest.fixture
def console(chromium: Browser, instance: Instance, signed_in: dict[str, Any]) -> Iterator[Watched]:
    """A signed-in page, 1440 px wide; it must be clean at the end."""
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, storage_state=signed_in, accept_downloads=True
    )
    watched = Watched(context, instance)
    yield watched
    watched.assert_clean()
    context.close()
