"""Redshank: Trust & Safety for AI platforms, on one evidence trail."""
