"""Worker processes: bounded, fair, without network."""
