"""What questions ask of a thing, and facilities, trades and services that they name: a table may simply not hold them.

``attributes.csv`` has what is asked of a thing (its price, its capacity, its owner), ``concepts.csv`` facilities, industries
and services, each word with those by which a text would tell the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from graph.language.gazetteer import Match, longest
from graph.language.segmentation import tokens
from graph.language.word_lists import listed_set
from qa.answerability.expected import alike_units, clauses_of
from qa.answerability.telling import (
    gazetteer_of,
    has_count,
    has_dimension,
    has_figure,
    sentences_of,
    tells,
    ways_to_tell,
    words_of,
)
from qa.understanding.question import CLAUSE_MARKS, Piece, PieceKind, Question

_PERSON = 3
_TOWNS = listed_set("towns-and-villages")
_DESCRIBED = listed_set("described-by")
_DESCRIBES = 8


def unheard_concept(question: Question, written: Callable[[str], bool]) -> str:
    """A facility, trade or service that the clause which asks names and no text of the table does, in any wording.

    What merely describes does not count (做眼镜镜片的那家厂), nor what is named by the way in a clause that asks nothing.

    :param written: whether the texts hold some words.
    """
    text = question.text
    for match in longest(m for m in gazetteer_of("concepts").all(text) if not _cuts_a_word(text, m)):
        named = any(p.link and p.start < match.end and match.start < p.end for p in question.pieces)
        # Whom a thing is for (孕妇) a text need not say.
        person = len(match.name) <= _PERSON and match.name.endswith(words_of("person"))
        longer = text[match.end : match.end + 1] in _TOWNS or person
        if named or longer or _describes(text, match.end) or _is_by_the_way(question, match):
            continue
        if not any(map(written, ways_to_tell(match.name))):
            return match.name
    return ""


def _cuts_a_word(text: str, match: Match) -> bool:
    """Whether a word begins within a match and ends behind it (产|检查)."""
    return any(match.start < word.start < match.end < word.end for word in tokens(text))


def _describes(text: str, end: int) -> bool:
    """Whether a word ends what describes a thing: … 的那家."""
    place = text.find("的", end, end + _DESCRIBES + 1)
    return (
        place >= 0 and not any(c in CLAUSE_MARKS for c in text[end:place]) and text[place + 1 : place + 2] in _DESCRIBED
    )


def _is_by_the_way(question: Question, match: Match) -> bool:
    """Whether a word is what somebody does something with in a clause that asks nothing (坐家里戴副眼镜)."""
    own = next((c for c in question.clauses if c[0].start <= match.start < c[-1].end), ())
    if len(question.clauses) == 1 or any(asks(piece) for piece in own):
        return False
    before = (piece for piece in own if piece.start < match.start and piece.kind is PieceKind.WORD)
    return any(piece.tag[:1] == "v" and piece.text not in words_of("introduces") for piece in before)


def asks(piece: Piece) -> bool:
    """Whether a piece asks something."""
    return piece.says("ask") or (piece.kind is PieceKind.WORD and piece.text.startswith(words_of("value")))


def has_either_or(text: str) -> bool:
    """Whether something is asked by saying it and denying it.

    >>> has_either_or("班主任够不够"), has_either_or("搞唔搞"), has_either_or("办得不错")
    (True, True, False)
    """
    return any(text[at] in _DENIES and text[at - 1] == text[at + 1] for at in range(1, len(text) - 1))


_DENIES = listed_set("denying-characters")


def untold_attribute(question: Question, texts: Sequence[str]) -> str:
    """What a question asks of a thing and none of its texts tells, empty where they may."""
    asked = [*_listed(question), *((word, True) for word in measured(question))]
    return next((word for word, amount in asked if not _told(word, texts, amount=amount)), "")


def _told(word: str, texts: Sequence[str], *, amount: bool) -> bool:
    """Whether texts tell an attribute; of an amount in a sentence with a figure, of money or people with such a one."""
    if not amount:
        return tells(word, texts)
    sentences = [sentence for text in texts for sentence in sentences_of(text)]
    if word.endswith(words_of("money")):
        return tells(word, [one for one in sentences if has_dimension(one, {"yuan", "dollar"})])
    if word.endswith(words_of("people")):
        return tells(word, [one for one in sentences if has_count(one, alike_units("人"))])
    return tells(word, [one for one in sentences if has_figure(one)])


def _listed(question: Question) -> Iterator[tuple[str, bool]]:
    """Attributes in clauses that do not only ask yes or no, and whether how much of it is asked."""
    taken = [(p.start, p.end) for p in question.pieces if p.kind in {PieceKind.NAME, PieceKind.QUOTE}]
    plain = not any(asks(p) or p.says("ask") for p in question.pieces) and not has_either_or(question.text)
    position = 0
    for clause in clauses_of(question.text):
        start, position = position, position + len(clause) + 1
        ends = not question.text[position:].strip() or position >= len(question.text)
        if not _holds(clause, "value") and (_holds(clause, "yes-or-no") or not (ends or plain)):
            continue  # 交不起学费，有人资助吗 asks for no fee
        for match in longest(gazetteer_of("attributes").all(clause)):
            if _cuts_a_word(clause, match) or clause[match.end : match.end + 1] in words_of("measure"):
                continue  # 保险费率 is no 保险费
            first, last = start + match.start, start + match.end
            if any(first < end and begin < last for begin, end in taken):
                continue
            if match.name in words_of("staff") and not _counts_staff(clause, match):
                continue  # 最出色的工人表彰了几个 asks after no staff
            closes = not any(map(str.isalnum, question.text[last:]))
            if _holds(clause, "value") or closes or plain:
                yield match.name, _holds(clause, "how-much") or closes


def _holds(clause: str, kind: str) -> bool:
    return any(word in clause for word in words_of(kind))


def _counts_staff(clause: str, match: Match) -> bool:
    """Whether how many of a staff there are is asked: right before or right behind."""
    before, behind = clause[: match.start], clause[match.end :]
    before = before[:-1] if before[-1:] in {"个", "名", "位"} else before
    stripped = behind.lstrip("一共总有是")
    return before.endswith(words_of("how-much")) or stripped.startswith(words_of("how-much"))


def measured(question: Question) -> Iterator[str]:
    """Names of measures right before a word that asks how much."""
    pieces = question.pieces
    for position, piece in enumerate(pieces):
        if not piece.text.startswith(words_of("how-much")) or piece.link:
            continue
        before = next((p for p in reversed(pieces[:position]) if not _stands_between(p)), None)
        noun = before is not None and before.kind is PieceKind.WORD and before.tag[:1] == "n" and len(before.text) > 1
        if before and noun and before.text.endswith(words_of("measure")) and before.text not in words_of("general"):
            yield before.text


def _stands_between(piece: Piece) -> bool:
    if piece.kind is PieceKind.TIME or piece.text in words_of("between"):
        return True
    return piece.kind is PieceKind.WORD and piece.tag in {"d", "p", "ul", "uj", "m", "t"}
