"""Readers of every form: small documents made in the tests, their rows spelled out."""
