"""Refusals: why a question is not answered, as a kind, the words that are the reason, and a Chinese sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from graph.language.word_lists import language_rows


class RefusalKind(StrEnum):
    """Why a question is not answered."""

    SMALL_TALK = "small-talk"
    ERRAND = "errand"
    PRIVATE = "private"
    OPINION = "opinion"
    KNOWLEDGE = "knowledge"
    OTHER_YEAR = "other-year"
    OTHER_PLACE = "other-place"
    UNKNOWN_NAME = "unknown-name"
    NOT_TOLD = "not-told"
    OTHER_SCOPE = "other-scope"
    FALSE_PREMISE = "false-premise"
    UNRELATED = "unrelated"
    FOLLOW_UP = "follow-up-without-question"
    TOO_LONG = "too-long"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question is not answered."""

    kind: RefusalKind
    subject: str
    """The words of the question that are the reason; empty where it is the question as a whole."""
    sentence: str
    """The reason in Chinese, without a full stop."""


def refuse(key: str, subject: str = "", **further: str) -> Refusal:
    """The refusal with the sentence of a row of ``data/language/refusal_sentences.csv``.

    :param further: what else its sentence names (``thing``, ``task``, ``years`` …).

    >>> refuse("not-told", "多少亩")
    Refusal(kind=<RefusalKind.NOT_TOLD: 'not-told'>, subject='多少亩', sentence='表中没有写明“多少亩”')
    """
    row = _sentences()[key]
    return Refusal(RefusalKind(row["kind"]), subject, row["sentence"].format(subject=subject, **further))


@lru_cache(maxsize=1)
def _sentences() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in language_rows("refusal_sentences")}
