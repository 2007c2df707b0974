"""The database: embedded PostgreSQL, connections, transactions, migrations."""
