"""What routes ask for: the container, a transaction, whoever calls, a permission.

    @router.get("/v1/things")
    async def things(tx: TxDep, actor: Annotated[Actor, Depends(require("read"))]) -> ThingsOut: ...

`TxDep` is one transaction for the request: committed when the route's function has returned, before the answer is sent,
and rolled back when it raises.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Annotated, Any, Final

from fastapi import Depends, Request

from redshank.access.errors import KeyRefused, ScopeMissing
from redshank.access.logic.secrets import KEY_PREFIX
from redshank.access.service.people import actor_of
from redshank.access.service.sessions import SignIns
from redshank.access.types import Session, may
from redshank.bootstrap.container import Container
from redshank.kernel.actor import Actor
from redshank.kernel.errors import Unauthenticated
from redshank.storage.tx import Tx

SESSION_COOKIE: Final = "redshank_session"


def get_container(request: Request) -> Container:
    """The parts of this process."""
    found = request.app.state.container
    assert isinstance(found, Container), "create_app put it there"
    return found


ContainerDep = Annotated[Container, Depends(get_container)]


async def transaction(container: ContainerDep) -> AsyncIterator[Tx]:
    """The request's transaction."""
    async with container.database.begin() as tx:
        yield tx


TxDep = Annotated[Tx, Depends(transaction, scope="function")]


def get_sign_ins(request: Request) -> SignIns:
    """The sessions' rules and the count of failures."""
    found = request.app.state.sign_ins
    assert isinstance(found, SignIns), "create_app put it there"
    return found


SignInsDep = Annotated[SignIns, Depends(get_sign_ins)]


async def current_session(request: Request, tx: TxDep, sign_ins: SignInsDep) -> Session:
    """The signed-in person.

    Raises:
        Unauthenticated: nobody is signed in.
    """
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        raise Unauthenticated("nobody is signed in", mend="sign in, or send Authorization: Bearer rk_...")
    return await sign_ins.session(tx, token)


async def current_actor(request: Request, container: ContainerDep, tx: TxDep, sign_ins: SignInsDep) -> Actor:
    """Whoever calls: a key of the Authorization header, else the person of the session cookie.

    Raises:
        Unauthenticated: neither is there, or it is not valid.
    """
    header = request.headers.get("authorization")
    if header is not None:
        return actor_of_header(container, header)
    return actor_of((await current_session(request, tx, sign_ins)).person)


def actor_of_header(container: Container, header: str) -> Actor:
    """The actor of an Authorization header.

    Raises:
        KeyRefused: it is no Bearer header with a key that is valid.
    """
    scheme, _, key = header.partition(" ")
    if scheme.lower() != "bearer" or not key.strip().startswith(KEY_PREFIX):
        raise KeyRefused("the header is not of the form Bearer rk_...", where="Authorization")
    return container.keys.resolve(key.strip())


ActorDep = Annotated[Actor, Depends(current_actor, scope="function")]


def require(scope: str) -> Callable[..., Coroutine[Any, Any, Actor]]:
    """A dependency that gives the actor, provided that it has the scope (see `access.types.SCOPES`)."""

    async def check(actor: ActorDep) -> Actor:
        if not may(actor.scopes, scope):
            raise ScopeMissing(f"this needs {scope}", where="scopes", mend="ask an administrator for it")
        return actor

    return check
