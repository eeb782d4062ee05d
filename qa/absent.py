"""What the words of a question alone tell the table cannot hold.

Other years and places, attributes no such table has, opinions, errands; for names see :mod:`qa.unknown`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.language.segmentation import tokens
from graph.places.divisions import belong_together, counties_named, division_names
from qa.genre import unheard_concept
from qa.lexicon import Lexicon
from qa.marks import BLANK
from qa.outside import outside
from qa.plan import Intent
from qa.querying.conditions import Linked
from qa.unknown import PROPER, unknown_name
from qa.wording import WHO_LEADS, intent_of

YEAR = re.compile(
    r"(?<![\d〔\[])(?P<year>20\d{2}|\d{2})年(?!鉴|度?人口普查)(?:度)?|(?<![\d.])(?P<bare>20[12]\d)(?![\d年./号-])"
)
RELATIVE_YEARS = {"前年": -2, "去年": -1, "上一?年": -1, "上年度": -1, "明年": 1, "来年": 1, "下一?年": 1, "后年": 2}
_OF_A_YEAR = re.compile(r"的|全|我|市|重点|各|有|任务|工作|目标|政府|[^\d月]{0,12}(?:任务|工作|项目|计划|实事|清单)")
_OFFICE = r"(?:镇长|局长|县长|区长|市长|书记|主任|校长|院长|秘书|司机|讲师|部长|所长|站长|秘书长|行长|村长|支书|董事长|总经理|老板|法人|负责人|经理|厂长)"
_HOLDER = re.compile(
    rf"{_OFFICE}(?:现在|目前|如今)?(?:是|叫|姓)?(?:谁|啥名|啥|什么名字?|什么|哪位|哪个)|(?:谁|哪位)(?:是|当|任)(?:的)?[^，。]{{0,10}}{_OFFICE}|(?:哪位|谁)(?:领导)?(?:的)?(?:电话|名字)"
)
_STAFF = re.compile(
    r"(?<=[局委办院镇道府心会团室部])(?:现在|目前|里|里面|一共|总共|共)*有?(?:多少|几)(?:个|名|位)?(?:公务员|干部|工作人员|职员|员工|副[局镇主书科][长任记]|科室|股室|内设机构|编制|在编人员|人(?=$|[?？。，,]))"
)
"""How many an office employs, asked of its name."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the documents are about: their years and counties, against which a question is held."""

    years: frozenset[int]
    counties: frozenset[str]
    towns: frozenset[str] = frozenset()
    """The towns of the tables without 镇 and the like: elsewhere a county may bear the name."""


def refusal(text: str, lexicon: Lexicon, scope: Scope, links: Sequence[Linked]) -> str | None:
    """Why the table cannot hold the answer, as far as the words of the question tell.

    :param links: units, towns, leaders and headings recognised.
    """
    leaders = [link for link in links if link.kind == "Person"]
    known = [*links, *lexicon.find_things(text)]
    stranger = outside(text)
    if stranger:
        return stranger
    holder = _HOLDER.search(text) or (_STAFF.search(text) if links else None)
    if holder and not leaders and not WHO_LEADS.search(text):
        return f"表中没有写明“{holder.group(0)}”"
    return (
        _other_year(text, scope.years)
        or _other_county(_without(text, known), scope, lexicon)
        or unknown_name(text, lexicon, known)
        or _unheard(text, lexicon, known)
    )


def _without(text: str, known: Sequence[Linked]) -> str:
    """A question without the names of things known here: 惠济桥 names no 惠济."""
    for link in known:
        if link.kind in {"Project", "Village", "Company"}:
            text = text.replace(link.text, BLANK * len(link.text))
    return text


def _unheard(text: str, lexicon: Lexicon, known: Sequence[Linked]) -> str | None:
    """A facility, industry or service that no text mentions."""
    for link in known:
        if link.kind == "Company" and text.startswith(link.text):
            text = text[link.end :]  # 东古调味品: the trade of a firm known here
    concept = unheard_concept(text, lexicon.is_written)
    return f"表中没有提到“{concept}”" if concept else None


def years_named(text: str, own: frozenset[int]) -> dict[str, int]:
    """Other years than the tables' own that a question names, by their words.

    >>> years_named("23年上半年和去年", frozenset({2022}))
    {'23年': 2023, '去年': 2021}
    """
    found: dict[str, int] = {}
    for match in YEAR.finditer(text):
        digits = match["year"] or match["bare"]
        year = int(digits) if len(digits) == 4 else 2000 + int(digits)
        if own and year not in own:
            found[match.group(0)] = year
    for words, step in RELATIVE_YEARS.items():
        # 比上年多了几个点 asks for a growth, which the table tells.
        relative = re.search(rf"(?<![比较]){words}(?!同期|相比|比)", text)
        if own and relative:
            found[relative.group(0)] = max(own) + step
    return found


