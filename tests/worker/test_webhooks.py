"""Webhooks: signed, at least once, one effect at an idempotent receiver, dead letters that can be replayed."""

from __future__ import annotations

import asyncio

import pytest

from redshank.enforcement import webhooks
from redshank.enforcement.errors import AddressRefused, DeliveryNotDead
from redshank.enforcement.logic import pause_after
from redshank.kernel.actor import SYSTEM
from redshank.kernel.clock import SystemClock
from redshank.kernel.ids import format_id
from redshank.worker.webhooks import Sender


async def listed(database, state=None):
    async with database.begin() as tx:
        found, _ = await webhooks.deliveries(tx, state=state, limit=500)
    return found


async def test_each_message_arrives_signed_and_once(database, receiver, make_endpoint, tell, send_all):
    await make_endpoint("action.created")
    assert await tell("action.created", "act_1", "act_2") == 2
    assert await tell("label.changed", "Account/a/b") == 0
    await send_all()
    assert sorted(message["data"]["n"] for message in receiver.effects.values()) == ["act_1", "act_2"]
    assert len(receiver.seen) == 2
    assert receiver.unsigned == 0
    assert {delivery.state for delivery in await listed(database)} == {"delivered"}


async def test_a_failing_receiver_is_tried_again_then_given_up_and_can_be_replayed(
    database, receiver, make_endpoint, tell, send_all
):
    await make_endpoint()
    receiver.answers = ["500 No", "429 Slow", "503 No"]
    await tell("action.created", "act_1")
    await send_all()
    (dead,) = await listed(database, "dead")
    assert (dead.attempts, dead.last_status, dead.last_error) == (3, 503, "answered 503")
    async with database.begin() as tx:
        await webhooks.replay(tx, SYSTEM, format_id("msg", dead.id))
    with pytest.raises(DeliveryNotDead):
        async with database.begin() as tx:
            await webhooks.replay(tx, SYSTEM, format_id("msg", dead.id))
    await send_all()
    (delivered,) = await listed(database)
    assert delivered.state == "delivered"
    assert len({id for id, _ in receiver.seen}) == 1
    assert len(receiver.seen) == 4
    assert len(receiver.effects) == 1


@pytest.mark.parametrize(("answer", "attempts"), [("410 Gone", 1), ("302 Found", 3), ("404 No", 3)])
async def test_what_is_no_success_is_none(database, receiver, make_endpoint, tell, send_all, answer, attempts):
    await make_endpoint()
    receiver.answers = [answer] * 3
    await tell("action.created", "act_1")
    await send_all()
    (dead,) = await listed(database, "dead")
    assert dead.attempts == attempts


async def test_a_receiver_that_never_answers_holds_up_nobody_else(
    database, receiver, make_endpoint, tell, outbox, send_all
):
    async def say_nothing(reader, writer):
        await reader.read()
        writer.close()

    silent = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    await make_endpoint()
    await make_endpoint(url=f"http://127.0.0.1:{silent.sockets[0].getsockname()[1]}/")
    await tell("action.created", *(f"act_{n}" for n in range(30)))
    await outbox.run()
    for _ in range(100):
        if len(receiver.effects) == 30:
            break
        await asyncio.sleep(0.02)
    assert len(receiver.effects) == 30
    await outbox.close()
    silent.close()
    await silent.wait_closed()


async def test_what_a_dead_worker_had_taken_is_sent_again_under_the_same_id(
    database, receiver, make_endpoint, tell, send_all
):
    endpoint = await make_endpoint()
    await tell("action.created", "act_1")
    async with database.begin() as tx:
        (taken,), _ = await webhooks.claim(tx, endpoint.id, seconds=3600, limit=8)
    async with database.begin() as tx:
        assert await webhooks.claim(tx, endpoint.id, seconds=60, limit=8) == ([], [])
        await tx.run("UPDATE webhook_deliveries SET lease_until = now() - interval '1 second'")
    await send_all()
    assert list(receiver.effects) == [format_id("msg", taken.id)]
    async with database.begin() as tx:
        assert not await webhooks.delivered(tx, taken, 200)  # the dead one comes too late


async def test_a_removed_endpoint_gets_nothing_more(database, receiver, make_endpoint, tell, send_all):
    endpoint = await make_endpoint()
    await tell("action.created", "act_1")
    async with database.begin() as tx:
        await webhooks.remove_endpoint(tx, SYSTEM, format_id("whk", endpoint.id))
    await send_all()
    assert receiver.seen == []
    (dead,) = await listed(database, "dead")
    assert dead.last_error == "the endpoint was removed"


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://10.1.2.3/", "https://192.168.0.1/", "https://169.254.169.254/latest",
        "https://[::1]/", "https://[fe80::1]/", "https://[::ffff:10.0.0.1]/", "https://[2002:7f00:1::]/", "https://0.0.0.0/",
        "https://100.64.0.1/", "https://localhost/", "https://user:pw@example.com/", "http://example.com/",
        "ftp://example.com/", "https://", "https://exa mple.com/", "https://example.com:99999/", "https://224.0.0.1/",
    ],
)  # fmt: skip
async def test_addresses_inside_are_refused(database, url):
    async def add_or_send():
        async with database.begin() as tx:
            endpoint = await webhooks.add_endpoint(
                tx, SYSTEM, url=url, types=[], description="", private_addresses=False
            )
            await webhooks.tell(tx, [], endpoint_id=format_id("whk", endpoint.id))
            (live, _) = await webhooks.claim(tx, endpoint.id, seconds=1, limit=1)
            assert live == []
            # Names are looked up when a message is sent: what they lead to is checked then.
            delivery = webhooks.Delivery(endpoint.id, endpoint.id, url, endpoint.secret, "t", b"{}", 1, endpoint.id)
        sender = Sender(timeout=2, private_addresses=False, clock=SystemClock())
        try:
            attempt = await sender.send(delivery)
        finally:
            await sender.close()
        if attempt.hopeless:
            raise AddressRefused(attempt.error)

    with pytest.raises(AddressRefused):
        await add_or_send()


def test_pauses_grow_and_keep_to_what_was_asked():
    spans = [pause_after(n, draw=0.999) for n in range(1, 40)]
    assert spans == sorted(spans)
    assert spans[0] <= 2.0 and spans[-1] <= 6 * 3600
    assert pause_after(1, asked=120.0, draw=0.0) == 120.0
    assert pause_after(1, asked=1e9, draw=0.0) == 6 * 3600
