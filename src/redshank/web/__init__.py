"""HTTP: the API, the console's files, and what stands in front of both."""
