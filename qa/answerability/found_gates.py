"""Gates that hold a question against what was found for it: the texts do not tell what is asked.

Each gate takes the question, the sorts of answer it asks for, what was found, and what the tables are about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.language.segmentation import is_word
from graph.language.word_lists import listed_set
from graph.places.divisions import Town
from qa.answerability.attributes import asks, has_either_or, untold_attribute
from qa.answerability.evidence import Found, TableScope
from qa.answerability.expected import Expected, Sort, clauses_of, general_nouns
from qa.answerability.origins import tells_named
from qa.answerability.periods import (
    asks_figure,
    closes_with_measure,
    is_own_period,
    part_of_year,
    told_of_part,
    told_of_year,
    year_of,
    years_named,
)
from qa.answerability.phrases import PhraseTable
from qa.answerability.places import asked_places, figure_asked_of, owners_around
from qa.answerability.refusal import Refusal, refuse
from qa.answerability.refusal_thresholds import RefusalThresholds
from qa.answerability.telling import has_dimension, has_figure, sentences_of, tells, tells_sort, words_of
from qa.understanding.question import Piece, PieceKind, Question

_WORDS = PhraseTable("gate_words")
_MIN_WORDS_ONLY = 0.25
"""The share of the question's words that the best task must have when there are no vectors."""
Asked = tuple[Expected, ...]


def unrelated(
    question: Question, asked: Asked, found: Found, scope: TableScope, limits: RefusalThresholds
) -> Refusal | None:
    """Nothing found is near enough to the question, and it names nothing of the table."""
    if found.figures or (found.numbered and found.tasks):
        return None
    near = found.nearness
    if not found.tasks or (not near.dense and near.coverage < _MIN_WORDS_ONLY):
        return refuse("unrelated")
    if question.has("noun", "task") and any(question.has("ask", sense) for sense in ("which", "list", "many")):
        return None  # it asks for tasks
    far = near.dense and limits.far(len(question.text), near.near, near.coverage, near.likeness)
    return refuse("unrelated") if far and not found.named else None


def most(
    question: Question, asked: Asked, found: Found, scope: TableScope, limits: RefusalThresholds
) -> Refusal | None:
    """The first by what no table measures, which the texts found do not say in so many words."""
    phrase = _WORDS.first(question, "most")
    which = any(piece.says("ask", sense) for piece in question.cues for sense in ("which", "who"))
    first = question.clauses[0] if question.clauses else ()
    if phrase is None or not which or not first or phrase.start >= first[-1].end:
        return None
    return None if any(phrase.text in text for text in found.named_texts) else refuse("most", phrase.text)


def other_period(
    question: Question, asked: Asked, found: Found, scope: TableScope, limits: RefusalThresholds
) -> Refusal | None:
    """Another year, or a part of the year, of which the reports tell nothing."""
    for piece in years_named(question, scope.years):
        year = year_of(piece, scope.years)
        if year is not None and not told_of_year(piece, year, question, found.looked_at, scope):
            return refuse("other-period", piece.text)
    part = None if question.has("due") else part_of_year(question)
    part = None if part and is_own_period(part, scope) else part
    if part is not None and (asks_figure(question) or question.has("done")) and not told_of_part(part, found.looked_at):
        return refuse("other-period", part.text)
    return None


def _told_of_itself(place: str, text: str) -> bool:
    """Whether a text tells of a place, not only of its own rank beside it (增速与开平市并列第4)."""
    behind = (text[:at][-1:] for at in range(len(text)) if text.startswith(place, at))
    return any(before not in _BESIDE for before in behind)


_BESIDE = listed_set("held-against")


def elsewhere(
    question: Question, asked: Asked, found: Found, scope: TableScope, limits: RefusalThresholds
) -> Refusal | None:
    """Another county or city, of which the texts found say nothing; persons from there are not asked about."""
    came = {phrase.start for phrase in _WORDS.find(question, "came-from")}
    first = question.clauses[0][0].start if question.clauses else 0
    for place in asked_places(question, scope):
        start = question.text.find(place)
        told = any(_told_of_itself(place, text) for text in found.texts)
        if start == first and start + len(place) not in came and not told:
            return refuse("other-place", place, counties="、".join(sorted(scope.counties)))
    return None


