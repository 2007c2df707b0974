"""The Python code of the how-tos runs, as it stands, against a real instance."""

from __future__ import annotations

import base64
import hashlib
import hmac
import importlib.metadata
import importlib.util
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from redshank.rules.engine import Engine, compile_rules
from redshank.rules.functions.registry import default_functions
from redshank.rules.types import RuleEvent, Sources

HOWTO = Path(__file__).parents[2] / "docs/howto"
Blocks = Callable[[Path, str], list[tuple[str, str]]]


def run_code(code: str, environment: dict[str, str]) -> str:
    """Run Python in a process of its own, with warnings as errors; what it printed."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_send_events_from_python(instance: Any, blocks: Blocks) -> None:
    code = "\n".join(code for _, code in blocks(HOWTO / "send-events-from-python.md", "python"))
    printed = run_code(code, instance.environment).splitlines()
    assert printed[0].startswith("allow dec_")
    assert printed[-1] == "1"


def test_the_signature_of_a_webhook_is_verified_as_shown(blocks: Blocks) -> None:
    names: dict[str, Any] = {}
    for _, code in blocks(HOWTO / "receive-webhooks.md", "python"):
        exec(code, names)  # our own page
    secret = "whsec_" + base64.b64encode(b"0123456789abcdef01234567").decode()
    body = b'{"type":"action.created"}'
    at = str(int(time.time()))
    signed = b".".join([b"msg_1", at.encode(), body])
    signature = base64.b64encode(hmac.new(base64.b64decode(secret[6:]), signed, hashlib.sha256).digest()).decode()
    headers = {"webhook-id": "msg_1", "webhook-timestamp": at, "webhook-signature": f"v1,{signature}"}
    names["verify"](secret, headers, body)
    assert names["verified"](secret, headers, body) == {"type": "action.created"}
    with pytest.raises(PermissionError):
        names["verify"](secret, headers, body + b" ")
    with pytest.raises(PermissionError):
        names["verify"](secret, headers | {"webhook-timestamp": str(int(at) - 900)}, body)


def test_a_function_of_ones_own_works_in_a_rule(tmp_path: Path, blocks: Blocks) -> None:
    (_, code), *_ = blocks(HOWTO / "plugin-function.md", "python")
    (tmp_path / "our_platform_rules.py").write_text(code)
    spec = importlib.util.spec_from_file_location("our_platform_rules", tmp_path / "our_platform_rules.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    functions = default_functions().copy()
    functions.add_module(module)
    rules = """
OrganizationId: str = JsonData(path='$.organization.id')
Tier = TenantTier(organization=OrganizationId)
Important = Rule(when_all=[Tier == 1], description=f'tier {Tier}')
WhenRules(rules_any=[Important], then=[Page(team='trust')])
"""
    engine = Engine(compile_rules(Sources({"main.sml": rules}), functions=functions))

    def judged(organization: str) -> Any:
        return engine.judge(RuleEvent(1, "login", 0.0, 0.0, 1, {"organization": {"id": organization}}))

    important = judged("org_17")
    assert [(effect.type, effect.params["team"]) for effect in important.effects] == [("page", "trust")]
    nameless = judged("org_x")
    assert nameless.fired == [] and len(nameless.errors) == 1


def test_traces_as_opentelemetry_json(instance: Any, blocks: Blocks) -> None:
    (body,) = [code for kind, code in blocks(HOWTO / "send-traces-from-opentelemetry.md", "json") if kind != "answer"]
    answer = httpx.post(
        f"{instance.url}/v1/traces",
        content=body,
        headers={"Authorization": f"Bearer {instance.key}", "Content-Type": "application/json"},
    )
    assert answer.status_code == 200, answer.text
    assert not answer.json().get("partialSuccess")
    found = httpx.get(
        f"{instance.url}/v1/subjects/Account/acc_1842/events", headers={"Authorization": f"Bearer {instance.key}"}
    )
    assert {row["type"] for row in found.json()["items"]} >= {"prompt_submitted", "completion_returned"}


@pytest.mark.skipif(importlib.util.find_spec("opentelemetry.sdk") is None, reason="opentelemetry-sdk is not installed")
def test_traces_from_the_opentelemetry_sdk(instance: Any, blocks: Blocks) -> None:
    ((_, code),) = blocks(HOWTO / "send-traces-from-opentelemetry.md", "python")
    run_code(code, instance.environment)


@pytest.mark.skipif(importlib.util.find_spec("litellm") is None, reason="litellm is not installed")
def test_events_from_litellm(instance: Any, blocks: Blocks) -> None:
    code = "\n".join(code for _, code in blocks(HOWTO / "send-events-from-litellm.md", "python"))
    assert "Mostly worms." in run_code(code, instance.environment)
