"""Sends what waits in the outbox: signed, at least once, each endpoint in a lane of its own.

An attempt is made under a lease. A worker that dies in the middle leaves the delivery to be sent again when the lease
ends, under the same webhook-id, by which the receiver recognises the repetition.
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Final
from uuid import UUID

import httpx
import structlog
from prometheus_client import Counter, Gauge
from standardwebhooks import Webhook

from redshank.bootstrap.container import Container
from redshank.bootstrap.settings import Settings
from redshank.enforcement import webhooks
from redshank.enforcement.address import check_url, resolve
from redshank.enforcement.errors import AddressRefused
from redshank.enforcement.logic import pause_after
from redshank.enforcement.types import OUTBOX_CHANNEL, Delivery
from redshank.kernel.clock import Clock
from redshank.kernel.ids import format_id
from redshank.storage.database import Database
from redshank.worker.jobs import Job

_log = structlog.get_logger(__name__)
_AT_ONCE: Final = 8
_LEASE_MARGIN: Final = 30.0
_LOOK_SECONDS: Final = 5.0
_GONE: Final = 410

_attempts = Counter("redshank_webhook_attempts_total", "Attempts to deliver a webhook, by how they ended.", ["end"])
_pending = Gauge("redshank_outbox_pending", "Deliveries that wait.")
_dead = Gauge("redshank_outbox_dead_letters", "Deliveries that were given up.")


@dataclass(frozen=True, slots=True)
class Attempt:
    """How an attempt ended.

    Attributes:
        status: HTTP status, None where there was no answer.
        error: empty when it was taken; says what went wrong without a word of the receiver's.
        retry_after: seconds that the receiver asked for.
        hopeless: trying again can't help.
    """

    status: int | None
    error: str = ""
    retry_after: float | None = None
    hopeless: bool = False


class Sender:
    """Makes one attempt: signs, looks the address up once, and connects to what was looked up."""

    def __init__(self, *, timeout: float, private_addresses: bool, clock: Clock) -> None:
        """Set it up.

        Args:
            timeout: seconds for the whole of an attempt.
            private_addresses: addresses of private networks are allowed.
        """
        self._timeout = timeout
        self._private = private_addresses
        self._clock = clock
        self._client = httpx.AsyncClient(
            follow_redirects=False,
            trust_env=False,
            timeout=timeout,
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=16),
            headers={"user-agent": f"redshank/{version('redshank')}", "content-type": "application/json"},
        )

    async def send(self, delivery: Delivery) -> Attempt:
        """One attempt; never raises for what a receiver or the network does."""
        try:
            async with asyncio.timeout(self._timeout):
                return await self._post(delivery)
        except TimeoutError:
            return Attempt(None, f"no answer within {self._timeout:g} s")
        except AddressRefused as error:
            return Attempt(None, error.detail, hopeless=True)
        except ssl.SSLError:
            return Attempt(None, "TLS failed")
        except httpx.TransportError as error:
            return Attempt(None, f"no connection: {type(error).__name__}")
        except OSError:
            return Attempt(None, "the host is not known")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _post(self, delivery: Delivery) -> Attempt:
        host, port = check_url(delivery.url, private=self._private)
        address = await resolve(host, port, private=self._private)
        url = httpx.URL(delivery.url)
        request = self._client.build_request(
            "POST",
            url.copy_with(host=address),
            content=delivery.payload,
            headers={"host": url.netloc.decode("ascii"), **self._signed(delivery)},
            extensions={"sni_hostname": host},
        )
        response = await self._client.send(request, stream=True)
        try:
            return _ending(response)
        finally:
            await response.aclose()  # the answer's body is nobody's business

    def _signed(self, delivery: Delivery) -> dict[str, str]:
        id = format_id("msg", delivery.id)
        at = datetime.fromtimestamp(int(self._clock.now()), UTC)
        signature = Webhook(delivery.secret).sign(id, at, delivery.payload.decode())
        return {"webhook-id": id, "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}


class Outbox:
    """Sends what is due; see the module's text."""

    def __init__(self, database: Database, sender: Sender, *, attempts: int, lease_seconds: float) -> None:
        """Set it up.

        Args:
            attempts: made before a delivery is a dead letter.
            lease_seconds: how long a delivery is reserved for an attempt.
        """
        self._database = database
        self._sender = sender
        self._attempts = attempts
        self._lease_seconds = lease_seconds
        self._lanes: dict[UUID, asyncio.Task[None]] = {}

    async def run(self) -> float | None:
        """Start a lane for every endpoint with something due; the seconds until something is due again."""
        async with self._database.begin() as tx:
            due = await webhooks.endpoints_due(tx)
            pending, dead = await webhooks.counts(tx)
            wait = await webhooks.next_due(tx)
        _pending.set(pending)
        _dead.set(dead)
        for endpoint in due:
            lane = self._lanes.get(endpoint)
            if lane is None or lane.done():
                self._lanes[endpoint] = asyncio.create_task(self._drain(endpoint))
        self._lanes = {endpoint: lane for endpoint, lane in self._lanes.items() if not lane.done()}
        return None if wait is None else max(wait, 0.05 if self._lanes else 0.0)

    async def close(self) -> None:
        """Let attempts under way end, or leave them to their lease."""
        for lane in self._lanes.values():
            lane.cancel()
        await asyncio.gather(*self._lanes.values(), return_exceptions=True)
        await self._sender.close()

    async def _drain(self, endpoint: UUID) -> None:
        """Send what is due at one endpoint, until nothing is."""
        try:
            while True:
                async with self._database.begin() as tx:
                    live, removed = await webhooks.claim(tx, endpoint, seconds=self._lease_seconds, limit=_AT_ONCE)
                    for delivery in removed:
                        await webhooks.failed(
                            tx, delivery, status=None, error="the endpoint was removed", again_after=None
                        )
                if not live:
                    if not removed:
                        return
                    continue
                await asyncio.gather(*(self._attempt(delivery) for delivery in live))
        except Exception as error:  # the lease ends, and the next run starts the lane anew
            _log.error("webhook_lane_failed", error=type(error).__name__)

    async def _attempt(self, delivery: Delivery) -> None:
        attempt = await self._sender.send(delivery)
        async with self._database.begin() as tx:
            if not attempt.error:
                assert attempt.status is not None, "an answer has a status"
                kept = await webhooks.delivered(tx, delivery, attempt.status)
                _attempts.labels("delivered" if kept else "lease-lost").inc()
                return
            last = attempt.hopeless or delivery.attempts >= self._attempts
            pause = None if last else pause_after(delivery.attempts, asked=attempt.retry_after)
            await webhooks.failed(tx, delivery, status=attempt.status, error=attempt.error, again_after=pause)
        _attempts.labels("dead" if last else "failed").inc()
        if last:
            _log.warning("webhook_given_up", delivery=format_id("msg", delivery.id), reason=attempt.error)


