"""How things of the graph are called: the names by which a question may mean a unit, town, leader, heading or thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph.knowledge.graph_type import KnowledgeGraph
from graph.language.word_lists import words
from graph.names import RULE_DEPARTMENT, RULE_NO_LEVEL, RULE_SHORT, RULE_SPELLING
from graph.places.divisions import Town, Village, leading_division
from qa.understanding.contexts import contexts
from qa.understanding.cues import find_cues

LEVELS = "市县区"
_RANKS = {RULE_SPELLING: 0, RULE_NO_LEVEL: 1, RULE_DEPARTMENT: 1, RULE_SHORT: 2}
"""An alias by a surer rule wins over one by a looser rule."""
_MOST_NUMBERED = 30
_HANZI = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Name:
    """What an alias stands for: kind, label, and nodes (one per document)."""

    kind: str
    label: str
    keys: tuple[str, ...]


def actor_aliases(kg: KnowledgeGraph, name: Name) -> Iterator[tuple[str, int]]:
    """The aliases of a unit, town, leader or heading, each with its rank (0 the surest)."""
    if name.kind in {"Unit", "CollectiveUnit"}:
        return _of_unit(kg, name)
    if name.kind == "Town":
        return _of_town(name)
    if name.kind == "Person":
        return _of_person(kg, name)
    return _of_heading(kg, name)


def _of_unit(kg: KnowledgeGraph, name: Name) -> Iterator[tuple[str, int]]:
    yield name.label, 0
    called = without_committee(name.label.partition("（")[0], 4)
    if name.kind == "Unit" and called != name.label:
        yield called, 2
    for key in name.keys:
        values = kg.nodes[key]
        if values.get("collective") == "towns-and-subdistricts":
            yield from ((wording, 1) for wording in words("town_groups", "words", "kind", "all"))
        yield from ((spelling, 0) for spelling in values.get("spellings", ()))
        yield from ((alias, _RANKS.get(rule, 2)) for alias, rule in values.get("aliases", ()))


def _of_town(name: Name) -> Iterator[tuple[str, int]]:
    base, label = town_base(name.label), name.label
    whole = f"{base}{label[-1]}" if label[-1] in "镇乡" else label  # 竹里乡 is 竹里畲族乡
    for alias in (label, whole, f"{label}政府", f"{label}人民政府", f"{base}街道办", f"{base}街道办事处"):
        yield alias, 0
    if label.endswith("街道"):
        yield f"{base}街", 1
    yield base, 1


def town_base(label: str) -> str:
    """A town's name without 镇, 街道 and the like."""
    return Town("", label).base


def _of_person(kg: KnowledgeGraph, name: Name) -> Iterator[tuple[str, int]]:
    yield name.label, 0
    edges = [edge for key in name.keys for edge in kg.out_edges(key, data=True)]
    for office in {kg.nodes[post]["label"] for _, post, values in edges if values["kind"] == "holdsPost"}:
        for short in {office, without_committee(office, 4)}:
            yield short, 1
            yield f"{short}{name.label}", 0
        title = contexts("title").before(office, len(office))
        if title:
            yield from _by_surname(office, title, name.label[0])


def _by_surname(office: str, title: str, surname: str) -> Iterator[tuple[str, int]]:
    """How a holder is called by the surname: 谭局长, 公安局谭局长, 组织部部长 → 组织部陈部长."""
    called = f"{surname}{title}"
    yield called, 1
    yield f"{surname}{title.removeprefix('副')}", 2
    full = office.removesuffix(title)
    body = without_committee(full, 2)
    yield f"{body}{called}", 0
    yield f"{full}{called}", 0
    if title == "部长":
        for part in (body, full):
            yield f"{part.removesuffix('部')}部{called}", 0


def without_committee(office: str, least: int) -> str:
    """An office without the level and 委 before it, where so many characters are left.

    >>> without_committee("市委宣传部部长", 4), without_committee("市长", 4), without_committee("副市长", 4)
    ('宣传部部长', '市长', '副市长')
    """
    if office[:1] not in tuple(LEVELS):
        return office
    for cut in (2, 1) if office[1:2] == "委" else (1,):
        if len(office) - cut >= least:
            return office[cut:]
    return office


def _of_heading(kg: KnowledgeGraph, name: Name) -> Iterator[tuple[str, int]]:
    clause = first_clause(name.label)
    verb, tail = contexts("heading-verb").at(clause, 0), contexts("heading-tail").before(clause, len(clause))
    for alias in {name.label, clause, clause[len(verb) :], clause.removesuffix(tail)}:
        if len(alias) > 2:
            yield alias, 1
    stem = next(
        (clause.removesuffix(end) for end in words("title_words", "words", "kind", "noun") if clause.endswith(end)), ""
    )
    for called in words("title_words", "words", "kind", "called") if len(stem) > 1 else ():
        yield f"{stem}{called}", 1
    for key in name.keys:
        for alias in (name.label, *(alias for alias, _ in kg.nodes[key].get("aliases", ()))):
            yield alias, 1
            if name.kind == "Part":
                yield f"{alias[:-2]}的{alias[-2:]}", 2  # 为民办的实事
                shorter = (alias.replace(word, "") for word in words("title_words", "words", "kind", "grade"))
                yield from ((short, 2) for short in shorter if not _is_general(short))
    number = kg.nodes[name.keys[0]].get("number")
    if number and number <= _MOST_NUMBERED:
        for word in words("heading_words", "words", "kind", name.kind):
            for written in (_hanzi(number), str(number), f"{_hanzi(number)}个"):
                yield f"第{written}{word}", 1


def _is_general(name: str) -> bool:
    """Whether a name is only a noun for tasks (项目, 建设项目)."""
    return len(name) <= len("建设项目") and any(
        cue.end - cue.start == len(name) or name[: cue.start] in words("title_words", "words", "kind", "general")
        for cue in find_cues(name)
        if cue.end == len(name)
    )


def first_clause(label: str) -> str:
    """The first clause of a heading.

    >>> first_clause("聚焦工业振兴, 不断提升")
    '聚焦工业振兴'
    """
    for mark in "，,、 \u3000":
        label = label.strip().partition(mark)[0]
    return label


def thing_names(values: dict[str, Any]) -> Iterator[str]:
    """The names of a company, document, project or village."""
    label = values["label"]
    yield label
    if values["kind"] == "Company":
        yield from (alias for alias, _ in values.get("aliases", ()))
    elif values["kind"] == "PolicyDocument":
        short = label[len(leading_division(label)) :]
        if len(short) > 5:
            yield short
        if "reference" in values:
            yield values["reference"]
    elif values["kind"] == "Project":
        short = _without_work(label)
        if len(short) > 3:
            yield short
    elif values["kind"] == "Village" and values.get("code"):
        base = Village("", label, Town("", "")).base.removesuffix("村")
        urban = label.endswith(("居委会", "居民委员会", "社区"))
        yield from (f"{base}{word}" for word in (("社区", "居委会") if urban else ("村", "村委会")))


def _without_work(label: str) -> str:
    """A project's name without 新建项目, 工程 and the like at its end."""
    tail = contexts("project-tail").before(label, len(label))
    bare = label.removesuffix(tail)
    return bare.removesuffix(contexts("project-work").before(bare, len(bare))) if tail else label


def _hanzi(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (_HANZI[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (_HANZI[ones - 1] if ones else "")
