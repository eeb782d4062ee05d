"""What the documents say to a logical form: over the store, the graph and the texts, as typed outcomes."""
