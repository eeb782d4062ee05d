"""Timings, run by hand."""
