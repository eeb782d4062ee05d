"""Chinese, once: for cells, narratives and questions."""
