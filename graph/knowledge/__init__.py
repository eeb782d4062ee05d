"""Records and mentions → typed nodes and edges, each with its source."""
