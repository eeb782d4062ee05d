"""Unit cells: which units a cell names, whatever divides them, wrapped names mended, roles and labels left aside."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

from graph.language.segmentation import tagged
from graph.language.simplified import simplified
from graph.language.text import strip_tags, tidy
from graph.language.word_lists import words
from graph.names import bodies_called, body_of
from graph.places.divisions import leading_division
from graph.tables.unit_labels import PERSON, UnitRole, offices, segments
from graph.tables.unit_persons import joined_tokens, person_in, person_names, without_office
from graph.units import collective_kind

_STARTS = re.compile(
    r"^(?:市|县|区|省|镇|各|团|驻|中国|国家|国网|南方|有关|相关|中共|共青团|人民|[\u4e00-\u9fff]{2,4}[市县区州省盟旗])"
)
_STANDALONE = re.compile(
    r"(?:镇|街道|乡|街道办|街道办事处|镇政府|乡政府|人民政府|人大|政协|林场|农场|公司|集团|银行|海关|学院|大学|医院|协会|商会|供电局|管委会|园区|新区|高新区|经开区|开发区|示范区|度假区|合作区|功能区|局|中心)$"
)
_BRANCH = re.compile(r"^.{0,6}(?:分局|支行|分行|分公司|支队|大队|分中心)$")
_PARENT = re.compile(r"(?:局|银行|公司|队|中心)$")
_SEPARATOR = re.compile(
    r"[、，,；;。/|·｜+&]|\n|(?=[①-⑳])|(?<=[头办合助与责][）)])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff）)])(?=\d{1,2}[.．、][\u4e00-\u9fff])"
)
_JOINER = re.compile(r"(?:以及|及|和|与)(?=[\u4e00-\u9fff]{3})")
_NUMBERED = re.compile(r"^(?:[（(]?\d{1,2}[）)]|\d{1,2}[.．、])\s{0,9}+|^[①-⑳]\s{0,9}+")
_ROLE = re.compile(r"[（(]\s{0,9}(?:牵头|配合|主办|协办|负责|协助|参与|承办|第一责任[^（）()]{0,4})\s{0,9}[）)]$")
_AND_OTHERS = re.compile(
    r"(?<=[局委办部院会镇道乡心司队团）)])等(?:有关|相关|其他|[^、，]{0,8}?)?(?:\d+|[两三四五六七八九十]+)?(?:个|家)?(?:[^、，]{0,6}?(?:镇|乡镇|街道|镇（街道?）|镇街|单位|部门))?$"
)
_CONTAINS = re.compile(r"(?<=[镇乡道])[（(](?:含|包括|除)[^（）()]*[）)]$")
_OF_ALL = re.compile(r"^(?:街道|街道办事处|街道办|街|乡|镇|乡镇|办事处)$")
_TOWN_SUFFIX = re.compile(r"(?:街道办事处|街道办|街道|镇|乡)$")
_NUMERAL = re.compile(r"(?:(?<=[\s；;。])|^)[一二三四五六七八九十]{1,2}、")
_COUNTED = re.compile(r"^[（(]?\d")
_CLAUSE_ENDS = frozenset("，,；;。\n")
_NAME_LENGTHS = (3, 2, 4)
_SHORT_NAME = 14
_BESIDE = 0.3
"""What a role or a person beside a name adds to its likeness."""
_SEVERAL = 0.15
MAX_NAME = 40


@dataclass(frozen=True, slots=True)
class UnitPart:
    """One unit of a cell: tidy name (empty where only a person is named), name as written, role, person named beside it."""

    name: str
    written: str
    role: UnitRole | None
    person: str | None


def split_units(text: str) -> list[tuple[str, str]]:
    """Split the units of a cell (tags stripped) as (tidy name, name as written).

    Labels (牵头单位：), roles (（配合）) and 等… are no part of a name; a suffix told once (乾元、新市镇) belongs to all before it.

    >>> [name for name, _ in split_units("江门市生态环境局 鹤山分局 市城市管理综合执法 局 各镇(街)")]
    ['江门市生态环境局鹤山分局', '市城市管理综合执法局', '各镇（街）']
    >>> [name for name, _ in split_units("牵头单位：县水利局（牵头）；配合单位：乾元、新市镇及县林业局等")]
    ['县水利局', '乾元镇', '新市镇', '县林业局']
    """
    return [(part.name, part.written) for part in read_units(text) if part.name]


def read_units(text: str, known: Collection[str] = ()) -> tuple[UnitPart, ...]:
    r"""Read the units of a cell (tags stripped) with their roles and persons, those that lead first.

    :param known: tidy names met elsewhere in the document: what a line break divides is one name when it is one of them.

    >>> [(p.name, p.role and p.role.value, p.person) for p in read_units("牵头：县水利局 张某某；配合：县财政局（伍某某）")]
    [('县水利局', 'lead', '张某某'), ('县财政局', 'support', '伍某某')]
    >>> [p.name for p in read_units("市住房城乡建\n设局\n各镇、街道")]
    ['市住房城乡建设局', '各镇', '各街道']
    """
    return _read_cell(text, frozenset(known))


@lru_cache(maxsize=1024)
def _read_cell(text: str, known: frozenset[str]) -> tuple[UnitPart, ...]:
    """Read a cell; the column, the task and the doubts about it all ask for the same cell."""
    whole = _levels_together(text)
    if whole != text:
        return tuple(
            replace(part, name=part.name.replace(_KEPT, "、"), written=part.written.replace(_KEPT, "、"))
            for part in _read_cell(whole, known)
        )
    simple = simplified(text)
    found: list[UnitPart] = []
    for segment in segments(_without_numerals(simple)):
        if segment.role == PERSON:
            found += [UnitPart("", person, None, person) for person in person_names(segment.text)]
        else:
            role = UnitRole(segment.role) if segment.role else None
            found += _read_segment(_unwrapped(segment.text, known), role)
    if simple != text:
        found = _as_written(found, text, simple)
    leading = [part for part in found if part.role is UnitRole.LEAD]
    return (*leading, *(part for part in found if part.role is not UnitRole.LEAD))


_LEVELS = frozenset("县市区旗镇乡街州")
_KEPT = "\ue000"
"""Stands for a mark inside one name."""


def _levels_together(text: str) -> str:
    """A text in which the levels told together (各县、市、区政府) are one name.

    >>> _levels_together("市财政局、各县、市、区政府").count(_KEPT), _levels_together("各镇、街道").count(_KEPT)
    (2, 0)
    """
    at = text.find("各")
    while at >= 0:
        end, levels = at + 1, 0
        while text[end : end + 1] in _LEVELS and text[end : end + 1]:
            levels, end = levels + 1, end + 1
            if text[end : end + 1] in _JOINING and text[end + 1 : end + 2] in _LEVELS:
                end += 1
        if levels > 1 and text.startswith(("政府", "人民政府"), end) and any(mark in text[at:end] for mark in _JOINING):
            inside = "".join(_KEPT if char in _JOINING else char for char in text[at:end])
            text = text[:at] + inside + text[end:]
        at = text.find("各", at + 1)
    return text


_JOINING = frozenset("、和及")


def _as_written(parts: list[UnitPart], text: str, simple: str) -> list[UnitPart]:
    """Parts read from the simplified form of a text, in the characters of the text."""
    found, at = [], 0
    for part in parts:
        start = simple.find(part.written, at)
        start = start if start >= 0 else simple.find(part.written)
        if start < 0:
            found.append(part)
            continue
        written = text[start : start + len(part.written)]
        at = start + len(written)
        name = tidy(written) if part.name == tidy(part.written) else part.name
        person = part.person
        place = simple.find(person, start) if person else -1
        found.append(
            UnitPart(name, written, part.role, text[place : place + len(person)] if person and place >= 0 else person)
        )
    return found


def _read_segment(text: str, role: UnitRole | None) -> list[UnitPart]:
    """The units under one label."""
    found: list[UnitPart] = []
    clauses: list[int] = []
    for clause, mark, part in _split_outside_brackets(text):
        for piece, person in _pieces(part):
            alone = None if ends_like_unit(tidy(piece)) else person_in(piece)
            behind = mark == "\n" or (alone and tidy(piece) != alone)  # on the line below, or with an office
            if alone and found and behind and not found[-1].person and ends_like_unit(found[-1].name):
                found[-1] = replace(found[-1], person=alone)
            elif alone and found and found[-1].person:
                found.append(UnitPart("", alone, None, alone))
            else:
                marked = _marked_role(piece)
                if marked and not piece.rstrip().endswith(("）", ")")):
                    found = _with_role(found, clauses, clause, marked, role)
                named = [_with_person(name, written, person) for name, written in _named(piece)]
                found += [UnitPart(name, written, marked or role, who) for name, written, who in named]
            clauses += [clause] * (len(found) - len(clauses))
    return _completed(found)


def _with_role(
    found: list[UnitPart], clauses: list[int], clause: int, role: UnitRole, default: UnitRole | None
) -> list[UnitPart]:
    """What is said behind the last of several holds for all of its clause: 县财政局、县林业局配合."""
    return [
        replace(part, role=role) if at == clause and part.role is default else part
        for part, at in zip(found, clauses, strict=True)
    ]


def _pieces(part: str) -> list[tuple[str, str | None]]:
    """The names of a stretch without marks, each with the person behind it, wrapped ones joined."""
    pieces: list[tuple[str, str | None]] = []
    words_of = part.split()
    for token in joined_tokens(words_of):
        before, person = pieces[-1] if pieces else ("", None)
        whole = bool(before) and ends_like_unit(tidy(before))
        if whole and person is None and token in offices():
            continue
        named = (
            person_in(token, token not in words_of) if whole and person is None and not ends_like_unit(token) else None
        )
        if named and not (body_of(token) or bodies_called(token)):
            pieces[-1] = (before, named)
        elif before and person is None and ends_like_unit(token) and (first := person_in(before)) and not whole:
            pieces[-1] = (token, first)
        elif before and person is None and _continues(before, token):
            pieces[-1] = (f"{before} {token}", None)
        else:
            pieces.append((token, None))
    return pieces


def _with_person(name: str, written: str, person: str | None) -> tuple[str, str, str | None]:
    """A name without the person told with it: 县水利局（伍某某）, 县水利局：伍某某, 县水利局局长伍某某, 伍某某（县水利局局长）."""
    if person or len(name) > MAX_NAME:
        return name, written, person
    for body, who in _told_together(name):
        unit = without_office(body) if not ends_like_unit(body) else body
        if ends_like_unit(unit) and not ends_like_unit(who) and (found := person_in(who) if who else None):
            start = name.find(unit)
            return unit, _stretch(written, start, start + len(unit)), found
    bare = without_office(name)
    if not ends_like_unit(name) and ends_like_unit(bare):
        return bare, _stretch(written, 0, len(bare)), None
    return name, written, None


def _told_together(name: str) -> Iterator[tuple[str, str]]:
    """The ways in which a name may be a unit and a person."""
    opened = name.rfind("（")
    if opened > 0 and name.endswith("）"):
        yield name[:opened], name[opened + 1 : -1]
        yield name[opened + 1 : -1], name[:opened]
    body, colon, who = name.partition(":")
    if colon:
        yield body, who
    if not ends_like_unit(name):
        for length in _NAME_LENGTHS:
            yield name[:-length], name[-length:]


def _stretch(written: str, start: int, end: int) -> str:
    """The words of a text behind some of its characters, blanks not counted."""
    places = [at for at, char in enumerate(written) if not char.isspace()]
    return written[places[start] : places[end - 1] + 1] if end <= len(places) else written


def is_unit_cell(text: str) -> bool:
    """Whether a cell (tags stripped) is a list of units: every name ends like one and none is a sentence.

    >>> [is_unit_cell(x) for x in ("县水利局 张某某", "牵头单位：县水利局。", "修建水厂", "县城投、县水利局", "修路。建公园")]
    [True, True, False, True, False]
    """
    if not text or any(mark in text for mark in "！？"):
        return False
    parts = [part for part in read_units(simplified(text)) if part.name]
    stopped = "。" in text  # names may be divided by full stops, and sentences end with one
    return any(ends_like_unit(part.name) for part in parts) and all(_is_name(part.name, stopped) for part in parts)


def _is_name(name: str, starts: bool) -> bool:
    """Whether a name may stand in a list of units; ``starts``: it must begin like one too."""
    if len(name) > MAX_NAME or any(mark in name for mark in ":。") or _COUNTED.match(name):
        return False
    body = bool(body_of(name) or bodies_called(name))
    return (ends_like_unit(name) or name.endswith(_endings("loose")) or body) and (
        not starts or body or (bool(_STARTS.match(name)) and not _begins_with_verb(name))
    )


def unit_likeness(text: str) -> float:
    """How much a cell (tags stripped) looks like a list of units, from 0 to 1.

    Names of sites (县人民医院, 算力中心) end like units too: with nothing else that tells, they are less than half alike.

    >>> [unit_likeness(x) for x in ("县水利局、各镇（街道）", "县人民医院", "算力中心", "新建公厕（9座）", "修建水厂")]
    [1.0, 0.45, 0.3, 0.0, 0.0]
    """
    if not is_unit_cell(text):
        return 0.0
    parts = [part for part in read_units(simplified(text)) if part.name]
    alike = sum(_likeness(part.name) for part in parts) / len(parts)
    told = any(part.role or part.person for part in parts)
    return round(min(1.0, alike + (_BESIDE if told else 0.0) + (_SEVERAL if len(parts) > 1 else 0.0)), 2)


def _likeness(name: str) -> float:
    """How much one name looks like a unit's."""
    bare = name.partition("（")[0] if name.endswith("）") else name
    site = name.endswith(_endings("site"))
    if collective_kind(name) or ((body_of(name) or bodies_called(name)) and not site):
        return 1.0
    if any(char.isdecimal() for char in name) or not ends_like_unit(bare) or _begins_with_verb(name):
        return 0.0
    starts = bool(_STARTS.match(name)) or bool(leading_division(name[:-2]))
    if name.endswith(_endings("sure")) and not site:
        return 1.0 if starts else 0.8 if len(name) <= _SHORT_NAME else 0.4
    return 0.45 if starts and len(name) <= _SHORT_NAME else 0.3


