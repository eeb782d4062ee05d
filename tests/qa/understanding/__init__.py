"""How questions are understood."""
