"""Tests of what the texts name."""
