"""The graph as RDF: vocabulary, triples, formats, descriptions, shapes."""