def untold_sort(
    question: Question, asked: Asked, found: Found, scope: TableScope, limits: RefusalThresholds
) -> Refusal | None:
    """The sort of answer asked for stands in no sentence of what was found: an amount, a count, a year, names, a firm."""
    if found.figures:
        return None
    for expected in asked:
        if expected.sort is Sort.SHARE and (question.has("noun", "task") or not found.sure):
            continue
        if (
            expected.sort is Sort.COUNT
            and found.sure
            and _counts_unheard_persons(question, expected, found.named_texts)
        ):
            return refuse("not-told", _with_noun(question, expected))
        texts = found.named_texts if expected.sort in {Sort.COUNT, Sort.NAMES, Sort.YEAR, Sort.ROAD} else found.texts
        if not tells_sort(expected, texts) or not tells_named(question, expected, texts):
            return refuse("not-told", _with_noun(question, expected))
    return None


def _counts_unheard_persons(question: Question, expected: Expected, texts: Sequence[str]) -> bool:
    """Whether persons of a kind are counted of whom the texts say nothing in any wording (几名护士)."""
    noun = expected.noun
    behind = bool(noun) and question.text.startswith(noun, expected.end)
    return behind and noun.endswith(words_of("person")) and not tells(noun, texts)


def _with_noun(question: Question, expected: Expected) -> str:
    """The words that ask, with what they count where it stands right behind."""
    behind = expected.noun if expected.noun and question.text.startswith(expected.noun, expected.end) else ""
    return expected.text + behind


def untold_attributes(
    question: Question, asked: Asked, found: Found, scope: TableScope, limits: RefusalThresholds
) -> Refusal | None:
    """A price, capacity, owner or the like that no text found tells."""
    word = "" if found.figures else untold_attribute(question, found.named_texts)
    if not word or (not found.sure and not untold_attribute(question, scope.texts)):
        return None  # another task tells it: what was found is not all that the table has
    return refuse("not-told", word)


def untold_of_subject(
    question: Question, asked: Asked, found: Found, scope: TableScope, limits: RefusalThresholds
) -> Refusal | None:
    """A noun asked of a thing by name that none of the thing's texts has, nor another word for it."""
    if found.figures or found.of_unit or not found.subject:
        return None
    texts = [task.text for task in found.tasks if task.id in found.subject_tasks] or found.texts
    spans = [(expected.start, expected.end) for expected in asked]
    nouns = (p.text for p in _nouns_asked(question, found.subject_end) if not _within(p, spans))
    noun = next((noun for noun in nouns if not tells(noun, texts) and not _tells_plain(noun, texts)), "")
    return refuse("not-told-of", noun, thing=found.subject) if noun else None


def _tells_plain(noun: str, texts: Sequence[str]) -> bool:
    """Whether texts tell of a noun without the word that only says how new or old it is (新楼: 教学楼)."""
    return noun[0] in _AGES and any(noun[1:] in text for text in texts)


_AGES = listed_set("ages")


def _within(piece: Piece, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= piece.start < end for start, end in spans)


def _nouns_asked(question: Question, position: int) -> Iterator[Piece]:
    """The nouns behind a thing's name in the clauses that ask.

    Nouns before 的 only describe (做口罩原料的厂房), and the first after 的 may be the thing itself (天喜电器的新厂).
    """
    apart = False
    for clause in question.clauses:
        if not _asks_something(question, clause):
            continue
        for at, piece in enumerate(clause):
            if piece.start < position:
                continue
            # 几时报建 is cut into 几, 时报, 建.
            noun = _is_telling_noun(piece) and question.text[piece.start - 1 : piece.start] != "几"
            describes = at + 1 < len(clause) and clause[at + 1].text == "的"
            if noun and apart and piece.text not in general_nouns() and not describes:
                yield piece
            apart = apart or (not noun and piece.text != "的")


def _asks_something(question: Question, clause: tuple[Piece, ...]) -> bool:
    last = clause[-1]
    marked = question.text[last.end : last.end + 1] == "?"
    return marked or any(asks(piece) for piece in clause) or has_either_or(question.text[clause[0].start : last.end])


def _is_telling_noun(piece: Piece) -> bool:
    if piece.kind is not PieceKind.WORD or len(piece.text) < 2 or not is_word(piece.text):
        return False
    return (piece.tag[:1] in {"n", "j"} and piece.tag != "nr") or piece.tag == "vn"


