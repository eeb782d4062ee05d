"""Who holds an office, where a text says so by the way: 市长张华景同志带队前往."""

from __future__ import annotations

from collections.abc import Iterable

from graph.language.text import is_chinese
from graph.language.word_lists import language_rows
from qa.answerability.phrases import PhraseTable
from qa.understanding.question import Question

_WORDS = PhraseTable("gate_words")
_COMRADE = "同志"
_DEPUTY = "副"
_NAME_LENGTHS = (2, 3)


def office_holder(question: Question, texts: Iterable[str]) -> str:
    """The office asked for with the name of who holds it, as a text writes both together; empty where none does."""
    phrase = _WORDS.first(question, "office")
    if phrase is None:
        return ""
    before = question.text[: phrase.start]
    office = max((word for word in _offices() if word in phrase.text), key=len, default="")
    if not office or before.endswith(_DEPUTY) or _of_a_town(before):
        return ""
    return next((name for text in texts for name in [_written(office, text)] if name), "")


def _of_a_town(before: str) -> bool:
    return before.endswith(("镇", "乡", "村", "局", "委", "办", "校", "院"))


def _written(office: str, text: str) -> str:
    """The office with a name and 同志 behind it, as a text has them."""
    at = text.find(office)
    while at >= 0:
        end = at + len(office)
        for length in _NAME_LENGTHS:
            named = text[end : end + length]
            comrade = text.startswith(_COMRADE, end + length)
            if comrade and len(named) == length and all(map(is_chinese, named)) and text[at - 1 : at] != _DEPUTY:
                return office + named
        at = text.find(office, end)
    return ""


def _offices() -> tuple[str, ...]:
    return next(tuple(row["words"].split()) for row in language_rows("phrase_parts") if row["part"] == "office")
