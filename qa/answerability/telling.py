"""Whether texts tell what is asked for: a figure of the right sort, a name, a word or another word for the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from embeddings.everyday import official_terms
from graph.language.gazetteer import Gazetteer
from graph.language.quantities import Quantity, find_quantities
from graph.language.text import fold, is_digit
from graph.language.word_lists import language_rows
from qa.answerability.expected import Expected, Sort, alike_units, dimension_of

_SENTENCE_MARKS = frozenset("。;；!！?？\n")
_DIMENSIONS = {
    Sort.MONEY: {"yuan", "dollar"},
    Sort.AREA: {"area", "area times"},
    Sort.LENGTH: {"length"},
    Sort.WEIGHT: {"mass"},
    Sort.VOLUME: {"volume"},
    Sort.SHARE: {"share", "points"},
    Sort.GROWTH: {"share", "points"},
}


@lru_cache(maxsize=1024)
def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a folded text, parts between semicolons being sentences.

    >>> sentences_of("已封顶。占地5亩；投产")
    ('已封顶', '占地5亩', '投产')
    """
    found, start = [], 0
    for at, char in enumerate(text):
        if char in _SENTENCE_MARKS:
            found.append(text[start:at])
            start = at + 1
    return tuple(part for part in (*found, text[start:]) if part)


@lru_cache(maxsize=8192)
def quantities_of(sentence: str) -> tuple[Quantity, ...]:
    """The quantities of a sentence."""
    return find_quantities(sentence)


def has_dimension(sentence: str, dimensions: Iterable[str]) -> bool:
    """Whether a sentence has a quantity of one of some dimensions.

    >>> has_dimension("总投资3亿元", {"yuan"}), has_dimension("占地50亩", {"yuan"})
    (True, False)
    """
    wanted = frozenset(dimensions)
    return any(dimension_of(quantity.written_unit or quantity.unit) in wanted for quantity in quantities_of(sentence))


def has_count(sentence: str, units: frozenset[str]) -> bool:
    """Whether a sentence has a count with one of some measure words, any where none are given.

    >>> has_count("配备社工12人", frozenset("人名")), has_count("建成12个站", frozenset("人名"))
    (True, False)
    """
    for quantity in quantities_of(sentence):
        unit = quantity.written_unit or quantity.unit
        any_count = not units and dimension_of(unit) in {"count", "times", "people", ""}
        if any_count or unit in units or unit[-1:] in units:
            return True
    # Measures that the reader of quantities does not know: 4层, 设在3楼.
    return any(_is_numbered(sentence, unit) for unit in units)


def _is_numbered(sentence: str, unit: str) -> bool:
    """Whether a digit stands right before a measure word somewhere."""
    at = sentence.find(unit, 1)
    while at > 0:
        if is_digit(sentence[at - 1]):
            return True
        at = sentence.find(unit, at + 1)
    return False


def has_figure(sentence: str) -> bool:
    """Whether a digit stands in it."""
    return any(map(is_digit, sentence))


def tells_sort(expected: Expected, texts: Sequence[str]) -> bool:
    """Whether some texts hold what is asked for; sorts that cannot be checked are taken to be there.

    >>> area = Expected(Sort.AREA, "多少亩")
    >>> tells_sort(area, ["厂房已封顶"]), tells_sort(area, ["占地50亩"])
    (False, True)
    """
    sentences = [sentence for text in texts for sentence in sentences_of(text)]
    if expected.sort in {Sort.MONEY, Sort.AREA, Sort.LENGTH, Sort.WEIGHT, Sort.VOLUME, Sort.SHARE}:
        return any(has_dimension(sentence, _DIMENSIONS[expected.sort]) for sentence in sentences)
    if expected.sort is Sort.DURATION and expected.unit:
        return any(has_dimension(sentence, {"duration", "workdays"}) for sentence in sentences)
    if expected.sort is Sort.COUNT:
        return _tells_count(expected, sentences)
    return True


def _tells_count(expected: Expected, sentences: Sequence[str]) -> bool:
    units = alike_units(expected.unit)
    if not units and _is_person(expected.noun) and not expected.unit:
        units = alike_units("人")
    if not units:
        return True
    # Where the texts have other words for the things, any figure with the measure may be their number.
    holding = [sentence for sentence in sentences if expected.noun and tells(expected.noun, [sentence])]
    return any(has_count(sentence, units) for sentence in holding or sentences)


def _is_person(noun: str) -> bool:
    return noun.endswith(words_of("person"))


def tells(word: str, texts: Sequence[str]) -> bool:
    """Whether a text has a word, its stem, or another word for the same.

    >>> tells("出口额", ["出口120亿元"]), tells("学费", ["学校已封顶"])
    (True, False)
    """
    return any(telling in text for telling in ways_to_tell(word) for text in texts)


@lru_cache(maxsize=4096)
def ways_to_tell(word: str) -> tuple[str, ...]:
    """The words by which a text would tell what one word asks for."""
    listed = (*same_words("attributes").get(word, ()), *same_words("concepts").get(word, ()))
    stem = "" if listed else stem_of(word)
    return tuple(dict.fromkeys(fold(one) for one in (word, *listed, *official_terms(word), *([stem] if stem else []))))


def stem_of(measure: str) -> str:
    """The name of a measure without what only widens it, of which at least two characters are left.

    >>> stem_of("年出口额"), stem_of("总量")
    ('出口', '总量')
    """
    stem = measure
    for prefix in words_of("before"):
        if stem.startswith(prefix) and len(stem) - len(prefix) > 1:
            stem = stem[len(prefix) :]
            break
    for suffix in sorted(words_of("behind"), key=len, reverse=True):
        if stem.endswith(suffix) and len(stem) - len(suffix) > 1:
            stem = stem[: -len(suffix)]
            break
    return stem


@lru_cache(maxsize=2)
def same_words(table: str) -> dict[str, tuple[str, ...]]:
    """Word → the other words for it, of ``attributes`` or ``concepts``."""
    return {row["word"]: tuple(row["same"].split()) for row in language_rows(table)}


@lru_cache(maxsize=32)
def words_of(kind: str) -> tuple[str, ...]:
    """The words of one kind of ``attribute_parts``."""
    return tuple(
        word for row in language_rows("attribute_parts") if row["kind"] == kind for word in row["words"].split()
    )


@lru_cache(maxsize=2)
def gazetteer_of(table: str) -> Gazetteer:
    """What finds the words of ``attributes`` or ``concepts``."""
    return Gazetteer(same_words(table))
