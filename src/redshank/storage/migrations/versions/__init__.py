"""One file a migration, `0001_...` to the newest; written by hand, importing no other room."""
