"""Work-report tables → records → knowledge graph → RDF. Imports neither torch, faiss nor gradio."""
