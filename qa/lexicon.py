"""The lexicon: every name in the graph with its aliases, and how names are found in a question."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graph.knowledge.graph_type import KnowledgeGraph
from graph.language.numerals import read_integer
from graph.language.segmentation import stands_alone
from graph.language.text import any_of, narrow
from graph.language.word_lists import words
from graph.mentions.towns import LONGER_NAME
from graph.names import RULE_DEPARTMENT, RULE_NO_LEVEL, RULE_SHORT, RULE_SPELLING
from graph.places.divisions import Town, Village, leading_division, trailing_division
from qa.pinyin import Pinyin
from qa.querying.conditions import Linked
from qa.spelling import Speller

_TITLE_WORDS = r"(?:副市长|副县长|副区长|副书记|书记|部长|主任|局长|常委|市长|县长|区长|主席)"
_AFTER_TOWN = re.compile(
    r"^(?:$|[\s，。？！、；：,?!;:（(）)]|的|有|都|参|负|哪|和|与|跟|在|今|里|没|未|牵|主|承|各|几|还|及|或|被|做|干|镇|街|这|当|"
    r"自|所|范围|管|到|共|一共|总|涉|相|上|下|项目|任务|工作|为|是|要|需|手)"
)
_THING_OF_TOWN = re.compile(
    rf"{LONGER_NAME}|工业(?:园|区|城)|产业|园区|高新区|开发区|经开区|度假区|景区|酒店|宾馆|银行|公司|集团|中心(?:学校|校|小学|幼儿园|卫生院)"
)
"""What behind a town's name makes it another name: a school, a park, a hotel of that town."""
_FIELD = re.compile(r"(?P<field>[\u4e00-\u9fff]{2})(?:部门|系统|条线|口子?|那边|这边|那头)(?!工作|的?(?:任务|项目))")
_PART_OF_UNIT = re.compile(r"(?:新|老|旧)?(?:院区|分院|分校|校区|大楼|综合楼|宿舍|食堂)")
"""What behind a unit's name makes it a building of the unit's."""
_NONE_OF = re.compile(r"(?:没有?|不涉及|不含|不包括|不包含|不需要?|不用|不带|无)(?:任何|任一|一个)?$")
_HEADING_CALLED = re.compile(
    r"(?P<words>[\u4e00-\u9fff]{2,8}?)(?:这|那)?(?:一|个)?(?:大)?(?:板块|专题|部分|章节|节(?![点目能日约水])|篇章|领域)"
)
_LEADING_VERB = re.compile(r"^(?:聚焦|强化|坚持|突出|推进|深化|围绕|着力|全面|加快|促进|加强|做好|推动|提升|持续)")
_RANKS = {RULE_SPELLING: 0, RULE_NO_LEVEL: 1, RULE_DEPARTMENT: 1, RULE_SHORT: 2}
"""An alias by a surer rule wins over one by a looser rule."""
_MOST_READINGS = 3
_IN_MANY = 30
_WORDS_COUNTED = 4096
"""Words of which it is kept in how many texts they stand."""
THINGS = ("Company", "PolicyDocument", "Project", "Village")
_HANZI = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Name:
    """What an alias stands for."""

    kind: str
    label: str
    keys: tuple[str, ...]


