"""Question → :class:`QueryPlan`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from graph.language.segmentation import tagged
from qa.absent import Scope, refusal
from qa.joining import join
from qa.lexicon import Lexicon
from qa.marks import BLANK, Mark, blank, blanked, find_marks
from qa.plan import Dimension, Intent, QueryPlan
from qa.querying.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Linked,
    Names,
    Responsible,
    Under,
    all_of,
    atoms,
    conjuncts,
)
from qa.topics import is_telling, topic_of
from qa.unknown import DOCUMENT_NUMBER
from qa.wording import ABOUT, CLAUSE_END, FILLER, WHY, asks_of_all, compares, each_of, intent_of, ranking_of

MAX_CHARS = 1_400
"""More is no question; what lies behind is not read, which the answer says."""
_YEAR_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_PRIVATE = 0xF0000
"""A private plane: characters put here are matched by no filler."""
_ASKS = re.compile(r"哪|什么|啥|多少|几|谁|吗|么|怎|如何|何时|为何|有没有|是不是|是否|列|查|[？?]")


@lru_cache(maxsize=1)
def _converter() -> object:
    import opencc

    return opencc.OpenCC("t2s")


def simplify(question: str) -> str:
    """One comparable form of a question: NFKC (full-width marks kept readable), simplified characters, no blanks.

    >>> simplify("大鵬路 斷頭路？")
    '大鹏路断头路?'
    """
    return _simplified(question[:MAX_CHARS])


@lru_cache(maxsize=256)
def _simplified(question: str) -> str:
    folded = unicodedata.normalize("NFKC", question)
    folded = re.sub(
        r"[二][〇零一][〇零一二三四五六七八九]{2}(?=年)", lambda m: m.group(0).translate(_YEAR_DIGITS), folded
    )
    visible = "".join(c for c in folded if unicodedata.category(c)[0] not in "CS" or c in "<>+=~★")
    # One character may stand for eighteen: the bound holds for what is read.
    return str(_converter().convert(re.sub(r"\s+", "", visible)[:MAX_CHARS]))  # type: ignore[attr-defined]


def parse(question: str, lexicon: Lexicon, scope: Scope) -> QueryPlan:
    """What a question asks for."""
    text, corrected = _spelt(_bracketed(simplify(question)), lexicon)
    each = None if ranking_of(text) else each_of(text)
    if each:
        plan = _planned(question, text, corrected, lexicon, scope, each)
        # What is told by name or of a matter is not counted by group.
        if not plan.telling and not plan.compared:
            return plan
    return _planned(question, text, corrected, lexicon, scope)


def _planned(
    question: str,
    written: str,
    corrected: Sequence[tuple[str, str]],
    lexicon: Lexicon,
    scope: Scope,
    each: tuple[Dimension, int, int] | None = None,
) -> QueryPlan:
    """The plan of a question.

    :param written: the question in its comparable form.
    :param each: by what tasks are counted, and where that is said: 各镇 is no addressee there.
    """
    text = blanked(written, [each[1:]]) if each else written
    ranked = ranking_of(text)
    links, things = _named(text, lexicon)
    named = [Mark(link.start, link.end, _condition(link)) for link in [*links, *things]]
    rest = blank(text, named)
    if ranked:
        rest = blanked(rest, [ranked[1:]])
    marks = sorted([*named, *find_marks(rest)], key=lambda mark: mark.start)
    where = join(text, marks)
    compared, where = _compared(text, where)
    rest = _without_scope(blank(rest, marks), scope)
    intent = _intent(text, ranked, compared)
    phrases = _phrases(rest, lexicon, intent is Intent.LOOKUP)
    if (each or where != AllOf()) and intent in {Intent.LIST, Intent.COUNT}:
        topic = topic_of(rest, phrases, lexicon.share)
        if topic:
            where = AllOf((*conjuncts(where), topic))
            phrases = tuple(phrase for phrase in phrases if phrase != topic.topic)
    return QueryPlan(
        question=question,
        intent=intent,
        where=where,
        ranking=ranked[0] if ranked else None,
        each=each[0] if each else None,
        compared=compared,
        why=bool(WHY.search(text)),
        whole=asks_of_all(text),
        phrases=phrases,
        telling=tuple(word for phrase in phrases for word in _telling_words(phrase, lexicon)),
        refusal=refusal(written, lexicon, scope, links),
        corrected=tuple(corrected),
        ambiguous=tuple(_readings([*links, *things])),
        ignored=("问题太长，只读了开头一段",) if len(question) > MAX_CHARS else (),
    )


def _spelt(text: str, lexicon: Lexicon) -> tuple[str, list[tuple[str, str]]]:
    text, read = lexicon.pinyin.read(text)
    known = [(link.start, link.end) for link in (*lexicon.find(text), *lexicon.find_things(text)) if len(link.text) > 1]
    text, corrected = lexicon.speller.correct(text, known)
    return text, read + corrected


def _condition(link: Linked) -> Responsible | Under | Names:
    if link.kind in {"Unit", "CollectiveUnit", "Town"}:
        return Responsible(link)
    return Under(link) if link.kind in {"Person", "Category", "Theme"} else Names(link)


def _intent(text: str, ranked: object, compared: Sequence[Condition]) -> Intent:
    if compared:
        return Intent.COMPARE
    return Intent.RANK if ranked else intent_of(text)


def _compared(text: str, where: Condition) -> tuple[tuple[Condition, ...], Condition]:
    """Two or more conditions of one sort that the question holds against each other, and the conditions for all."""
    if not compares(text):
        return (), where
    parts = list(conjuncts(where))
    for position, part in enumerate(parts):
        if isinstance(part, AnyOf | AllOf) and all(isinstance(a, Responsible | Under) for a in atoms(part)):
            rest = parts[:position] + parts[position + 1 :]
            return tuple(part.parts), all_of(rest) if rest else AllOf()
    actors = [part for part in parts if isinstance(part, Responsible)]
    if len(actors) > 1:
        rest = [part for part in parts if part not in actors]
        return tuple(actors), all_of(rest) if rest else AllOf()
    return (), where


def _named(text: str, lexicon: Lexicon) -> tuple[list[Linked], list[Linked]]:
    """Actors and things of a question; of two that overlap the longer name counts.

    Things select tasks only when the question asks what mentions them; otherwise they are words like others.
    """
    links = _without_titles(text, lexicon.find(text))
    things = lexicon.find_things(text)
    # 共和万洋众创城: written together in the table, the town is a part of the name.
    links = [link for link in links if not any(_is_part_of_name(link, thing, lexicon) for thing in things)]
    intent = intent_of(text)
    if not (intent is Intent.MENTION or ABOUT.search(text) or "《" in text or DOCUMENT_NUMBER.search(text)):
        if intent not in {Intent.LIST, Intent.COUNT}:
            return links, []
        # 协华村有哪些任务: a village or a company is asked for like a town or a unit.
        things = [thing for thing in things if thing.kind in {"Village", "Company"} and _names_by_itself(thing)]
        links = [link for link in links if not any(link.kind == "Town" and link.end == t.start for t in things)]
    things = [
        t
        for t in things
        if not any(t.overlaps(link.start, link.end) and len(link.text) >= len(t.text) for link in links)
    ]
    return [link for link in links if not any(link.overlaps(thing.start, thing.end) for thing in things)], things


def _is_part_of_name(link: Linked, thing: Linked, lexicon: Lexicon) -> bool:
    touching = link.kind == "Town" and link.end == thing.start and thing.kind in {"Project", "Company"}
    return touching and len(link.text) < len(link.label) and lexicon.is_written(link.text + thing.text)


_TITLE = re.compile(r"^(?:党委|党组)?(?:副?(?:长|部长|局长|主任|书记|主席|政委))$")


def _without_titles(text: str, links: list[Linked]) -> list[Linked]:
    """The names without units that only tell a person's office (公安局长谭晓滨)."""
    people = [link.start for link in links if link.kind == "Person"]
    return [
        link
        for link in links
        if not (
            link.kind == "Unit" and any(_TITLE.match(text[link.end : start]) for start in people if start > link.end)
        )
    ]


