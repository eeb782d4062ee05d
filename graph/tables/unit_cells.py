"""Unit cells: which units a cell names, whatever divides them, wrapped names mended, roles and labels left aside."""

from __future__ import annotations

import re
from itertools import pairwise

from graph.language.text import strip_tags, tidy
from graph.names import bodies_called, body_of

_SUFFIX = (
    r"局|委|办|部|院|厅|署|站|社|会|处|队|所|中心|镇|街道|乡|公司|集团|机关|联|团|海关|银行|支行|分行|组|单位|党委|"
    r"工委|政府|人大|政协|校|部门|门|大学|学院|园|场|馆|科|股|室|企业|电视台|各镇|镇街|开发区|新区|高新区|经开区|示范区|度假区|合作区|功能区|园区|管委|分公司|供电|街|（[^（）]+）"
)
ENDS = re.compile(rf"(?:{_SUFFIX})$")
_STARTS = re.compile(
    r"^(?:市|县|区|省|镇|各|团|驻|中国|国家|国网|南方|有关|相关|中共|共青团|人民|[\u4e00-\u9fff]{2,4}[市县区州省盟旗])"
)
_STANDALONE = re.compile(
    r"(?:镇|街道|乡|街道办|街道办事处|镇政府|乡政府|人民政府|人大|政协|林场|农场|公司|集团|银行|海关|学院|大学|医院|协会|商会|供电局|管委会|园区|新区|高新区|经开区|开发区|示范区|度假区|合作区|功能区|局|中心)$"
)
_BRANCH = re.compile(r"^.{0,6}(?:分局|支行|分行|分公司|支队|大队|分中心)$")
_PARENT = re.compile(r"(?:局|银行|公司|队|中心)$")
_SEPARATOR = re.compile(r"[、，,；;/|·｜+]|\n|(?<=[\u4e00-\u9fff）)])(?=\d{1,2}[.．、][\u4e00-\u9fff])")
_JOINER = re.compile(r"(?:以及|及|和|与)(?=[\u4e00-\u9fff]{3})")
_LABEL = re.compile(
    r"^(?:[（(]?\d{1,2}[）).．、]\s*)?(?:(?:第一)?(?:牵头|责任|主责|主办|配合|协助|协办|参与|承办|落实)(?:单位|部门)[:：]\s*)?"
)
_ROLE = re.compile(
    r"(?:[（(]\s{0,9}(?:牵头|配合|主办|协办|负责|协助|参与|承办|第一责任[^（）()]{0,4})\s{0,9}[）)]|(?<=[局委办部院会镇道乡心司队团）)])(?:牵头|配合|协助|参与|负责))$"
)
_AND_OTHERS = re.compile(
    r"(?<=[局委办部院会镇道乡心司队团）)])等(?:有关|相关|其他|[^、，]{0,8}?)?(?:\d+|[两三四五六七八九十]+)?(?:个|家)?(?:[^、，]{0,6}?(?:镇|乡镇|街道|镇（街道?）|镇街|单位|部门))?$"
)
_CONTAINS = re.compile(r"(?<=[镇乡道])[（(](?:含|包括|除)[^（）()]*[）)]$")
_OF_ALL = re.compile(r"^(?:街道|街道办事处|街道办|街|乡|镇|乡镇|办事处)$")
_TOWN_SUFFIX = re.compile(r"(?:街道办事处|街道办|街道|镇|乡)$")
MAX_NAME = 40


def split_units(text: str) -> list[tuple[str, str]]:
    """Split the units of a cell (tags stripped) as (tidy name, name as written).

    Labels (牵头单位：), roles (（配合）) and 等… are no part of a name; a suffix told once (乾元、新市镇) belongs to all before it.

    >>> [name for name, _ in split_units("江门市生态环境局 鹤山分局 市城市管理综合执法 局 各镇(街)")]
    ['江门市生态环境局鹤山分局', '市城市管理综合执法局', '各镇（街）']
    >>> [name for name, _ in split_units("牵头单位：县水利局（牵头）；配合单位：乾元、新市镇及县林业局等")]
    ['县水利局', '乾元镇', '新市镇', '县林业局']
    """
    found: list[tuple[str, str]] = []
    leading: list[tuple[str, str]] = []
    for part in _split_outside_brackets(text):
        pieces: list[str] = []
        for token in part.split():
            if pieces and _continues(pieces[-1], token):
                pieces[-1] += f" {token}"
            else:
                pieces.append(token)
        for piece in pieces:
            # What is marked 牵头 leads, wherever it stands in the list.
            (leading if found and _is_marked_lead(piece) else found).extend(_named(piece))
    return _completed([*leading, *found])


