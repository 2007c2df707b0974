"""The tables and how they came to be: hand-written Alembic migrations in one line."""
