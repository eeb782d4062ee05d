"""Where an optional language model is asked, as the environment names it; without one nothing else of it is loaded."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

TIMEOUT = 3.0
"""Seconds for everything of one exchange: names looked up, connection, headers, body."""
EXCHANGES = 2
"""Exchanges a question may take: a reading proposed, and its headline reworded."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is asked."""

    url: str
    model: str
    key: str | None = field(repr=False)


def endpoint_from_environment() -> Endpoint | None:
    """The endpoint the environment names, ``None`` when it names none."""
    url = os.environ.get("HETU_LLM_URL", "").strip().rstrip("/")
    return Endpoint(url, os.environ.get("HETU_LLM_MODEL", ""), os.environ.get("HETU_LLM_KEY")) if url else None
