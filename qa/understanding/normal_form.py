"""The normal form of questions: one comparable spelling, in which everything behind works.

NFKC folds widths; traditional characters become simplified; blanks and invisible characters go; brackets are wide, as names
of units have them; words of speech that only differ in spelling from the standard language are replaced by it
(``data/language/dialect.csv``).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from graph.language.fired_rows import fired
from graph.language.gazetteer import Gazetteer, longest
from graph.language.segmentation import stands
from graph.language.text import is_chinese
from graph.language.word_lists import language_rows, listed

MAX_CHARS = 1_400
"""More is no question; what lies behind is not read, which the answer says."""
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_BRACKETS = str.maketrans("()", "（）")
_DIALECT = "dialect"
_KEPT_SYMBOLS = frozenset("<>+=~★")


@lru_cache(maxsize=256)
def normal_form(question: str) -> str:
    """The normal form of a question, of no more than :data:`MAX_CHARS` characters.

    >>> normal_form("大鵬路 斷頭路 幾時通？"), normal_form("二〇二二年(上半年)")
    ('大鹏路 断头路 什么时候通?', '2022年（上半年）')
    """
    return _without_inclusion(wide(_standard(_without_head(_spaced(question)))))


@lru_cache(maxsize=256)
def plain_form(question: str) -> str:
    """The same with the words as they are spoken: what retrieval by meaning reads."""
    return _spaced(question).replace(" ", "")


@lru_cache(maxsize=256)
def _spaced(question: str) -> str:
    """The plain form with one blank left where it parts two words of Chinese (桃源镇 任务): there it is a mark."""
    folded = unicodedata.normalize("NFKC", question[:MAX_CHARS])
    visible = "".join(c for c in folded if unicodedata.category(c)[0] not in "CS" or c in _KEPT_SYMBOLS)
    # One character may stand for eighteen: the bound holds for what is read.
    simplified = str(_converter().convert(visible[:MAX_CHARS]))  # type: ignore[attr-defined]
    words = simplified.split()
    text = words[0] if words else ""
    for word in words[1:]:
        parting = is_chinese(text[-1]) and is_chinese(word[0])
        text += f" {word}" if parting else word
    return _years(text)


def _without_head(text: str) -> str:
    """A question without the words before a colon that only say what it is for (请检索：…, 统计口径：…)."""
    head, colon, rest = text.partition(":")
    row = _heads().get(head.strip()) if colon and rest.strip() else None
    if row is None:
        return text
    fired(_HEADS, (row,))
    return rest.strip()


@lru_cache(maxsize=1)
def _heads() -> dict[str, int]:
    return {word: number for number, row in enumerate(language_rows(_HEADS)) for word in row["words"].split()}


_HEADS = "asking_heads"


def _without_inclusion(text: str) -> str:
    """A text without what only says that a bound is counted in (11月底（含）以前)."""
    for words in listed("counted-in"):
        text = text.replace(words, "")
    return text


def wide(text: str) -> str:
    """A text with wide brackets, as names of units are written."""
    return text.translate(_BRACKETS)


def _years(text: str) -> str:
    """Years in Chinese digits written in Arabic ones (二〇二二年)."""
    at = text.find("年", 4)
    while at > 0:
        digits = text[at - 4 : at].translate(_DIGITS)
        if digits.isascii() and digits.isdecimal() and digits.startswith("20"):
            text = text[: at - 4] + digits + text[at:]
        at = text.find("年", at + 1)
    return text


def _standard(text: str) -> str:
    words, standard, row_of = _dialect()
    for match in reversed(longest(one for one in words.all(text) if stands(text, one.start, one.end))):
        if match.name in standard:
            fired(_DIALECT, (row_of[match.name],))
            text = text[: match.start] + standard[match.name] + text[match.end :]
    return text


@lru_cache(maxsize=1)
def _dialect() -> tuple[Gazetteer, dict[str, str], dict[str, int]]:
    """The words of speech with their standard words and their rows; those that only look like them have none."""
    rows = language_rows(_DIALECT)
    standard = {word: row["standard"] for row in rows for word in row["words"].split()}
    looks = (word for row in rows for word in row["not_in"].split())
    row_of = {word: number for number, row in enumerate(rows) for word in row["words"].split()}
    return Gazetteer([*standard, *looks]), standard, row_of


@lru_cache(maxsize=1)
def _converter() -> object:
    import opencc

    return opencc.OpenCC("t2s")
