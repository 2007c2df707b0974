"""People who sign in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, SecretStr

from redshank.access.service import people as service
from redshank.access.types import Person, Role
from redshank.bootstrap.credentials import forget_first_sign_in
from redshank.kernel.actor import Actor
from redshank.web.deps import ContainerDep, TxDep, require

router = APIRouter(prefix="/v1/people", tags=["people"])
Keeper = Annotated[Actor, Depends(require("people:write"), scope="function")]


class PersonIn(BaseModel):
    """Somebody to add."""

    email: str = Field(max_length=254)
    name: str = Field(max_length=200)
    role: Role
    password: SecretStr = Field(max_length=1024, description="12 characters or more; they can change it")


class PersonChange(BaseModel):
    """What to change; what is left out stays."""

    name: str | None = Field(None, max_length=200)
    role: Role | None = None
    disabled: bool | None = None
    password: SecretStr | None = Field(None, max_length=1024)


class PersonOut(BaseModel):
    """Somebody who can sign in, or could."""

    id: str
    email: str
    name: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None


class PeopleOut(BaseModel):
    """Everybody."""

    people: list[PersonOut]


def _out(person: Person) -> PersonOut:
    return PersonOut(
        id=person.id,
        email=person.email,
        name=person.name,
        role=person.role,
        created_at=person.created_at,
        disabled_at=person.disabled_at,
    )


@router.get("")
async def list_people(tx: TxDep, _: Keeper) -> PeopleOut:
    """Everybody, also who is disabled."""
    return PeopleOut(people=[_out(person) for person in await service.people(tx)])


@router.post("", status_code=201)
async def add_person(body: PersonIn, tx: TxDep, actor: Keeper) -> PersonOut:
    """Add somebody."""
    person = await service.add_person(
        tx, actor, email=body.email, name=body.name, role=body.role, password=body.password.get_secret_value()
    )
    return _out(person)


@router.patch("/{person_id}")
async def change_person(
    person_id: str, body: PersonChange, tx: TxDep, actor: Keeper, container: ContainerDep
) -> PersonOut:
    """Change name, role, password, or whether somebody may sign in."""
    person = await service.change_person(tx, actor, person_id, name=body.name, role=body.role, disabled=body.disabled)
    if body.password is not None:
        await service.set_password(tx, actor, person_id, body.password.get_secret_value())
        tx.after_commit(lambda: forget_first_sign_in(container.settings, person.email))
    return _out(person)