def _begins_with_verb(name: str) -> bool:
    """Whether a name begins as tasks do (新建, 改造)."""
    return tagged(name)[0][1].startswith("v") and name[:2] not in _endings("opening")


@cache
def _endings(kind: str) -> tuple[str, ...]:
    """The words of one kind of ``data/names/unit_endings.csv``; openings are kept there too."""
    return words("unit_endings", "words", "kind", kind)


@cache
def _any_ending() -> tuple[str, ...]:
    return (*_endings("sure"), *_endings("site"))


def ends_like_unit(name: str) -> bool:
    """Whether a tidy name ends as names of units do.

    >>> [ends_like_unit(x) for x in ("县水利局", "市政府办公室（金融股）", "县城投", "修建水厂")]
    [True, True, False, False]
    """
    if name.endswith("）"):
        return 0 < name.rfind("（") < len(name) - 2
    return name.endswith(_any_ending())


def _without_numerals(text: str) -> str:
    """A text with its numerals in words blanked out (一、县水利局 二、县财政局): their marks part names else."""
    if not text.lstrip().startswith("一、"):
        return text
    return _NUMERAL.sub(lambda match: "；" + " " * (len(match.group(0)) - 1), text)


def _unwrapped(text: str, known: Collection[str]) -> str:
    """A text with the lines joined that break a name in a narrow cell."""
    if "\n" not in text:
        return text
    lines = [line for line in text.split("\n") if line.strip()]
    whole = lines[:1]
    for line in lines[1:]:
        left = tidy(re.split(r"[、，,；;：:\s]", whole[-1].strip()[-MAX_NAME:])[-1])
        right = tidy(re.split(r"[、，,；;：:\s]", line.strip()[:MAX_NAME])[0])
        if left and right and _is_broken(left, right, known):
            whole[-1] += line.strip()
        else:
            whole.append(line)
    return "\n".join(whole)


