"""Measuring answers: question files, scores, what rows of the word lists do, and lots left out of all that is fitted."""
