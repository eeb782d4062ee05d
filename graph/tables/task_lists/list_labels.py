"""Labels inside paragraphs (责任单位：…, （牵头单位：…；配合单位：…）) and units named in a bracket behind a task."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from graph.language.text import any_of
from graph.language.word_lists import expanded, rows
from graph.tables.deadlines import is_deadline_cell
from graph.tables.unit_cells import MAX_NAME, ends_like_unit, is_unit_cell, split_units

PART = "part:"
UNIT_ROLES = frozenset({"lead", "responsible", "support"})
LONG_ROLES = frozenset({"content", "goal", "status", "extra"})
_OPEN, _CLOSE = "（(【[〔［", "）)】]〕］"
_BETWEEN = frozenset(" \t\u3000。；;，,、｜|！？!?）)】]〕”*")
_FIRM = frozenset("。；;！？!?）)】]〕 \t\u3000")
_PREFIX = 5
_SHORT = 2
"""A label of so few characters is one only by itself."""
_LONGEST_BRACKET = 400
_SHORTEST_NAME = 2
_NOTE_MARKS = "，。；：“"
_BLANKS = " \t\u3000"
_DIVIDING = " \t\u3000；;，,、｜|"
_BULLETS = "◆◇●○■□▲△★☆▪◎"
_TRIMMED = _DIVIDING + "。"


@dataclass(frozen=True, slots=True)
class ListLabel:
    """A label: ``text[start:end]`` is all of it (bracket, words, colon), ``text[end:stop]`` is what it says.

    ``role`` is a key of ``data/names/list_labels.csv``; ``name`` the words; ``persons``: it announces persons too.
    """

    role: str
    name: str
    start: int
    end: int
    stop: int
    behind: int
    """Where the text goes on behind what the label says: past the bracket it stands in."""
    persons: bool = False
    loose: bool = False
    """Told by a verb or by nothing but the bracket: （市水利局牵头）, （县教育局）."""


@cache
def label_roles() -> dict[str, str]:
    """Every label and its role, the placeholders written out."""
    table = rows("list_labels")
    parts = {row["role"].removeprefix(PART): row["words"].split() for row in table if row["role"].startswith(PART)}
    roles: dict[str, str] = {}
    for row in table:
        if not row["role"].startswith(PART):
            for word in row["words"].split():
                for label in expanded(word, parts):
                    roles.setdefault(label, row["role"])
    return roles


@cache
def _pattern() -> re.Pattern[str]:
    label = any_of(label_roles()).pattern
    return re.compile(
        rf"(?P<open>[【\[〔［]?)(?P<label>{label})(?:(?:[和及与、/]|以及|（|\()(?P<second>{label})[）)]?)?"
        r"(?P<note>[（(][^（）()：:]{1,30}[）)])?(?P<shut>[】\]〕］]?)(?:是|为|如下|包括)?\s{0,3}(?P<colon>[：:]?)"
    )


def begins_with_label(text: str) -> bool:
    """Whether a line begins with a label.

    >>> [begins_with_label(x) for x in ("责任单位：市水利局", "（牵头单位：市水利局）", "责任单位", "进展情况良好，")]
    [True, True, True, False]
    """
    found = find_labels(text)
    return bool(found) and not text[: found[0].start].strip()


def find_labels(text: str) -> list[ListLabel]:
    """The labels of a paragraph in order, each with what it says.

    >>> [(x.role, "建公园。（牵头单位：甲局；配合单位：乙局）"[x.end : x.stop]) for x in find_labels("建公园。（牵头单位：甲局；配合单位：乙局）")]
    [('lead', '甲局'), ('support', '乙局')]
    """
    heads = list(_heads(text))
    labels = []
    limits = [start for _, start in heads[1:]] + [len(text)]
    for (match, start), limit in zip(heads, limits, strict=False):
        roles = label_roles()
        stop, behind = _extent(text, match.end(), limit, roles[match["label"]] in LONG_ROLES)
        role, second = roles[match["label"]], roles.get(match["second"] or "", "")
        persons = second in ("person", "leader") and role in UNIT_ROLES
        if role in ("person", "leader") and second in UNIT_ROLES:
            role, persons = second, True
        name = text[start : match.end()].strip(_OPEN + _CLOSE + _BLANKS + "：:")
        while stop > match.end() and text[stop - 1] in _DIVIDING + _BULLETS:
            stop -= 1
        labels.append(ListLabel(role, name, start, match.end(), stop, behind, persons))
    return labels


def _heads(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Each label with the place where it begins, the words and the bracket before it included."""
    at = 0
    while match := _pattern().search(text, at):
        at = match.start() + 1
        start = _beginning(text, match.start(), _PREFIX if len(match["label"]) > _SHORT else 0)
        if start is None:
            continue
        first = not text[:start].strip()
        boxed = bool(match["open"]) and bool(match["shut"])
        closes = bool(match["shut"]) and not match["open"]  # 进度】 at the beginning of a line that the page broke
        bare = first and not match["colon"] and not closes and _stands_alone(text, match)
        if match["colon"] or boxed or bare:
            at = match.end()
            yield match, start


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a label without a colon is one: alone on its line, or a blank and units behind it."""
    rest = text[match.end() :]
    if not rest.strip():
        return True
    said = (
        match.end() > match.start()
        and text[match.end() - 1 : match.end() + 1].strip() != text[match.end() - 1 : match.end() + 1]
    )
    return (
        said
        and label_roles()[match["label"]] in UNIT_ROLES
        and len(rest) <= _LONGEST_BRACKET
        and is_unit_cell(rest.strip())
    )


def _beginning(text: str, at: int, most: int) -> int | None:
    """Where a label whose words begin here really begins; ``None`` where it stands inside a sentence.

    ``most``: so many characters may stand before its words (项目责任人).
    """
    start = at
    while start > 0 and at - start < most and text[start - 1] not in _BETWEEN and text[start - 1] not in _OPEN:
        start -= 1
    if start > 0 and text[start - 1] in _OPEN:
        return start - 1
    return start if start == 0 or (text[start - 1] in _BETWEEN) else None


def _extent(text: str, end: int, limit: int, long: bool) -> tuple[int, int]:
    """Where what a label says ends, and where the text goes on: at the next label, or where its bracket closes.

    What is no long text (units, a date, a name) also ends with its sentence.
    """
    depth = 0
    for index in range(end, limit):
        if text[index] == "。" and depth == 0 and not long:
            return index, index + 1
        if text[index] in _OPEN:
            depth += 1
        elif text[index] in _CLOSE:
            depth -= 1
            if depth < 0:
                return index, index + 1
    return limit, limit


_VERB = re.compile(
    r"(?:共同|分别|联合|按职责分工|按照职责分工|按职责|按分工|分工)?(?P<verb>牵头负责|牵头落实|牵头|负责落实|负责|主办|承办|落实|配合|协办|协助|参与|协同)$"
)
_HELPING = frozenset({"配合", "协办", "协助", "参与", "协同"})
_LEADING = frozenset({"牵头", "牵头负责", "牵头落实", "主办"})


_DASH = "——"


def find_unit_bracket(text: str) -> list[ListLabel]:
    """Units in the bracket or sentence that ends a paragraph, or behind a dash: （市水利局牵头，市财政局配合）, （县教育局）.

    >>> [(x.role, x.name) for x in find_unit_bracket("建水库。（市水利局牵头，市财政局、各镇配合）")]
    [('lead', '牵头'), ('support', '配合')]
    """
    shown = text.rstrip(_TRIMMED)
    dash = shown.rfind(_DASH)
    if dash > 0 and _are_units(shown[dash + len(_DASH) :]):
        begin = dash + len(_DASH)
        return [ListLabel("responsible", "", dash, begin, len(shown), len(text), loose=True)]
    is_bracket = shown.endswith(tuple(_CLOSE))
    opened = _opening(shown) if is_bracket else _last_sentence(shown)
    if opened is None or (opened == 0 and shown[:1] not in "（("):
        return []
    inside_at, inside_end = (opened + 1, len(shown) - 1) if is_bracket else (opened, len(shown))
    found: list[ListLabel] = []
    begin = inside_at
    for start, end in _clauses(shown, inside_at, inside_end):
        if begin == start and is_deadline_cell(shown[start:end].strip()):
            found.append(ListLabel("deadline", "", opened, start, end, len(text), loose=True))
            begin = end + 1
            continue
        verb = _VERB.search(shown, start, end)
        if verb is None:
            continue
        names = shown[begin : verb.start()].lstrip(_TRIMMED).removeprefix("由").removesuffix("等")
        if not _are_units(names):
            return []
        role = "lead" if verb["verb"] in _LEADING else "support" if verb["verb"] in _HELPING else "responsible"
        found.append(
            ListLabel(role, verb["verb"], opened, verb.start() - len(names), verb.start(), len(text), loose=True)
        )
        begin = end + 1
    if is_bracket and not found and (parted := _parted(shown, opened, inside_end, len(text))):
        return parted
    rest = shown[min(begin, inside_end) : inside_end]
    if is_bracket and _are_units(rest) and not any(label.role in UNIT_ROLES for label in found):
        return [*found, ListLabel("responsible", "", opened, inside_end - len(rest), inside_end, len(text), loose=True)]
    return found if not rest.strip(_TRIMMED) and any(label.role in UNIT_ROLES for label in found) else []


def _parted(shown: str, opened: int, end: int, behind: int) -> list[ListLabel]:
    """Units in a bracket that a semicolon parts: those that lead, and those that help (〔市工信局；市财政局、各县〕)."""
    at = max(shown.find("；", opened, end), shown.find(";", opened, end))
    if at < 0 or not (_are_units(shown[opened + 1 : at]) and _are_units(shown[at + 1 : end])):
        return []
    lead = ListLabel("lead", "", opened, opened + 1, at, behind, loose=True)
    return [lead, ListLabel("support", "", at, at + 1, end, behind, loose=True)]


def _last_sentence(text: str) -> int | None:
    """Where the last sentence of a text begins, when there is one before it and it is short."""
    at = max(text.rfind(mark) for mark in "。；;") + 1
    return at if at and len(text) - at <= _LONGEST_BRACKET else None


def _opening(text: str) -> int | None:
    """Where the bracket that closes at the end of a text opens."""
    depth = 0
    for index in range(len(text) - 1, max(-1, len(text) - _LONGEST_BRACKET), -1):
        depth += (text[index] in _CLOSE) - (text[index] in _OPEN)
        if depth == 0:
            return index
    return None


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    depth = 0
    begin = start
    for index in range(start, end):
        depth += (text[index] in "（(") - (text[index] in "）)")
        if depth == 0 and text[index] in "，,；;。":
            yield begin, index
            begin = index + 1
    yield begin, end


def _are_units(text: str) -> bool:
    names = [name for name, _ in split_units(text)] if len(text) <= _LONGEST_BRACKET else []
    return (
        bool(names)
        and all(_SHORTEST_NAME <= len(name) <= MAX_NAME and ends_like_unit(name) for name in names)
        and "。" not in text
    )


_TOGETHER = re.compile(r"(?:分别|共同|联合|按职责|按职责分工|各自)(?:牵头负责|牵头|负责|配合|落实)$")
_ENDING_NOTE = re.compile(r"[（(][^（）()]{4,200}[）)]$")
_PERSON = re.compile(r"(?P<unit>.{2,30}?)(?:\s{1,9}|[（(：:])\s{0,9}(?P<who>[\u4e00-\u9fff·\s]{2,5})[）)]?")


def units_said(text: str) -> tuple[str, str]:
    """What a label of units says, as (units, remark behind them).

    >>> units_said("市水利局、市农业局分别牵头"), units_said("甲局、乙局（第一个为牵头单位，下同）。")
    (('市水利局、市农业局', '分别牵头'), ('甲局、乙局', '（第一个为牵头单位，下同）'))
    """
    said = text.strip(_TRIMMED)
    remark = ""
    note = _ENDING_NOTE.search(said)
    if (
        note
        and (any(mark in note[0] for mark in _NOTE_MARKS) or "单位" in note[0])
        and not ends_like_unit(note[0][1:-1])
    ):
        said, remark = said[: note.start()].rstrip(_TRIMMED), note[0]
    together = _TOGETHER.search(said)
    if together:
        said, remark = said[: together.start()].rstrip(_TRIMMED), together[0] + remark
    return said, remark


def persons_said(text: str) -> tuple[str, str]:
    """Units and persons of what a label like 责任单位和责任人 says.

    >>> persons_said("县水利局 李某某；县财政局（赵某）")
    ('县水利局、县财政局', '李某某、赵某')
    """
    units, persons = [], []
    for piece in re.split(r"[；;、，,\n]", text.strip(_TRIMMED)):
        match = _PERSON.fullmatch(piece.strip())
        if match and ends_like_unit(match["unit"]) and not ends_like_unit(match["who"]):
            units.append(match["unit"])
            persons.append("".join(match["who"].split()))
        elif piece.strip() and not ends_like_unit(piece.strip()) and units and len(piece.strip()) <= len("某某某某"):
            persons.append("".join(piece.split()))
        elif piece.strip():
            units.append(piece.strip())
    return "、".join(units), "、".join(persons)