def _is_broken(left: str, right: str, known: Collection[str]) -> bool:
    """Whether two stretches, one at the end of a line, one at the beginning of the next, are one name."""
    if left + right in known or left.count("（") > left.count("）"):
        return True
    if len(right) == 1 or right.startswith("（"):
        return ends_like_unit(right) or ends_like_unit(left + right)
    if left == "各":
        return True
    if ends_like_unit(left):
        whole = body_of(left + right) or bodies_called(left + right)
        return bool(whole) and not (body_of(left) or bodies_called(left))
    if person_in(left) or _NUMBERED.match(right) or left[-1] in ":）":
        return False
    if left.endswith(_endings("loose")) and (ends_like_unit(right) or right.endswith(_endings("loose"))):
        return bool(body_of(left + right) or bodies_called(left + right))
    return not (_STARTS.match(right) and ends_like_unit(right) and left[-1] not in "和与及")


def _split_outside_brackets(text: str) -> list[tuple[int, str, str]]:
    """The stretches between marks, each with the number of its clause and the mark before it."""
    parts, depth, start, clause, mark = [], 0, 0, 0, ""
    for index, char in enumerate(text):
        depth += char in "（("
        depth -= char in "）)"
        match = _SEPARATOR.match(text, index) if depth <= 0 else None
        if match:
            parts.append((clause, mark, text[start:index]))
            mark = match.group(0)
            clause += mark in _CLAUSE_ENDS
            start = match.end()
    return [told for told in (*parts, (clause, mark, text[start:])) if told[2].strip()]


