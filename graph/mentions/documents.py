"""Documents 《…》 in free text: title, number (文号), date, what was done with them, and documents named inside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from graph.language.clauses import clause_start, sentence_start
from graph.language.word_lists import rows

_NUMBER = re.compile(r"^[(]?\s*(?P<number>[\u4e00-\u9fffA-Za-z]{2,16}[〔\[【(]\d{4}[〕\]】)]第?\d+号)")
_DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号]|底|初|[上中下]旬|份)?")
_JOINT = re.compile(r"(?:[、和及与,等]|以及|制定|印发|\([^()]*\))*")
_ANAPHOR = re.compile(r"^[\u4e00-\u9fff]{2,6}$")


@dataclass(frozen=True, slots=True)
class DocumentMention:
    """A document named in a folded text; ``start`` and ``end`` include the marks.

    ``name`` is the full title meant; ``title`` what stands between the outermost marks; ``verbs`` are (word, sense).
    """

    start: int
    end: int
    title: str
    name: str
    rule: str
    number: str | None = None
    date: str | None = None
    verbs: tuple[tuple[str, str], ...] = ()
    nested: tuple[str, ...] = ()


def find_documents(text: str) -> list[DocumentMention]:
    """Find the documents of a folded text.

    >>> text = "5月30日印发《关于转发〈关于提高低保标准的公告〉的通知》(鹤民字〔2022〕14号)。《通知》明确标准。"
    >>> first, second = find_documents(text)
    >>> first.number, first.date, first.verbs, first.nested
    ('鹤民字〔2022〕14号', '5月30日', (('印发', 'issue'),), ('关于提高低保标准的公告',))
    >>> second.name == first.title
    True
    """
    found: list[DocumentMention] = []
    for start, end in _outermost(text):
        title = text[start + 1 : end - 1]
        if not title:
            continue
        number = _NUMBER.match(text[end:])
        verbs = _verbs(text, start, end, found)
        meant = _meant(title, found)
        found.append(
            DocumentMention(
                start,
                end,
                title,
                meant or title,
                "简称指前文的文件" if meant else "书名号",
                number["number"] if number else None,
                _date(text, start, end),
                verbs,
                tuple(_inner(title)),
            )
        )
    return found


def _outermost(text: str) -> Iterator[tuple[int, int]]:
    """Spans of 《…》, marks inside marks counted; one that its paragraph never closes is passed over."""
    start = text.find("《")
    while start >= 0:
        end = _closed(text, start)
        if end:
            yield start, end
        start = text.find("《", end or start + 1)


def _closed(text: str, start: int) -> int:
    """The end of the title that begins at ``start``; 0 when it is never closed."""
    depth = 0
    for position in range(start, len(text)):
        depth += (text[position] == "《") - (text[position] == "》")
        if depth == 0:
            return position + 1
        if text[position] == "\n":
            break
    return 0


def _inner(title: str) -> Iterator[str]:
    """Titles inside a title: 关于印发〈…〉的通知, to any depth, outer before inner."""
    opened: list[int] = []
    spans = []
    for position, char in enumerate(title):
        if char in "〈《<":
            opened.append(position + 1)
        elif char in "〉》>" and opened:
            spans.append((opened.pop(), position))
    for start, end in sorted(spans):
        if end > start:
            yield title[start:end]


def _meant(title: str, earlier: list[DocumentMention]) -> str | None:
    """The document a general word (《办法》, 《意见》) stands for: the last one before it that ends with the word."""
    if not _ANAPHOR.match(title):
        return None
    return next((known.name for known in reversed(earlier) if known.name.endswith(title) and known.name != title), None)


def _verbs(text: str, start: int, end: int, earlier: list[DocumentMention]) -> tuple[tuple[str, str], ...]:
    """What was done with a document: the last verb before it in its clause, the first after it; shared in a row."""
    begin = clause_start(text, start, ",;:。!?\n")
    if earlier and begin <= earlier[-1].end <= start:
        if _JOINT.fullmatch(text[earlier[-1].end : start]):
            return earlier[-1].verbs or _verbs_after(text, end)
        begin = earlier[-1].end
    before = [(m.start(), m.group(0)) for m in _pattern().finditer(text[begin:start])]
    if before:
        word = before[-1][1]
        return ((word, _senses()[word]),)
    return _verbs_after(text, end)


def _verbs_after(text: str, end: int) -> tuple[tuple[str, str], ...]:
    rest = re.sub(r"^(?:\([^()]*\))?(?:《[^》]*》(?:\([^()]*\))?|[、和及与])*", "", text[end : end + 160])
    stretch = re.match(r"[^;:。!?\n《]{0,24}", rest)
    match = _pattern().search(stretch.group(0)) if stretch else None
    return ((match.group(0), _senses()[match.group(0)]),) if match else ()


@lru_cache(maxsize=1)
def _senses() -> dict[str, str]:
    return {verb: row["sense"] for row in rows("document_verbs") for verb in row["verbs"].split()}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _senses()), key=len, reverse=True)))


def _date(text: str, start: int, end: int) -> str | None:
    """The date nearest before the document in its sentence, else the first after it in its clause."""
    before = _DATE.findall(text[sentence_start(text, start) : start])
    if before:
        return str(before[-1])
    after = _DATE.search(re.match(r"[^;。!?\n《]{0,24}", text[end:]).group(0))  # type: ignore[union-attr]
    return after.group(0) if after else None