def jobs(container: Container) -> list[Job]:
    """Sending, and forgetting what was sent long ago."""
    outbox = make_outbox(container.database, container.settings, container.clock)
    sending = Job("webhooks", _LOOK_SECONDS, outbox.run)

    async def listen() -> None:
        try:
            async for _ in container.database.listen(OUTBOX_CHANNEL):
                sending.wake.set()
        finally:
            await outbox.close()

    async def prune() -> None:
        async with container.database.begin() as tx:
            await webhooks.prune(tx)

    container.spawn(listen(), "outbox-listener")
    return [sending, Job("outbox-pruning", 3600.0, prune)]


def make_outbox(database: Database, settings: Settings, clock: Clock) -> Outbox:
    """The outbox as the settings want it."""
    sender = Sender(
        timeout=settings.webhook_timeout_seconds, private_addresses=settings.webhook_private_addresses, clock=clock
    )
    return Outbox(
        database,
        sender,
        attempts=settings.webhook_attempts,
        lease_seconds=settings.webhook_timeout_seconds + _LEASE_MARGIN,
    )


def _ending(response: httpx.Response) -> Attempt:
    status = response.status_code
    if 200 <= status < 300:
        return Attempt(status)
    if 300 <= status < 400:
        return Attempt(status, f"answered {status}: redirects are not followed")
    return Attempt(status, f"answered {status}", _retry_after(response), hopeless=status == _GONE)


def _retry_after(response: httpx.Response) -> float | None:
    value = response.headers.get("retry-after", "")
    if value.isascii() and value.isdigit() and len(value) < 10:
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
