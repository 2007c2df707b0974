"""Events: the envelope they come in, what is refused and why, the log they are kept in, the subjects they concern."""
