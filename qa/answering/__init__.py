"""The answer to a question: its headline, typed result, text and evidence."""
