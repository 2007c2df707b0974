"""The lake: closed stretches of the event log as Delta Lake tables that any engine can read."""
