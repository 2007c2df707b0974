"""One visit on stage: a script says what happens, the scene turns it into encoded events and moves the time on."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from random import Random
from typing import Any, Final

import msgspec

from redshank.simulate.networks import Address
from redshank.simulate.randomness import hex_id, opaque_id
from redshank.simulate.types import Emitted, Surface
from redshank.simulate.world import Account, Card, Device, World, rfc3339

PROVIDER: Final = {"name": "marram"}
SOURCE: Final = "/platform/sim"
TEXT_MODELS: Final = ("marram-small", "marram-large", "marram-code")
_OPERATIONS: Final[Mapping[str, Mapping[str, str]]] = {
    name: {"name": name} for name in ("chat", "text_completion", "embeddings", "image_generation", "execute_tool")
}
_BYTES_PER_TOKEN: Final = 4
_OUTSIDE_SESSIONS: Final = frozenset({"account_created", "message_reported"})
_OUTSIDE_CONVERSATIONS: Final = _OUTSIDE_SESSIONS | {"login", "api_key_created", "payment_attempted"}
_ENCODER: Final = msgspec.json.Encoder()


def encode_client(address: Address, device: Device) -> msgspec.Raw:
    """The `client` object of an event, encoded."""
    return msgspec.Raw(
        _ENCODER.encode(
            {
                "ip": address.ip,
                "asn": address.asn,
                "hosting": address.hosting,
                "country": address.country,
                "user_agent": device.user_agent,
                "device_id": device.id,
            }
        )
    )


class Scene:
    """The state of one visit: who, where from, in which session and conversation, and what time it is.

    Every method that makes an event returns it and leaves the time where it is; `wait` moves on. A script may set
    any attribute between events, such as `system` or `end_user`, and calls `come_from` to change the client.

    Args:
        world: the population.
        account: whose visit.
        rng: this visit's own chance, so that a visit comes out the same wherever it is rendered.
        at: start, seconds since the epoch.
    """

    __slots__ = (
        "_client",
        "_input_tokens",
        "account",
        "at",
        "conversation",
        "end_user",
        "key",
        "max_tokens",
        "model",
        "operation",
        "rng",
        "session",
        "surface",
        "system",
        "temperature",
        "turn",
        "world",
    )

    def __init__(self, world: World, account: Account, rng: Random, at: float) -> None:
        self.world = world
        self.account = account
        self.rng = rng
        self.at = at
        self.surface: Surface = account.surfaces[0]
        self.session = opaque_id("ses", rng)
        self.conversation = ""
        self.turn = 0
        self.key: str | None = None
        self.end_user: str | None = None
        self.system = ""
        self.model = "marram-small"
        self.max_tokens = 1024
        self.temperature = 0.7
        self.operation = "chat"
        self._input_tokens = 0
        self._client = msgspec.Raw(b"{}")
        self.come_from(account.home, account.devices[0])

    def come_from(self, address: Address, device: Device) -> None:
        """Use another network or device from here on."""
        self._client = encode_client(address, device)

    def wait(self, mean: float) -> None:
        """Let time pass: exponential with a mean in seconds."""
        self.at += self.rng.expovariate(1.0 / mean)

    def begin(self, conversation: str | None = None, turn: int = 0) -> None:
        """Begin a conversation, or go on with one that exists."""
        self.conversation = conversation or opaque_id("con", self.rng)
        self.turn = turn
        self._input_tokens = 0

    def sign_up(self) -> Emitted:
        """`account_created`."""
        return self._emit("account_created", {})

    def log_in(self) -> Emitted:
        """`login`."""
        return self._emit("login", {})

    def make_key(self) -> Emitted:
        """`api_key_created`, for the key in use."""
        return self._emit("api_key_created", {})

    def ask(self, text: str) -> Emitted:
        """`prompt_submitted`: the next turn of the conversation."""
        self.turn += 1
        self._input_tokens += (len(text) + len(self.system)) // _BYTES_PER_TOKEN + 6
        prompt: dict[str, Any] = {"text": text}
        if self.system:
            prompt["system"] = self.system
        prompt["sha256"] = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return self._emit("prompt_submitted", {"gen_ai": self._request(), "prompt": prompt})

    def answer(
        self, text: str, refused: bool = False, output_tokens: int | None = None, reason: str | None = None
    ) -> Emitted:
        """`completion_returned`: the model's answer to the last prompt.

        Args:
            text: what it said.
            refused: it declined.
            output_tokens: as counted; from the text's length when left out, never over what was asked for.
            reason: finish reason, when it is neither `stop`, `length` nor `content_filter` by the rest.
        """
        wanted = output_tokens if output_tokens is not None else len(text) // _BYTES_PER_TOKEN + 2
        tokens = min(wanted, self.max_tokens)
        finish = reason or ("content_filter" if refused else "length" if wanted > self.max_tokens else "stop")
        gen_ai = self._request()
        gen_ai["response"] = {"id": opaque_id("res", self.rng), "model": self.model, "finish_reasons": [finish]}
        gen_ai["usage"] = {"input_tokens": self._input_tokens, "output_tokens": tokens}
        self._input_tokens += tokens
        return self._emit("completion_returned", {"gen_ai": gen_ai, "completion": {"text": text, "refused": refused}})

    def request_image(self, text: str) -> Emitted:
        """`image_requested`."""
        self.turn += 1
        self._input_tokens = len(text) // _BYTES_PER_TOKEN + 4
        prompt = {"text": text, "sha256": sha256(text.encode("utf-8", "surrogatepass")).hexdigest()}
        return self._emit("image_requested", {"gen_ai": self._request(), "prompt": prompt})

    def call_tool(self, name: str, arguments: dict[str, Any]) -> Emitted:
        """`tool_called`."""
        tool = {"name": name, "arguments": arguments}
        return self._emit("tool_called", {"gen_ai": {"operation": _OPERATIONS["execute_tool"]}, "tool": tool})

    def tool_result(self, name: str, result: str, source: str | None = None) -> Emitted:
        """`tool_returned`, with where the result came from."""
        tool = {"name": name, "result": result}
        if source is not None:
            tool["source"] = source
        self._input_tokens += len(result) // _BYTES_PER_TOKEN
        return self._emit("tool_returned", {"gen_ai": {"operation": _OPERATIONS["execute_tool"]}, "tool": tool})

    def pay(self, card: Card, amount: float, outcome: str) -> Emitted:
        """`payment_attempted` in the currency of the account's country."""
        payment = {
            "fingerprint": card.fingerprint,
            "amount": amount,
            "currency": self.account.country.currency,
            "outcome": outcome,
            "card_country": card.country,
            "bin": card.bin,
        }
        return self._emit("payment_attempted", {"payment": payment})

    def upload(self, digest: str, mime: str, size: int, flag: str | None = None) -> Emitted:
        """`file_uploaded`; `flag` names a restricted class that the platform's own systems matched."""
        body: dict[str, Any] = {"file": {"sha256": digest, "mime": mime, "bytes": size}}
        if flag is not None:
            body["safety"] = {"opaque_flag": flag}
        return self._emit("file_uploaded", body)

    def report(self, reason: str) -> Emitted:
        """`message_reported` about this account, from a stranger's client."""
        country = self.account.country.code
        reporter = encode_client(self.world.internet.home(self.rng, country), self.world.browser(self.rng))
        own, self._client = self._client, reporter
        body = {"report": {"reason": reason, "reported_account": self.account.id}}
        event = self._emit("message_reported", body)
        self._client = own
        return event

    def _request(self) -> dict[str, Any]:
        return {
            "operation": _OPERATIONS[self.operation],
            "provider": PROVIDER,
            "request": {"model": self.model, "max_tokens": self.max_tokens, "temperature": self.temperature},
            "conversation": {"id": self.conversation},
        }

    def _emit(self, kind: str, body: dict[str, Any]) -> Emitted:
        account = self.account
        data: dict[str, Any] = {
            "surface": self.surface,
            "account": account.raw,
            "organization": account.organization.raw,
        }
        if self.key is not None:
            data["api_key"] = {"id": self.key}
        if self.end_user is not None:
            data["end_user"] = {"id": self.end_user}
        if kind not in _OUTSIDE_SESSIONS:
            data["session"] = {"id": self.session}
        if kind not in _OUTSIDE_CONVERSATIONS:
            data["conversation"] = {"id": self.conversation, "turn": self.turn or 1}
        data["client"] = self._client
        data.update(body)
        identifier = hex_id(self.rng)
        line = _ENCODER.encode(
            {
                "specversion": "1.0",
                "id": identifier,
                "source": SOURCE,
                "type": kind,
                "time": rfc3339(self.world.within(self.at)),
                "subject": account.id,
                "datacontenttype": "application/json",
                "data": data,
            }
        )
        return Emitted(self.at, identifier, line)
