"""The log of record and the quarantine in PostgreSQL."""
