"""Whether a text puts a headline in one of the ways it may be put: all of it, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answering.claims import Wording


def first_difference(text: str, wordings: Sequence[Wording]) -> str | None:
    """The words of ours from which a canonical text goes another way; ``None`` when it is one of the wordings.

    Nothing of the text is skipped, so whatever else it holds makes it another text.
    """
    reached = 0
    for wording in wordings:
        had = max(_pieces_had(text, wording), _pieces_had(f"{text}。", wording))  # the last stop may be that of a piece
        if had > len(wording):
            return None
        if wording is wordings[0]:
            reached = had
    own = wordings[0]
    return "".join(piece.words for piece in own[min(reached, len(own) - 1) :])


def _pieces_had(text: str, wording: Wording) -> int:
    """How many pieces of a wording a text begins with; one more when it ends there."""
    places = {0}
    for had, piece in enumerate(wording):
        places = {
            place + len(spelling)
            for place in places
            for spelling in piece.spellings
            if text.startswith(spelling, place)
        }
        if not places:
            return had
    return len(wording) + (len(text) in places)
