"""Enforcement: from what rules ask for to actions that are done once, told to others, and can be taken back."""