def other_rank(
    question: Question, asked: Asked, found: Found, scope: TableScope, limits: RefusalThresholds
) -> Refusal | None:
    """The rank of an amount, where only that of its growth is told."""
    rank = next((expected for expected in asked if expected.sort is Sort.RANK), None)
    amount = next((p.text for p in question.pieces if p.text.endswith(words_of("amount"))), "")
    if rank is None or not amount or any(expected.sort is Sort.GROWTH for expected in asked):
        return None
    growths = words_of("growth")
    ranked = [
        part for text in found.texts[:1] for one in sentences_of(text) for part in clauses_of(one) if _is_ranked(part)
    ]
    only_growth = ranked and all(any(word in part for word in growths) for part in ranked)
    return refuse("not-told", f"{amount}{rank.text}") if only_growth else None


def _is_ranked(clause: str) -> bool:
    return any(word in clause for word in words_of("ranked")) and any(map(str.isdigit, clause))


def not_of_town(
    question: Question, asked: Asked, found: Found, scope: TableScope, limits: RefusalThresholds
) -> Refusal | None:
    """A figure asked of a town or of another county, where only the county's is told."""
    others = [*figure_asked_of(question, scope), *owners_around(question, scope)]
    if not (found.towns or others) or not (asks_figure(question) or closes_with_measure(question)):
        return None
    money = any(expected.sort is Sort.MONEY for expected in asked)
    sentences = [one for text in found.texts for one in sentences_of(text) if _has(one, money)]
    bases = [*(Town("", town).base for town in found.towns), *others]
    if found.tasks and set(bases) <= found.tasks[0].towns:
        return None  # the best task is that town's own
    told = [sentence for sentence in sentences if any(_tells_of(sentence, base) for base in bases)]
    if told and not untold_attribute(question, told):
        return None
    return refuse("other-scope", "、".join([*found.towns, *others]))


def _tells_of(sentence: str, place: str) -> bool:
    """Whether a sentence tells of a place, and does not only compare with it (与开平市并列第4, 在江门市排名第7)."""
    at = sentence.find(place)
    return at >= 0 and not (at > 0 and sentence[at - 1] in _COMPARES)


_COMPARES = listed_set("compared-with")


def _has(sentence: str, money: bool) -> bool:
    return has_dimension(sentence, {"yuan", "dollar"}) if money else has_figure(sentence)


def not_by_town(
    question: Question, asked: Asked, found: Found, scope: TableScope, limits: RefusalThresholds
) -> Refusal | None:
    """A figure asked town by town, where no sentence tells those of two towns."""
    of_tasks = question.has("fraction") or question.has("noun", "task")
    if of_tasks or not _WORDS.find(question, "each-town") or not _WORDS.find(question, "told-apart"):
        return None
    sentences = (one for text in found.texts for one in sentences_of(text) if has_figure(one))
    by_town = any(sum(town in sentence for town in scope.towns) > 1 for sentence in sentences)
    return None if by_town else refuse("by-town")


def strange_noun(
    question: Question, asked: Asked, found: Found, scope: TableScope, limits: RefusalThresholds
) -> Refusal | None:
    """A short question about a noun wholly strange to the table and to everyday speech about such tables.

    Long stories hold many such words by the way, so they are left to retrieval.
    """
    if len(question.text) > _SHORT or len(question.clauses) != 1 or not found.nearness.dense:
        return None
    words = [p.text for p in question.pieces if p.kind is PieceKind.WORD and p.tag[:1] == "n" and len(p.text) > 2]
    facility = next((word for word in words if word.endswith(words_of("facility")) and _is_unheard(word, scope)), "")
    if facility:
        return refuse("unknown-name", facility)
    if found.things:
        return None
    foreign = next((word for word in words if is_word(word) and _is_foreign(word, scope)), "")
    near = found.nearness
    if foreign and limits.far_with_foreign_noun(len(question.text), near.near, near.coverage):
        return refuse("unknown-name", foreign)
    return None


_SHORT = 22


def _is_unheard(word: str, scope: TableScope) -> bool:
    """Whether a word of the dictionary stands neither in the table nor in everyday speech."""
    # 电线厂: whoever makes 电线 may be meant.
    made = word.endswith("厂") and scope.is_written(word[:-1])
    return is_word(word) and not made and not tells(word, scope.texts)


def _is_foreign(word: str, scope: TableScope) -> bool:
    """Whether neither a word nor any two of its characters together stand in the table or in everyday speech."""
    pairs = (word[at : at + 2] for at in range(len(word) - 1))
    return not any(map(scope.is_written, pairs)) and not tells(word, scope.texts)
