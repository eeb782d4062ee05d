"""Content negotiation: what an asker accepts, the most wanted first."""

from __future__ import annotations

from collections.abc import Sequence


def accepted(header: str) -> list[str]:
    """Return the media types of an Accept header, by their weight.

    >>> accepted("text/html;q=0.8, text/turtle, */*;q=0.1")
    ['text/turtle', 'text/html', '*/*']
    """
    found = []
    for position, part in enumerate(header.split(",")):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((value[2:] for value in parameters if value.startswith("q=")), "1")
        try:
            found.append((-float(weight), position, media.lower()))
        except ValueError:
            found.append((0.0, position, media.lower()))
    return [media for weight, _, media in sorted(found) if media and weight < 0]


def best(header: str, offered: Sequence[str]) -> str | None:
    """Return the offered media type an asker wants most, ``None`` when it wants none of them.

    >>> best("text/html", ("text/turtle", "text/html")), best("image/png", ("text/turtle",)), best("", ("text/turtle",))
    ('text/html', None, 'text/turtle')
    """
    wanted = accepted(header) or ["*/*"]
    for media in wanted:
        if media == "*/*":
            return offered[0]
        for one in offered:
            if media == one or (media.endswith("/*") and one.startswith(media[:-1])):
                return one
    return None
