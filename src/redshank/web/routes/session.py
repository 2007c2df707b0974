"""Sign in, who am I, sign out, change the password."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, SecretStr
from starlette.responses import JSONResponse, Response

from redshank.access.errors import SignInRefused
from redshank.access.service import people as people_service
from redshank.access.service import sessions
from redshank.access.types import Person, Session
from redshank.bootstrap.credentials import forget_first_sign_in
from redshank.web.deps import SESSION_COOKIE, ActorDep, ContainerDep, SignInsDep, TxDep, current_session
from redshank.web.security import is_https

router = APIRouter(prefix="/v1/session", tags=["session"])
SessionDep = Annotated[Session, Depends(current_session, scope="function")]


class SignIn(BaseModel):
    """Email and password."""

    email: str = Field(max_length=254)
    password: SecretStr = Field(max_length=1024)


class PasswordChange(BaseModel):
    """The present password and the one to have."""

    current: SecretStr = Field(max_length=1024)
    new: SecretStr = Field(max_length=1024)


class PersonOut(BaseModel):
    """A person as the console shows it."""

    id: str
    email: str
    name: str
    role: str


class SessionOut(BaseModel):
    """Who is signed in and what they may do."""

    person: PersonOut | None = Field(description="null for a machine's key")
    key: str | None = Field(description="the key's id, null for a person")
    scopes: list[str]
    expires_at: datetime | None


def _out(person: Person, expires_at: datetime) -> SessionOut:
    shown = PersonOut(id=person.id, email=person.email, name=person.name, role=person.role)
    return SessionOut(person=shown, key=None, scopes=sorted(person.scopes), expires_at=expires_at)


@router.post("", response_model=SessionOut, openapi_extra={"security": []})
async def sign_in(body: SignIn, request: Request, container: ContainerDep, sign_ins: SignInsDep) -> Response:
    """Begin a session: a cookie that scripts can't read and other sites can't send."""
    async with container.database.begin() as tx:
        outcome = await sign_ins.sign_in(
            tx, body.email, body.password.get_secret_value(), str(request.scope["redshank.client"])
        )
    if isinstance(outcome, SignInRefused):
        raise outcome  # after the commit: the refusal is on the audit trail
    token, session = outcome
    response = JSONResponse(_out(session.person, session.expires_at).model_dump(mode="json"))
    settings = container.settings
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=round(settings.session_days * 86400),
        path="/",
        secure=is_https(request.scope, request.headers, settings.public_url, frozenset(settings.trusted_proxies)),
        httponly=True,
        samesite="strict",
    )
    return response


@router.get("")
async def who_am_i(request: Request, actor: ActorDep, tx: TxDep, sign_ins: SignInsDep) -> SessionOut:
    """The caller and its scopes."""
    if actor.kind == "key":
        return SessionOut(person=None, key=actor.id, scopes=sorted(actor.scopes), expires_at=None)
    session = await current_session(request, tx, sign_ins)
    return _out(session.person, session.expires_at)


@router.delete("", status_code=204)
async def sign_out(request: Request, session: SessionDep, tx: TxDep, everywhere: bool = False) -> Response:
    """End this session, or every session of the person."""
    if everywhere:
        await sessions.sign_out_everywhere(tx, people_service.actor_of(session.person), session.person)
    else:
        await sessions.sign_out(tx, session.person, request.cookies[SESSION_COOKIE])
    response = Response(status_code=204)
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="strict")
    return response


@router.post("/password", status_code=204)
async def change_password(
    body: PasswordChange, session: SessionDep, container: ContainerDep, sign_ins: SignInsDep
) -> Response:
    """Change one's own password; every session ends, also this one."""
    person = session.person
    async with container.database.begin() as tx:
        if not await sign_ins.confirm_password(tx, person, body.current.get_secret_value()):
            raise SignInRefused("the present password is not right", where="current")
        actor = people_service.actor_of(person)
        await people_service.set_password(tx, actor, person.id, body.new.get_secret_value())
    forget_first_sign_in(container.settings, person.email)
    return Response(status_code=204)
