"""Attacks that can be run at any length: bounded, seeded, with counts as their result."""
