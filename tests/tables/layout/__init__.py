"""Tests of how tables are laid out."""