def is_unit_cell(text: str) -> bool:
    """Whether a cell (tags stripped) is a list of units: every name ends like one and none is a sentence."""
    if (
        not text
        or re.search(r"[。！？]", text)
        or re.search(r"[：:]", _LABEL.sub("", re.sub(r"[；;\n]\s*\S+?单位[：:]", "", text)))
    ):
        return False
    names = [name for name, _ in split_units(text)]
    return bool(names) and all(
        len(name) <= MAX_NAME and ENDS.search(name) and not re.match(r"^[（(]?\d", name) for name in names
    )


def _split_outside_brackets(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for index, char in enumerate(text):
        depth += char in "（("
        depth -= char in "）)"
        match = _SEPARATOR.match(text, index) if depth <= 0 else None
        if match:
            parts.append(text[start:index])
            start = match.end()
    return [part for part in (*parts, text[start:]) if part.strip()]


def _continues(previous: str, token: str) -> bool:
    """Whether a token continues the name before it, broken where the line was wrapped."""
    left, right = tidy(previous), tidy(token)
    if left.count("（") > left.count("）"):
        return True
    if not ENDS.search(left) or right.startswith("（"):
        return True
    if _STARTS.match(right):
        return False
    if _BRANCH.match(right) and _PARENT.search(left):
        return True
    if re.search(r"(?:镇|乡|街道)$", left) and re.match(r"(?:人民政府|政府|办事处|党委|党工委)$", right):
        return True
    if body_of(right) or bodies_called(right):
        return False  # 妇联, 法院: bodies of the general table that no level stands before
    return not (_STANDALONE.search(right) and len(right) > 2)


def _is_marked_lead(piece: str) -> bool:
    label, role = _LABEL.match(piece.strip()), _ROLE.search(piece.strip())
    marks = (label.group(0) if label else "") + (role.group(0) if role else "")
    return bool(re.search("牵头|主办|主责|第一责任", marks))


def _named(piece: str) -> list[tuple[str, str]]:
    """The units of one piece of a cell, with their words; 和 and 及 divide what ends like a unit on both sides."""
    written = _LABEL.sub("", piece.strip()).strip()
    found = []
    for part in _joined(_AND_OTHERS.sub("", _without_role(written)).strip()):
        name = tidy(_without_role(_CONTAINS.sub("", _without_role(part)).strip()))
        if name:
            found.append((name, part))
    return found


def _without_role(text: str) -> str:
    return _ROLE.sub("", text).rstrip()


def _joined(text: str) -> list[str]:
    for match in _JOINER.finditer(text):
        left, right = text[: match.start()], text[match.end() :]
        if (
            left.count("（") == left.count("）")
            and len(left) > 2
            and ENDS.search(tidy(left))
            and ENDS.search(tidy(right))
        ) and not (body_of(tidy(text)) or bodies_called(tidy(text))):
            return [left, *_joined(right)]
    return [text]


def _completed(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give names that lean on their neighbours their whole form: 乾元、新市镇; 各镇、街道; 各镇党委、政府."""
    names = [name for name, _ in found]
    for index in range(len(names) - 2, -1, -1):
        suffix = _TOWN_SUFFIX.search(names[index + 1])
        if (
            suffix
            and not ENDS.search(names[index])
            and 1 < len(names[index]) <= 4
            and not names[index + 1].startswith("各")
        ):
            names[index] += suffix.group(0)
    for index, (before, name) in enumerate(pairwise(names), start=1):
        if before.startswith(("各", "全")) and _OF_ALL.match(name):
            names[index] = f"各{name}"
    return [
        (name, written)
        for index, (name, (_, written)) in enumerate(zip(names, found, strict=True))
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
        if names and all(ENDS.search(name) and len(name) <= MAX_NAME for name, _ in names):
            found += [(name, verb.group(0), bracket.group(0)) for name, _ in names]
    return found
