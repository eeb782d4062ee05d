"""Records → passages → vectors and a lexical index; hybrid retrieval. Imports torch only to build or convert."""