def _other_year(text: str, years: frozenset[int]) -> str | None:
    """A set of tasks of another year; a year named in passing may stand in the texts."""
    for words, year in years_named(text, years).items():
        after = text[text.index(words) + len(words) :]
        relative = words not in {match.group(0) for match in YEAR.finditer(text)}
        asks_set = intent_of(text) in {Intent.LIST, Intent.COUNT} and (relative or _OF_A_YEAR.match(after))
        if asks_set and re.search(r"任务|工作|项目|目标|实事|表", after):
            return f"本库只有 {'、'.join(map(str, sorted(years)))} 年的表，没有 {year} 年的"
    return None


def places_named(text: str, scope: Scope) -> list[str]:
    """Counties, cities and provinces other than the tables' own and those it lies in, as a question names them.

    >>> places_named("恩平今年的十大民生实事", Scope(frozenset({2022}), frozenset({"鹤山市"})))
    ['恩平']
    """
    return [
        name
        for name in _divisions(text)
        if name not in scope.towns and not any(_near(name, county) for county in scope.counties)
    ]


def places_around(text: str, scope: Scope) -> list[str]:
    """Cities and provinces in which the tables' counties lie, as a question names them.

    >>> places_around("江门市的GDP是多少", Scope(frozenset({2022}), frozenset({"鹤山市"})))
    ['江门市']
    """
    return [
        name
        for name in _divisions(text)
        if any(belong_together(name, county) and name not in county for county in scope.counties)
    ]


_KIND_OF_PLACE = frozenset({"老城区", "城区", "新城区", "郊区", "矿区", "城中区", "市中区", "城关区"})
"""Names of districts somewhere, and words for a part of any town."""
_LONGER_PLACE = frozenset("村镇乡街社路道局大")


def _near(name: str, county: str) -> bool:
    return name in county or county in name or belong_together(name, county)


def _divisions(text: str) -> list[str]:
    """The divisions a text names: by their official name, or by a short one that the segmenter takes for a place."""
    tagged = []
    for word, tag, start, _ in tokens(text):
        position = start + len(word)
        # 金牛村 is no 金牛区, and 国资办和县财政局 do not name 和县.
        longer = text[position : position + 1] in _LONGER_PLACE or word[0] in "和与同及"
        if tag in PROPER and word in division_names() and not longer:
            tagged.append(word)
    return [name for name in dict.fromkeys([*counties_named(text), *tagged]) if name not in _KIND_OF_PLACE]


def places_related(text: str, places: Sequence[str]) -> list[str]:
    """The places that the tasks asked for have to do with, and are not tasks of.

    >>> places_related("有哪些任务跟开平有关", ["开平"]), places_related("开平有哪些任务", ["开平"])
    (['开平'], [])
    """
    return [place for place in places if re.search(rf"(?:跟|与|和|同|对|涉及|提到|提及|关于){re.escape(place)}", text)]


def _other_county(text: str, scope: Scope, lexicon: Lexicon) -> str | None:
    """A county or city that is not the tables' own: its tasks are not here, nor anything of one the texts never name."""
    if not scope.counties:
        return None
    own = "、".join(sorted(scope.counties))
    for name in _divisions(text):
        # 江门全市, 江门七个县区: all of the city that the county lies in.
        if not any(name in county for county in scope.counties) and re.search(
            rf"{name}市?(?:全[市域]|各[县区市]|[一二三四五六七八九十\d]+个?[县区市])", text
        ):
            return f"本库只有{own}的表，没有{name}全市的"
    others = places_named(text, scope)
    if (
        not others
        or any(county in text for county in scope.counties)
        or any(map(lexicon.is_written, places_related(text, others)))
    ):
        return None
    asks_set = intent_of(text) in {Intent.LIST, Intent.COUNT} or re.search(
        r"重点(?:任务|工作|项目)|民生实事|指标", text
    )
    at_start = re.match(rf"(?:请问|想问|查)?(?:一?下)?(?:{'|'.join(map(re.escape, others))})(?![来人])", text)
    if (asks_set and re.search(r"任务|工作|项目|实事|目标|指标", text)) or (
        at_start and not any(map(lexicon.is_written, others))
    ):
        return f"本库只有{own}的表，没有{'、'.join(others)}的"
    return None
