"""What was asked: a question read into pieces, slots and ranked logical forms."""
