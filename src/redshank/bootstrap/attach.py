"""Reaches an installation's database for the length of a command, whether it runs or not."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import SecretStr

from redshank.bootstrap.errors import PartMissing
from redshank.bootstrap.lock import data_lock, running
from redshank.bootstrap.settings import Settings
from redshank.storage.embedded.cluster import Cluster, cluster_exists, open_cluster
from redshank.storage.embedded.server import running_server


@dataclass(frozen=True, slots=True)
class Attached:
    """A database that can be used now.

    Attributes:
        settings: the given ones with `database_url` filled in.
        cluster: the embedded PostgreSQL; None where the operator's own is used.
        live: whether `redshank up` runs over it.
    """

    settings: Settings
    cluster: Cluster | None
    live: bool

    @property
    def url(self) -> str:
        """Address of the database."""
        assert self.settings.database_url is not None, "filled in"
        return self.settings.database_url.get_secret_value()


@contextlib.contextmanager
def attach(settings: Settings, *, create: bool = False) -> Iterator[Attached]:
    """The operator's database, the running installation's, or the embedded one started for this block alone.

    Args:
        settings: the installation.
        create: whether an installation that was never started may be made.

    Raises:
        PartMissing: there is no installation here yet.
        AlreadyRunning: another command uses the data folder.
        ClusterUnusable, ClusterVersionMismatch, PostgresNotFound, PostgresFailed: of the embedded PostgreSQL.
    """
    if settings.database_url is not None:
        yield Attached(settings, None, running(settings.data) is not None)
        return
    found = running(settings.data)
    if found is None and not create and not cluster_exists(settings.data):
        raise PartMissing(
            f"there is no installation in {settings.data}",
            where="REDSHANK_DATA",
            mend="start it once: redshank up; or name its folder with --data",
        )
    if found is not None:
        cluster = open_cluster(settings.data, choice=settings.postgres_binaries, user=settings.postgres_user)
        yield Attached(_with_url(settings, found.database_url), cluster, True)
        return
    with data_lock(settings.data):
        cluster = open_cluster(settings.data, choice=settings.postgres_binaries, user=settings.postgres_user)
        with running_server(cluster) as server:
            yield Attached(_with_url(settings, server.url), cluster, False)


def _with_url(settings: Settings, url: str) -> Settings:
    return settings.model_copy(update={"database_url": SecretStr(url)})
