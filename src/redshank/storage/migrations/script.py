"""Runs the SQL text of a migration."""

from __future__ import annotations

import psycopg
from alembic import op


def run_script(sql: str) -> None:
    """Execute several statements, separated by semicolons, in the migration's transaction.

    They go to the server as they are: neither `:` nor `%` means anything here.
    """
    connection = op.get_bind().connection.driver_connection
    assert isinstance(connection, psycopg.Connection), "migrations run on psycopg"
    connection.execute(sql.encode())
