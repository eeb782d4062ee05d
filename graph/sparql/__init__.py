"""SPARQL: the store, what a stranger may ask of it, and the processes that answer."""
