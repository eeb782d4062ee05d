"""Meaning as vectors: which model, its weights as an int8 graph, texts → vectors → an exact index."""
