"""General knowledge of the genre: what questions ask for and a table may simply not hold.

``concepts.csv`` names facilities, industries, services and the like, ``attributes.csv`` what is asked of a thing (its price, its
capacity, its owner); each word with those by which a text would tell the same. Both are for any county.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from embeddings.everyday import official_terms
from embeddings.pairs import LANGUAGE_DIR
from graph.language.segmentation import tagged
from graph.language.text import any_of
from graph.language.word_lists import read_rows
from qa.wording import CLAUSE_END

CONCEPTS = LANGUAGE_DIR / "concepts.csv"
ATTRIBUTES = LANGUAGE_DIR / "attributes.csv"
_MEASURE = re.compile(r"[\u4e00-\u9fff](?:量|额|率|数|费|价|值|线|积|龄|人口|收入|产值|能力)$")
"""How names of measures end."""
_WRAPPED = re.compile(
    r"^(?:总|年|月|日|均|实际|累计)?(?P<stem>[\u4e00-\u9fff]{2,}?)(?:总?[额量数值费]|人数|数量|总数)?$"
)
_GENERAL = frozenset(
    ["数量", "总数", "总量", "人数", "次数", "指数", "目标值", "增加值", "完成额", "完成量", "完成率", "总值"]
)
_DESCRIBES = re.compile(r"[^的，,]{0,8}的(?:那|这|家)")
_HOW_MUCH = re.compile(r"^(?:多少|几多|几|多[大高长重远宽深厚]|怎么样|如何)$")
_BETWEEN = frozenset("是有为达到要得收交花共总需能约才的了占都")
_BETWEEN_TAGS = frozenset({"d", "p", "ul", "uj", "m", "t"})


@lru_cache(maxsize=2)
def _words(path: Path) -> Mapping[str, tuple[str, ...]]:
    return {row["word"]: tuple(row["same"].split()) for row in read_rows(path)}


@lru_cache(maxsize=2)
def _pattern(path: Path) -> re.Pattern[str]:
    return any_of(_words(path))


def unheard_concept(question: str, is_written: Callable[[str], bool]) -> str | None:
    """A facility, industry, service or the like that a question names and no text of the table does, in any wording.

    What merely describes does not count (做眼镜镜片的那家厂).

    >>> unheard_concept("加氢站建好了吗", lambda word: False), unheard_concept("煤气通了吗", "推进燃气管道建设".__contains__)
    ('加氢站', None)
    """
    for match in _pattern(CONCEPTS).finditer(question):
        word = match.group(0)
        if _DESCRIBES.match(question, match.end()):
            continue
        if not any(map(is_written, (word, *_words(CONCEPTS)[word], *official_terms(word)))):
            return word
    return None


def untold_attribute(question: str, texts: Sequence[str]) -> str | None:
    """What a question asks of a thing (a price, a capacity, an owner) and none of its texts tells.

    >>> untold_attribute("厂房装机容量多大", ["厂房已封顶"]), untold_attribute("全年出口额多少", ["出口120亿元"])
    ('装机容量', None)
    """
    asked = [*_listed(question), *((word, True) for word in _measured(question))]
    return next((word for word, amount in asked if not _told(word, texts, amount=amount)), None)


def _told(word: str, texts: Sequence[str], *, amount: bool) -> bool:
    """Whether texts tell an attribute, and where an amount of money or of people is asked, a sentence with that as well."""
    for attribute, figure in _AMOUNTS:
        if amount and attribute.search(word):
            sentences = [part for text in texts for part in re.split(r"[。；;\n]", text) if figure.search(part)]
            return tells(word, sentences)
    if amount:  # 细颗粒物协同控制 tells no PM2.5
        texts = [part for text in texts for part in re.split(r"[。；;\n]", text) if any(map(str.isdecimal, part))]
    return tells(word, texts)


_HOW_MUCH_OF = re.compile(r"多少|几(?!乎)|多[高贵]|怎么收")
_AMOUNTS = (
    (re.compile(r"(?:费|价|租金?|薪|工资|奖金|押金|票)$"), re.compile(r"\d(?:余|多)?[万亿千百]?元")),
    (
        re.compile(r"(?:人口|员工|职工|工人)(?:总?数|人数)?$"),
        re.compile(r"\d(?:余|多)?(?:万|[万千百]?(?:余|多)?(?:人|名|位))"),
    ),
)
"""What is told in money, and in people, by how its name ends."""


def tells(word: str, texts: Sequence[str]) -> bool:
    """Whether a text has a word, its stem, or another word for the same.

    >>> tells("出口额", ["出口120亿元"]), tells("学费", ["学校已封顶"])
    (True, False)
    """
    listed = (*_words(ATTRIBUTES).get(word, ()), *_words(CONCEPTS).get(word, ()))
    stem = None if listed else _WRAPPED.match(word)
    told = (word, *listed, *official_terms(word), *([stem["stem"]] if stem else []))
    return any(telling in text for telling in told for text in texts)


_YES_OR_NO = re.compile(r"[吗么没否未]$|能不能|可不可以|会不会|有没有|是不是|要不要|用不用|该不该|能否|是否")
_VALUE = re.compile(r"多少|几|谁|哪|什么|啥|咩|乜|多[大高长重远宽深快]")


def _listed(question: str) -> Iterator[tuple[str, bool]]:
    """Attributes in clauses that do not ask yes or no (药费能当场报掉吗 asks no price), and whether how much of it is asked."""
    for clause in CLAUSE_END.split(question):
        if not _YES_OR_NO.search(clause) or _VALUE.search(clause):
            for match in _pattern(ATTRIBUTES).finditer(clause):
                if _STAFF_NOUN.fullmatch(match.group(0)) and not _counted(match, clause):
                    continue  # 最出色的工人表彰了几个 asks after no staff
                yield match.group(0), bool(_HOW_MUCH_OF.search(clause)) or question.endswith(match.group(0))


_STAFF_NOUN = re.compile(r"员工|职工|工人")


def _counted(staff: re.Match[str], clause: str) -> bool:
    """Whether how many of a staff there are is asked."""
    before, behind = clause[: staff.start()], clause[staff.end() :]
    return bool(
        re.search(r"(?:多少|几)[个名位]?$", before) or re.match(r"(?:一?共|总共)?(?:有|是)?(?:多少|几)", behind)
    )


def _measured(question: str) -> Iterator[str]:
    """Names of measures right before a word that asks how much."""
    tagged_words = tagged(question)
    for position, (word, _) in enumerate(tagged_words):
        if not _HOW_MUCH.match(word):
            continue
        noun = next(itertools.dropwhile(_stands_between, reversed(tagged_words[:position])), None)
        if noun and noun[1].startswith("n") and _MEASURE.search(noun[0]) and noun[0] not in _GENERAL:
            yield noun[0]


def _stands_between(token: tuple[str, str]) -> bool:
    word, tag = token
    return tag in _BETWEEN_TAGS or word in _BETWEEN
