"""The gate: takes events, judges them one after the other, and answers once the answer is on disk."""