class Lexicon:
    """Aliases of units, towns, leaders, categories and themes, found longest first."""

    def __init__(self, kg: KnowledgeGraph, texts: Sequence[str]) -> None:
        """Take the names of a graph.

        :param texts: the text of every task.
        """
        self._texts = texts
        self._corpus = corpus = "\n".join(texts)
        self._counted = lru_cache(maxsize=_WORDS_COUNTED)(lambda word: sum(word in text for text in texts))
        self._names: dict[str, list[tuple[int, Name]]] = defaultdict(list)
        self._bases: dict[str, Town] = {}
        grouped = list(_grouped(kg))
        for kind, label, keys in grouped:
            self._add_kind(kg, Name(kind, label, keys))
        self._any_town = Name("Town", "任何镇（街道）", _towns_and_all_of_them(kg, grouped))
        for wording in words("town_groups", "words", "kind", "any") if self._any_town.keys else ():
            self._add(wording, self._any_town, 3)
        self._resolved = {alias: self._resolve(found) for alias, found in self._names.items()}
        aliases = [alias for alias, name in self._resolved.items() if name]
        self._pattern = any_of(aliases)
        self._things = _things(kg)
        self._thing_pattern = any_of(self._things)
        longest = [name for names in (aliases, self._things) for name in sorted(names, key=len, reverse=True)]
        # 这一部分 is no misspelt 第一部分.
        self.speller = Speller([alias for alias in longest if not alias.startswith("第")], corpus)
        self.pinyin = Pinyin(longest, corpus)
        self._headings = [name for name in self._resolved.values() if name and name.kind in {"Category", "Theme"}]

    def _add(self, alias: str, name: Name, rank: int) -> None:
        if len(alias) > 1:
            self._names[alias].append((rank, name))

    @staticmethod
    def _resolve(found: list[tuple[int, Name]]) -> Name | None:
        """The name with the best rank; an alias that stands for two or three of a kind equally stands for all of them."""
        best = min(rank for rank, _ in found)
        names = sorted({name for rank, name in found if rank == best}, key=lambda name: name.label)
        if len(names) == 1:
            return names[0]
        kinds = {name.kind for name in names}
        if len(names) > _MOST_READINGS or len(kinds) > 1 or not kinds <= {"Unit", "Person"}:
            return None
        return Name(
            names[0].kind, "、".join(name.label for name in names), tuple(k for name in names for k in name.keys)
        )

    def _add_kind(self, kg: KnowledgeGraph, name: Name) -> None:
        if name.kind in {"Unit", "CollectiveUnit"}:
            self._add(name.label, name, 0)
            for key in name.keys:
                if kg.nodes[key].get("collective") == "towns-and-subdistricts":
                    for wording in words("town_groups", "words", "kind", "all"):
                        self._add(wording, name, 1)
                for spelling in kg.nodes[key].get("spellings", ()):
                    self._add(spelling, name, 0)
                for alias, rule in kg.nodes[key].get("aliases", ()):
                    self._add(alias, name, _RANKS.get(rule, 2))
        elif name.kind == "Town":
            self._add_town(name)
        elif name.kind == "Person":
            self._add_person(kg, name)
        elif name.kind in {"Category", "Theme"}:
            self._add_heading(kg, name)

    def _add_town(self, name: Name) -> None:
        town = Town("", name.label)
        base = town.base
        for alias in (
            name.label,
            f"{base}{name.label[-1]}" if name.label[-1] in "镇乡" else name.label,  # 竹里乡 is 竹里畲族乡
            f"{name.label}政府",
            f"{name.label}人民政府",
            f"{base}街道办",
            f"{base}街道办事处",
        ):
            self._add(alias, name, 0)
        if name.label.endswith("街道"):
            self._add(f"{base}街", name, 1)
        self._add(base, name, 1)
        self._bases[base] = town

    def _add_person(self, kg: KnowledgeGraph, name: Name) -> None:
        self._add(name.label, name, 0)
        offices = {
            kg.nodes[post]["label"]
            for key in name.keys
            for _, post, values in kg.out_edges(key, data=True)
            if values["kind"] == "holdsPost"
        }
        for office in offices:
            for short in {office, re.sub(r"^[市县区]委?(?=.{4,})", "", office)}:
                self._add(short, name, 1)
                self._add(f"{short}{name.label}", name, 0)
            title = re.search(rf"{_TITLE_WORDS}$", office)
            if title:
                called = f"{name.label[0]}{title.group(0)}"
                self._add(called, name, 1)
                self._add(f"{name.label[0]}{title.group(0).removeprefix('副')}", name, 2)
                body = re.sub(r"^[市县区]委?(?=.{2,})", "", office[: title.start()])
                for prefix in {body, f"{body}部" if title.group(0) == "部长" else body, office[: title.start()]}:
                    self._add(f"{prefix}{called}", name, 0)
                    if title.group(0) == "部长":
                        self._add(f"{prefix.removesuffix('部')}部{called}", name, 0)

    def _add_heading(self, kg: KnowledgeGraph, name: Name) -> None:
        clauses = [clause for clause in re.split(r"[，,、\s]+", name.label) if clause]
        first = _LEADING_VERB.sub("", clauses[0])
        for alias in {name.label, clauses[0], first, re.sub(r"(?:类|工作)$", "", clauses[0])}:
            if len(alias) > 2:
                self._add(alias, name, 1)
        number = kg.nodes[name.keys[0]].get("number")
        if number and number <= 30:
            hanzi = _hanzi(number)
            for word in words("heading_words", "words", "kind", name.kind):
                self._add(f"第{hanzi}{word}", name, 1)
                self._add(f"第{number}{word}", name, 1)
                self._add(f"第{hanzi}个{word}", name, 1)

    def find(self, question: str) -> list[Linked]:
        """The names in a question, left to right, longest first, none inside another."""
        found: list[Linked] = []
        position = 0
        while position < len(question):
            match = self._pattern.search(question, position)
            if not match:
                break
            name = self._resolved[match.group(0)]
            if name and self._fits(question, match, name):
                found.append(Linked(match.group(0), name.kind, name.label, name.keys, match.start(), match.end()))
                position = match.end()
            else:
                position = match.start() + 1
        found += self._by_field(question, found)
        return sorted([*found, *self._by_heading_words(question, found)], key=lambda link: link.start)

    def _by_field(self, question: str, found: list[Linked]) -> list[Linked]:
        """Bureaus called by their field before 部门, 那边 and the like (公安那边)."""
        links = []
        for match in _FIELD.finditer(question):
            name = self._resolved.get(f"{match['field']}局")
            if name and not any(link.overlaps(*match.span()) for link in found):
                links.append(Linked(match.group(0), name.kind, name.label, name.keys, *match.span()))
        return links

    def _by_heading_words(self, question: str, found: list[Linked]) -> list[Linked]:
        """Headings called by words of theirs before 板块, 部分 and the like (社会治理板块)."""
        headings = {name.label: name for name in self._headings}.values()
        links = []
        for match in _HEADING_CALLED.finditer(question):
            for start in range(match.start(), match.end("words") - 1):
                words = question[start : match.end("words")]
                bearing = [name for name in headings if words in name.label]
                if len(bearing) == 1 and not any(link.overlaps(start, match.end()) for link in found):
                    name = bearing[0]
                    links.append(
                        Linked(question[start : match.end()], name.kind, name.label, name.keys, start, match.end())
                    )
                    break
        return links

    def is_written(self, words: str) -> bool:
        """Whether the table's texts hold these words."""
        return words in self._corpus

    def is_written_apart(self, first: str, second: str) -> bool:
        """Whether a text has the two with at most four characters between (竹树坡碧道公园 for 竹树坡公园)."""
        return bool(re.search(rf"{re.escape(first)}[\u4e00-\u9fff]{{1,4}}{re.escape(second)}", self._corpus))

    def share(self, word: str) -> float:
        """In which share of the tasks a word stands."""
        return self._counted(word) / max(1, len(self._texts))

    def is_county(self, word: str) -> bool:
        """Whether a word stands in many texts, as the county's name does, and calls no town."""
        return word not in self._bases and self._corpus.count(word) > _IN_MANY

    def is_place(self, word: str) -> bool:
        """Whether a word calls one of the table's towns, or stands in many texts as its county does."""
        return word in self._bases or self.is_county(word)

    def numbered(self, noun: str) -> frozenset[int]:
        """The numbers with which a thing is told apart from others of its kind (第三水厂: 3)."""
        pattern = rf"第([一二三四五六七八九十]{{1,3}}|\d{{1,2}})(?:届|期|批|号|个|次)?{re.escape(noun)}"
        found = (read_integer(number) for number in re.findall(pattern, self._corpus))
        return frozenset(number for number in found if number is not None)

    def phases(self, noun: str) -> frozenset[str]:
        """The phases (首期, 二期) told soon after a noun."""
        near = re.findall(rf"{re.escape(noun)}(.{{0,30}})", self._corpus)
        return frozenset(phase for text in near for phase in re.findall(r"[首一二三四五六七八九]期", text))

    def find_things(self, question: str) -> list[Linked]:
        """The companies, documents, projects and villages a question names, longest names first."""
        found = []
        question = narrow(question)
        for match in self._thing_pattern.finditer(question):
            alias = match.group(0)
            kind, label, keys = self._things[alias]
            if kind == "PolicyDocument" and _of_another_place(question[: match.start()], narrow(label)):
                continue
            if len(alias) > 4 or stands_alone(question, match.start(), match.end()):
                found.append(Linked(alias, kind, label, keys, match.start(), match.end()))
        return found

    def _fits(self, question: str, match: re.Match[str], name: Name) -> bool:
        """Whether a match is the name itself and not the beginning of another name."""
        alias, after = match.group(0), question[match.end() :]
        if name is self._any_town:
            return bool(_NONE_OF.search(question[: match.start()]))  # else 镇街 asks which, or calls all of them
        if name.kind == "Town" and _THING_OF_TOWN.match(after):
            return False
        if name.kind == "Town" and alias in self._bases:
            if _AFTER_TOWN.match(after):
                return True
            return alias + after[:1] not in self._corpus
        if name.kind == "Unit" and _PART_OF_UNIT.match(after):
            return False
        if name.kind in {"Unit", "CollectiveUnit"} and len(alias) <= 2:
            return bool(_AFTER_TOWN.match(after)) and not (match.start() and self._inside_word(question, match))
        return True

    def _inside_word(self, question: str, match: re.Match[str]) -> bool:
        before = question[match.start() - 1]
        return "\u4e00" <= before <= "\u9fff" and before + match.group(0) in self._corpus and before not in "市由让和与"


