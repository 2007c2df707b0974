"""Decisions, actions, standing and the outbox in PostgreSQL."""
