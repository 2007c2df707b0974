"""The only SQL of search: terms to conditions, conditions to rows, counts and groups. Values are always parameters."""
