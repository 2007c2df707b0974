"""Where the lake touches PostgreSQL, Delta Lake and DuckDB; the only SQL of the lake."""
