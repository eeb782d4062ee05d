"""What is said: headlines, their rewordings, notes."""
