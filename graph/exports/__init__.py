"""Exports that are not RDF."""
