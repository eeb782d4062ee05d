"""Administrative divisions and where they lie."""
