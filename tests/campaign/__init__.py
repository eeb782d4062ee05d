"""Campaigns: many hostile inputs made from a seed, counted."""
