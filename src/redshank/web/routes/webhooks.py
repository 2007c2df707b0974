"""Where others are told of actions and labels, and what became of each message."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from redshank.enforcement import webhooks as service
from redshank.enforcement.types import DeliveryView, Endpoint, Message
from redshank.kernel.actor import Actor
from redshank.kernel.ids import format_id
from redshank.web.deps import ContainerDep, TxDep, require
from redshank.web.routes.actions import clean_text

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"])
Reader = Annotated[Actor, Depends(require("read"), scope="function")]
Keeper = Annotated[Actor, Depends(require("webhooks:write"), scope="function")]


class EndpointIn(BaseModel):
    """An address to tell."""

    url: str = Field(min_length=1, max_length=2000)
    types: list[str] = Field(default_factory=list, max_length=20, description="kinds of message; none means all")
    description: str = Field("", max_length=200)


class EndpointOut(BaseModel):
    """An address that is told."""

    id: str
    url: str
    types: list[str]
    description: str
    created_at: datetime


class NewEndpointOut(EndpointOut):
    """An address just added."""

    secret: str = Field(description="what signatures are checked with: shown here and never again")


class EndpointsOut(BaseModel):
    """Every address that is told, and what there is to tell."""

    endpoints: list[EndpointOut]
    message_types: dict[str, str]


class DeliveryOut(BaseModel):
    """A message on its way to an endpoint."""

    id: str = Field(description="the webhook-id: stays the same through every attempt")
    endpoint_id: str
    type: str
    subject: str
    state: Literal["pending", "delivering", "delivered", "dead"]
    attempts: int
    created_at: datetime
    due_at: datetime
    delivered_at: datetime | None
    last_status: int | None
    last_error: str | None


class DeliveriesOut(BaseModel):
    """A page of deliveries, the newest first."""

    deliveries: list[DeliveryOut]
    next_cursor: str | None


def _endpoint(endpoint: Endpoint) -> dict[str, object]:
    return {
        "id": format_id("whk", endpoint.id),
        "url": endpoint.url,
        "types": list(endpoint.types),
        "description": endpoint.description,
        "created_at": endpoint.created_at,
    }


def _delivery(view: DeliveryView) -> DeliveryOut:
    return DeliveryOut(
        id=format_id("msg", view.id),
        endpoint_id=format_id("whk", view.endpoint),
        type=view.type,
        subject=view.subject,
        state=view.state,
        attempts=view.attempts,
        created_at=view.created_at,
        due_at=view.due_at,
        delivered_at=view.delivered_at,
        last_status=view.last_status,
        last_error=view.last_error,
    )


@router.get("")
async def list_webhooks(tx: TxDep, _: Reader) -> EndpointsOut:
    """Every address that is told."""
    found = [EndpointOut.model_validate(_endpoint(endpoint)) for endpoint in await service.endpoints(tx)]
    return EndpointsOut(endpoints=found, message_types=service.MESSAGE_TYPES)


@router.post("", status_code=201)
async def add_webhook(body: EndpointIn, container: ContainerDep, tx: TxDep, actor: Keeper) -> NewEndpointOut:
    """Tell an address from now on; its secret is in this answer alone."""
    endpoint = await service.add_endpoint(
        tx,
        actor,
        url=body.url,
        types=body.types,
        description=clean_text(body.description, "description"),
        private_addresses=container.settings.webhook_private_addresses,
    )
    return NewEndpointOut.model_validate(_endpoint(endpoint) | {"secret": endpoint.secret})


@router.get("/deliveries")
async def list_deliveries(
    tx: TxDep,
    _: Reader,
    state: Annotated[Literal["pending", "delivering", "delivered", "dead"] | None, Query()] = None,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> DeliveriesOut:
    """Deliveries, the newest first; `state=dead` are the dead letters."""
    found, next_cursor = await service.deliveries(tx, state=state, cursor=cursor, limit=limit)
    return DeliveriesOut(deliveries=[_delivery(view) for view in found], next_cursor=next_cursor)


@router.post("/deliveries/{delivery_id}/replay")
async def replay_delivery(delivery_id: str, tx: TxDep, actor: Keeper) -> DeliveryOut:
    """Send a dead letter anew."""
    return _delivery(await service.replay(tx, actor, delivery_id))


@router.post("/{endpoint_id}/test", status_code=202)
async def try_webhook(endpoint_id: str, tx: TxDep, actor: Keeper) -> dict[str, int]:
    """Put a `webhook.test` message into the outbox of one endpoint."""
    message = Message("webhook.test", endpoint_id, tx.now().timestamp(), {"by": actor.kind})
    return {"queued": await service.tell(tx, [message], endpoint_id=endpoint_id)}


@router.delete("/{endpoint_id}", status_code=204)
async def remove_webhook(endpoint_id: str, tx: TxDep, actor: Keeper) -> Response:
    """Send nothing there any more; what waits becomes dead letters."""
    await service.remove_endpoint(tx, actor, endpoint_id)
    return Response(status_code=204)