_BARE_ENDINGS = frozenset(
    [
        "有限公司",
        "有限责任公司",
        "股份有限公司",
        "股份公司",
        "集团公司",
        "分公司",
        "办事处",
        "人民政府",
        "管理委员会",
        "管委会",
        "村民委员会",
        "居民委员会",
        "服务中心",
        "管理中心",
        "事务中心",
    ]
)
"""What alone is no name, though it ends one."""


def _continues(previous: str, token: str) -> bool:
    """Whether a token continues the name before it, broken where the line was wrapped."""
    left, right = tidy(previous), tidy(token)
    if left.count("（") > left.count("）"):
        return True
    if not ends_like_unit(left) or right.startswith("（"):
        return True
    if _STARTS.match(right):
        return False
    if _BRANCH.match(right) and _PARENT.search(left):
        return True
    if right in _BARE_ENDINGS:
        return True  # a name that the page broke before its legal form
    if re.search(r"(?:镇|乡|街道)$", left) and re.match(r"(?:人民政府|政府|办事处|党委|党工委)$", right):
        return True
    if body_of(right) or bodies_called(right):
        return False  # 妇联, 法院: bodies of the general table that no level stands before
    return not (_STANDALONE.search(right) and len(right) > 2)


def _marked_role(piece: str) -> UnitRole | None:
    """The role a mark beside a name gives it: 县水利局（牵头）, 各镇配合."""
    told = _role_mark(piece.strip())
    if not told:
        return None
    if any(word in told for word in ("牵头", "主办", "第一责任")):
        return UnitRole.LEAD
    return UnitRole.SUPPORT if any(word in told for word in ("配合", "协", "参与")) else UnitRole.RESPONSIBLE