def _names_by_itself(thing: Linked) -> bool:
    """Whether a name needs no 提到 before it: two characters are too few, but for a village (幕村)."""
    return len(thing.text) > 2 or (thing.kind == "Village" and thing.text.endswith("村"))


def _bracketed(text: str) -> str:
    """Unit names carry full-width brackets; NFKC made them narrow."""
    return text.replace("(", "（").replace(")", "）")


def _without_scope(rest: str, scope: Scope) -> str:
    """The text without the year and county of the tables, which every question may name."""
    for year in scope.years:
        rest = re.sub(rf"{year}(?:年度?)?", lambda m: BLANK * len(m.group(0)), rest)
    for county in scope.counties:
        rest = rest.replace(county, BLANK * len(county)).replace(county[:-1], BLANK * (len(county) - 1))
    return rest


def _phrases(rest: str, lexicon: Lexicon, every: bool) -> tuple[str, ...]:
    """The words that no condition explains, from the clauses that ask or that hold a condition.

    Greetings and the story around a question are told in clauses of their own; where nothing was recognised, all count.

    :param every: all clauses count, because nothing in the question asks for a set.
    """
    clauses = [clause for clause in CLAUSE_END.split(rest) if clause]
    telling = [clause for clause in clauses if BLANK in clause or _ASKS.search(clause)]
    if every or not any(BLANK in clause for clause in clauses):
        telling = clauses
    phrases = [phrase for clause in telling for phrase in _without_filler(clause, lexicon)]
    return tuple(phrase for phrase in phrases if len(phrase) > 1 or lexicon.is_written(phrase))


def _without_filler(clause: str, lexicon: Lexicon) -> list[str]:
    """The words of a clause that are no filler; a noun that tells a topic is kept whole (能源, though 能 is filler)."""
    kept = {}
    for word, tag in tagged(clause):
        if tag.startswith(("n", "vn")) and len(word) > 1 and _is_cut(word) and is_telling(word, lexicon.share):
            kept[word] = "".join(chr(_PRIVATE + ord(character) - ord("一")) for character in word)
    for word, hidden in kept.items():
        clause = clause.replace(word, hidden)
    shown = {hidden: word for word, hidden in kept.items()}
    parts = [part for part in FILLER.split(clause) if part]
    return [
        re.sub("|".join(map(re.escape, shown)), lambda m: shown[m.group(0)], part) if shown else part for part in parts
    ]


def _telling_words(phrase: str, lexicon: Lexicon) -> list[str]:
    """The nouns of a phrase that some texts hold, not most."""
    return [word for word, tag in tagged(phrase) if tag.startswith(("n", "vn")) and is_telling(word, lexicon.share)]


def _is_cut(word: str) -> bool:
    """Whether filler takes a part of a word, not all of it."""
    return any(part and part != word for part in FILLER.split(word))


def _readings(links: Sequence[Linked]) -> list[str]:
    """How names with several readings were taken."""
    told = []
    for link in links:
        if link.kind == "Town" and link.text + "镇" == link.label:
            told.append(f"“{link.text}”按{link.label}理解")
        elif "、" in link.label and link.kind in {"Unit", "Person"}:
            told.append(f"“{link.text}”可指{link.label}，都算在内")
    return list(dict.fromkeys(told))
