"""What Alembic runs: the connection comes from `redshank.storage.migrate`, which holds the lock."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"], target_metadata=None, transaction_per_migration=True
)
with context.begin_transaction():
    context.run_migrations()