def _named(piece: str) -> list[tuple[str, str]]:
    """The units of one piece of a cell, with their words; 和 and 及 divide what ends like a unit on both sides."""
    written = _NUMBERED.sub("", piece.strip()).strip()
    if _marked_role(written):
        written = written.removeprefix("由")
    found = []
    for part in _joined(_AND_OTHERS.sub("", _without_role(_without_note(written))).strip()):
        name = tidy(_without_role(_CONTAINS.sub("", _without_role(part)).strip()))
        if name.strip("-—/") and not name.startswith(_endings("note")):
            found.append((name, part))
    return found


def _without_note(text: str) -> str:
    """A name without a bracket that is a note and no part of it (县水利局（除另行标注外，下同）)."""
    opened = max(text.rfind("（"), text.rfind("("))
    if opened <= 0 or not text.endswith(("）", ")")):
        return text
    inside = text[opened + 1 : -1]
    return text[:opened] if inside.startswith(_endings("bracket")) or any(mark in inside for mark in "，,。") else text


def _role_mark(text: str) -> str:
    """The mark of a role at the end of a name, brackets and adverbs included (（牵头）, 共同配合); empty without one."""
    if bracket := _ROLE.search(text):
        return bracket.group(0)
    word = next((word for word in _endings("role") if text.endswith(word)), "")
    name = text[: len(text) - len(word)]
    if word:
        adverb = next((adverb for adverb in _endings("adverb") if name.endswith(adverb)), "")
        name = name[: len(name) - len(adverb)]
    return text[len(name) :] if word and name.endswith((*_any_ending(), *_endings("loose"), "）", ")")) else ""


