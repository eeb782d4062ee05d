"""Questions: the words they are read by."""
