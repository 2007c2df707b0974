"""Public verbs on webhooks: add, remove, tell, look at deliveries, replay a dead letter."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from redshank.access.service import audit
from redshank.enforcement.address import check_url
from redshank.enforcement.errors import DeliveryNotDead, DeliveryUnknown, EndpointUnknown
from redshank.enforcement.logic import payload_of
from redshank.enforcement.store import outbox
from redshank.enforcement.types import ENDPOINTS_CHANNEL, OUTBOX_CHANNEL, Delivery, DeliveryView, Endpoint, Message
from redshank.kernel.actor import Actor
from redshank.kernel.errors import InvalidInput
from redshank.kernel.ids import format_id, new_uuid, parse_id
from redshank.storage.tx import Tx

MESSAGE_TYPES: Final[dict[str, str]] = {
    "action.created": "rules led to an action",
    "action.reverted": "a person took an action back",
    "label.changed": "a label was put on a subject or taken off",
    "webhook.test": "sent on request, to try an endpoint",
}
"""What endpoints can be told."""

_KEPT: Final = timedelta(days=7)


async def add_endpoint(
    tx: Tx, actor: Actor, *, url: str, types: Sequence[str], description: str, private_addresses: bool
) -> Endpoint:
    """Tell an address from now on; the answer alone shows its secret.

    Args:
        types: of `MESSAGE_TYPES`; none means all.
        private_addresses: addresses of private networks are allowed.

    Raises:
        AddressRefused: the address is none that webhooks may go to.
        InvalidInput: an unknown type, or an over-long description.
    """
    check_url(url, private=private_addresses)
    unknown = sorted(set(types) - set(MESSAGE_TYPES))
    if unknown:
        raise InvalidInput("an unknown type of message", where="types", mend=f"one of {', '.join(MESSAGE_TYPES)}")
    if len(description) > 200:
        raise InvalidInput("the description is over 200 characters", where="description")
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    endpoint = Endpoint(new_uuid(), url, tuple(sorted(set(types))), description, tx.now(), secret)
    await outbox.add_endpoint(
        tx,
        {
            "id": endpoint.id,
            "url": url,
            "secret": secret,
            "types": list(endpoint.types),
            "description": description,
            "at": endpoint.created_at,
            "by": actor.id,
        },
    )
    await tx.notify(ENDPOINTS_CHANNEL)
    await audit.record(tx, actor, "webhook.add", format_id("whk", endpoint.id), detail={"types": list(endpoint.types)})
    return endpoint


async def endpoints(tx: Tx) -> list[Endpoint]:
    """Endpoints that are told, without their secrets."""
    return [
        Endpoint(row["id"], row["url"], tuple(row["types"]), row["description"], row["created_at"])
        for row in await outbox.endpoints(tx)
    ]


async def remove_endpoint(tx: Tx, actor: Actor, endpoint_id: str) -> None:
    """Send nothing there any more; what waits for it becomes dead letters.

    Raises:
        InvalidId, EndpointUnknown: there is no such endpoint.
    """
    if not await outbox.remove_endpoint(tx, parse_id("whk", endpoint_id)):
        raise EndpointUnknown("there is no such endpoint", where=endpoint_id[:40])
    await tx.notify(ENDPOINTS_CHANNEL)
    await audit.record(tx, actor, "webhook.remove", endpoint_id)


async def wants(tx: Tx, type: str) -> bool:
    """Whether any endpoint wants messages of this type."""
    return await outbox.wants(tx, type)


async def tell(tx: Tx, messages: Sequence[Message], *, endpoint_id: str | None = None) -> int:
    """Put messages into the outbox, in the transaction of the fact that they tell of; how many deliveries.

    Args:
        endpoint_id: tell this endpoint alone, whatever it subscribes to.

    Raises:
        InvalidId, EndpointUnknown: there is no such endpoint.
    """
    told = await endpoints(tx)
    if endpoint_id is not None:
        only = parse_id("whk", endpoint_id)
        told = [endpoint for endpoint in told if endpoint.id == only]
        if not told:
            raise EndpointUnknown("there is no such endpoint", where=endpoint_id[:40])
    rows = []
    for endpoint in told:
        for message in messages:
            if endpoint_id is not None or not endpoint.types or message.type in endpoint.types:
                delivery = new_uuid()
                rows.append(
                    {
                        "id": delivery,
                        "endpoint": endpoint.id,
                        "type": message.type,
                        "subject": message.subject,
                        "payload": payload_of(delivery, message),
                    }
                )
    if rows:
        await outbox.put(tx, rows)
        await tx.notify(OUTBOX_CHANNEL)
    return len(rows)


async def endpoints_due(tx: Tx) -> list[UUID]:
    """Endpoints for which something is due."""
    return await outbox.due(tx)


async def claim(tx: Tx, endpoint: UUID, *, seconds: float, limit: int) -> tuple[list[Delivery], list[Delivery]]:
    """Take deliveries of an endpoint that are due, under a lease.

    Returns:
        Those to send, and those whose endpoint was removed.
    """
    lease = new_uuid()
    rows = await outbox.claim(tx, endpoint, lease=lease, seconds=seconds, limit=limit)
    live: list[Delivery] = []
    removed: list[Delivery] = []
    for row in rows:
        gone = row.pop("removed")
        (removed if gone else live).append(Delivery(**(row | {"payload": bytes(row["payload"])})))
    return live, removed


async def delivered(tx: Tx, delivery: Delivery, status: int) -> bool:
    """The receiver took it; False when another sender had taken the delivery over."""
    return await outbox.delivered(tx, delivery.id, delivery.lease, status=status)


async def failed(tx: Tx, delivery: Delivery, *, status: int | None, error: str, again_after: float | None) -> bool:
    """An attempt failed: try again after so many seconds, or, with None, give it up as a dead letter."""
    if again_after is None:
        return await outbox.bury(tx, delivery.id, delivery.lease, status=status, error=error)
    return await outbox.again(tx, delivery.id, delivery.lease, seconds=again_after, status=status, error=error)


async def deliveries(
    tx: Tx, *, state: str | None = None, cursor: str | None = None, limit: int = 50
) -> tuple[list[DeliveryView], str | None]:
    """A page of deliveries, newest first, and the cursor of the next page."""
    before = parse_id("msg", cursor) if cursor else None
    found = [DeliveryView(**row) for row in await outbox.deliveries(tx, state=state, before=before, limit=limit)]
    return found, format_id("msg", found[-1].id) if len(found) == limit else None


async def replay(tx: Tx, actor: Actor, delivery_id: str) -> DeliveryView:
    """Send a dead letter anew; its webhook-id stays, so a receiver that had it after all does nothing twice.

    Raises:
        InvalidId, DeliveryUnknown: there is no such delivery.
        DeliveryNotDead: it is no dead letter.
    """
    id = parse_id("msg", delivery_id)
    row = await outbox.lock_delivery(tx, id)
    if row is None:
        raise DeliveryUnknown("there is no such delivery", where=delivery_id[:40])
    if not await outbox.replay(tx, id):
        raise DeliveryNotDead(f"the delivery is {row['state']}", where=delivery_id)
    await tx.notify(OUTBOX_CHANNEL)
    await audit.record(tx, actor, "webhook.replay", delivery_id)
    return DeliveryView(**(row | {"state": "pending", "attempts": 0}))


async def counts(tx: Tx) -> tuple[int, int]:
    """How many deliveries wait, and how many are dead letters."""
    return await outbox.counts(tx)


async def next_due(tx: Tx) -> float | None:
    """Seconds until something is due; None when nothing waits."""
    return await outbox.next_due(tx)


async def prune(tx: Tx) -> int:
    """Forget deliveries that arrived more than a week ago."""
    return await outbox.prune(tx, tx.now() - _KEPT)
