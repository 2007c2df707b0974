"""Signals: detectors that score a text, by name and version."""