def _without_role(text: str) -> str:
    return text[: len(text) - len(_role_mark(text))].rstrip()


def _joined(text: str) -> list[str]:
    for match in _JOINER.finditer(text):
        left, right = text[: match.start()], text[match.end() :]
        if (
            left.count("（") == left.count("）")
            and len(left) > 2
            and ends_like_unit(tidy(left))
            and ends_like_unit(tidy(right))
        ) and not (body_of(tidy(text)) or bodies_called(tidy(text))):
            return [left, *_joined(right)]
    return [text]


def _completed(found: list[UnitPart]) -> list[UnitPart]:
    """Give names that lean on their neighbours their whole form: 乾元、新市镇; 各镇、街道; 各镇党委、政府."""
    names = [part.name for part in found]
    for index in range(len(names) - 2, -1, -1):
        suffix = _TOWN_SUFFIX.search(names[index + 1])
        if (
            suffix
            and not ends_like_unit(names[index])
            and 1 < len(names[index]) <= 4
            and not names[index + 1].startswith("各")
        ):
            names[index] += suffix.group(0)
    for index, (before, name) in enumerate(pairwise(names), start=1):
        if before.startswith(("各", "全")) and _OF_ALL.match(name):
            names[index] = f"各{name}"
    return [
        replace(part, name=name)
        for index, (name, part) in enumerate(zip(names, found, strict=True))
        if not (index and re.match(r"(?:人民)?政府(?:（办事处）)?$", name) and names[index - 1].startswith("各"))
    ]


_LEAD = re.compile(
    r"(?:共同牵头|分别牵头|牵头负责|牵头|按照?(?:各自)?(?:职能|职责|分工)(?:分工)?负责|负责落实|具体负责|负责|主办|承办)$"
)
_BRACKET = re.compile(r"[（(]([^（）()]*+(?:[（(][^（）()]*+[）)][^（）()]*+)*+)[）)]")
"""A bracket, with brackets of its own inside."""
_OUTSIDE = re.compile(r"[（(][^（）()]*+[）)]")


def find_leads(raw: str) -> list[tuple[str, str, str]]:
    """Units a milestone names as its lead: (tidy name, verb, bracket as written).

    >>> [(n, v) for n, v, _ in find_leads("完成建设。（<b>市科工商务局、沙坪街道牵头</b>）由政府牵头推进。")]
    [('市科工商务局', '牵头'), ('沙坪街道', '牵头')]
    """
    text = strip_tags(raw)
    found = []
    at = 0
    while bracket := _BRACKET.search(text, at):
        inside = bracket[1].strip()
        verb = _LEAD.search(inside)
        if verb is None or any(mark in _OUTSIDE.sub("", inside) for mark in "。；;：:"):
            at = bracket.start() + 1  # a bracket inside may name a lead
            continue
        at = bracket.end()
        names = split_units(inside[: verb.start()])
        if names and all(ends_like_unit(name) and len(name) <= MAX_NAME for name, _ in names):
            found += [(name, verb.group(0), bracket.group(0)) for name, _ in names]
    return found
