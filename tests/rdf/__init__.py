"""Tests of graph.rdf."""