def _towns_and_all_of_them(kg: KnowledgeGraph, grouped: Iterable[tuple[str, str, tuple[str, ...]]]) -> tuple[str, ...]:
    """The keys of every town and of the collective units that stand for towns (各镇（街）)."""
    towns = [key for kind, _, keys in grouped if kind == "Town" for key in keys]
    collective = {start for start, _, values in kg.edges(data=True) if values["kind"] == "collectiveIncludes"}
    return (*towns, *sorted(collective))


def _of_another_place(before: str, label: str) -> bool:
    """Whether the place right before a document's short title makes it another one (浙江省优化营商环境条例)."""
    place = trailing_division(before)
    return bool(place) and place not in label


def _things(kg: KnowledgeGraph) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Every name of a thing → (kind, label, nodes); a name that several nodes bear stands for all of them."""
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for key, values in kg.nodes(data=True):
        if values["kind"] in THINGS:
            for name in _thing_names(values):
                names[narrow(name)][key] = None  # questions are held in narrow brackets
    for key, values in kg.nodes(data=True):
        if values["kind"] == "Company":
            for _, other, edge in kg.out_edges(key, data=True):
                if edge["kind"] == "possiblySameAs" and edge["shares_name"]:
                    names[values["label"]][other] = None
    order = {kind: position for position, kind in enumerate(THINGS)}
    found = {}
    for name, keys in names.items():
        kind = min((kg.nodes[key]["kind"] for key in keys), key=order.__getitem__)
        same = tuple(key for key in keys if kg.nodes[key]["kind"] == kind)
        found[name] = (kind, kg.nodes[same[0]]["label"] if len(same) == 1 else name, same)
    return found


def _thing_names(values: dict[str, Any]) -> Iterable[str]:
    """The names by which a question may call a thing."""
    label = values["label"]
    yield label
    if values["kind"] == "Company":
        yield from (alias for alias, _ in values.get("aliases", ()))
    if values["kind"] == "PolicyDocument":
        short = label[len(leading_division(label)) :]
        if len(short) > 5:
            yield short
        if "reference" in values:
            yield values["reference"]
    elif values["kind"] == "Project":
        short = re.sub(r"(?:新建|改建|扩建|改扩建|建设)?(?:项目|工程)$", "", label)
        if len(short) > 3:
            yield short
    elif values["kind"] == "Village" and values.get("code"):
        base = Village("", label, Town("", "")).base.removesuffix("村")
        urban = label.endswith(("居委会", "居民委员会", "社区"))
        yield from (f"{base}{word}" for word in (("社区", "居委会") if urban else ("村", "村委会")))


def _grouped(kg: KnowledgeGraph) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    """Nodes that a question may name, those of the same kind and label (in several documents) together."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    responsible = {end for _, end, values in kg.edges(data=True) if values["kind"] == "responsible"}
    for key, values in kg.nodes(data=True):
        if values["kind"] == "CollectiveUnit" and key not in responsible:
            continue  # 各责任单位, only spoken of: a way of speaking, no name
        if values["kind"] in {"Unit", "CollectiveUnit", "Town", "Person", "Category", "Theme"}:
            groups[values["kind"], values["label"]].append(key)
    return [(kind, label, tuple(keys)) for (kind, label), keys in groups.items()]


def _hanzi(number: int) -> str:
    tens, ones = divmod(number, 10)
    text = (_HANZI[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (_HANZI[ones - 1] if ones else "")
    return text
