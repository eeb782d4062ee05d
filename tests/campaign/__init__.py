"""A campaign of hostile input: seeded, resumable, bounded."""
