"""The verbs of search: find, export, look at one event, look at one subject."""
