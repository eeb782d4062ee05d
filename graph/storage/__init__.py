"""Builds on disk: locks, manifests, the switch."""
