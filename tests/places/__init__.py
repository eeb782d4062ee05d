"""Tests of graph.places."""
