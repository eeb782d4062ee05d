"""Tests of graph.knowledge."""
