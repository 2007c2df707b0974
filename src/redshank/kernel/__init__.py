"""Ids, clock, actor and base errors: what every room may use and what uses no room."""
