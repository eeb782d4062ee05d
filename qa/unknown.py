"""Names in a question that no text of the table holds: of documents, numbered things, companies, facilities, places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from embeddings.everyday import official_terms
from graph.language.numerals import read_integer
from graph.language.segmentation import is_word, tokens
from graph.language.text import fold
from graph.mentions.companies import banks, premises
from graph.mentions.company_parts import full_names
from graph.places.divisions import division_names
from qa.lexicon import Lexicon
from qa.querying.conditions import Linked

DOCUMENT_NUMBER = re.compile(r"[〔\[]\d{4}[〕\]]第?\d+号")
TITLE = re.compile(r"《[^《》]+》")
_BANK = re.compile(r"(?:中国)?(?P<first>[工农建交])(?:商|业|设|通)银行")
"""农业银行 is also written 农行."""
_ORDINAL = re.compile(
    r"第(?P<number>[一二三四五六七八九十]{1,3}|\d{1,2})(?:届|期|批|号|个|次)?(?P<noun>[\u4e00-\u9fff]{2,6})"
)
PROPER = frozenset({"ns", "nr", "nt", "nz"})
_ACTOR = re.compile(
    r"^(?:请问|查一下|帮我查查?|提到|提及|涉及)?(?P<name>[\u4e00-\u9fffA-Za-z0-9]{1,12}?(?:局|镇|街道|乡|村|社区|部|委|联|居委会|管委会|支行|国道|省道|高速|大道|法|条例))"
    r"(?:政府|今年|全年|目前|现在|要|都|牵头|负责|参与|承担|涉及|出现)*(?:有(?!关)|在|的)?(?:哪|什么|啥|几|多少|牵头|负责|参与|承担|涉及|任务|工作)"
)
_ACTOR_BEHIND = re.compile(
    r"(?:哪些|什么|哪几[个项])(?:任务|工作|项目|事项?)(?:是|由|归|让|要)(?P<name>[\u4e00-\u9fff]{2,10}?(?:局|委|办|镇|街道|乡|管委会|中心))(?:负责|牵头|管|参与|承担|来做)"
)
_OF_A_THING = re.compile(
    r"^(?:的|在)?[\u4e00-\u9fff]{0,4}?(?:公司|集团|厂|店|广场|商场|中心|基地|项目|工程|学校|小学|中学|大学|学院|医院|酒店|公园|山|湖|河|路|大道|桥|高铁|铁路|地铁|站|小区|园|村|社区|银行|品牌|马拉松)"
)
_FACILITY = re.compile(
    r"(?:广场|商场|大学|学院|机场|医院|酒店|公园|度假村|动物园|游乐园|体育馆|大桥|地铁)$|^(?:广场|商场|大学|学院|机场|医院|酒店|公园|度假村|动物园|游乐园|大桥|地铁)"
)
_ORDINARY = re.compile(r"^阿|[带标打]星|星[标号]|[家里外口歇喝谢请我你他吗呢吧]|中文|国外|镇街")
"""Tagged as names by the segmenter now and then, but words of everyday speech."""


def unknown_name(text: str, lexicon: Lexicon, known: Sequence[Linked]) -> str | None:
    """Why the table cannot hold the answer: the name of something it never mentions.

    :param known: the names recognised, which stand in the table.
    """
    return (
        _unknown_company(text, lexicon, known)
        or _unknown_document(text, lexicon, known)
        or _other_ordinal(text, lexicon)
        or _other_phase(text, lexicon)
        or _other_branch(text, lexicon)
        or _unknown_proper(text, lexicon, known)
        or _unknown_facility(text, lexicon, known)
        or _unknown_actor(text, lexicon, known)
        or _unknown_latin(text, lexicon)
    )


_LATIN = re.compile(r"[a-z]{4,}")
_FEW_CHARACTERS = 8


def _unknown_latin(text: str, lexicon: Lexicon) -> str | None:
    """Letters that are neither pinyin nor in the table, where the question is little else."""
    if len(re.findall(r"[\u4e00-\u9fff]", text)) >= _FEW_CHARACTERS:
        return None
    strange = (match.group(0) for match in _LATIN.finditer(text) if not lexicon.is_written(match.group(0)))
    return next((f"表中没有提到“{letters}”" for letters in strange), None)


def _unknown_document(text: str, lexicon: Lexicon, known: Sequence[Linked]) -> str | None:
    """A number or title of a document that no text holds."""
    for pattern, named in ((DOCUMENT_NUMBER, "文号"), (TITLE, "文件")):
        for match in pattern.finditer(text):
            inside = match.group(0).strip("《》")
            if not lexicon.is_written(fold(inside)) and not any(fold(t.text) in fold(inside) for t in known):
                return f"表中没有提到{named}{match.group(0)}"
    return None


def _other_ordinal(text: str, lexicon: Lexicon) -> str | None:
    """第四水厂, where the table has a 第三水厂 and no fourth."""
    for match in _ORDINAL.finditer(text):
        number, noun = read_integer(match["number"]), match["noun"]
        for length in range(len(noun), 1, -1):
            there = lexicon.numbered(noun[:length])
            if there and number is not None:
                if number not in there:
                    return f"表中没有“{match.group(0)[: len(match.group(0)) - len(noun) + length]}”"
                break
    return None


_PHASE = re.compile(r"(?P<noun>[\u4e00-\u9fff]{2,8})[（(]?(?P<phase>[一二三四五六七八九]期)")


def _other_phase(text: str, lexicon: Lexicon) -> str | None:
    """智慧停车三期, where the table has a first and a second phase and no third."""
    for match in _PHASE.finditer(text):
        noun, phase = match["noun"], match["phase"]
        for start in range(len(noun) - 1):
            phases = lexicon.phases(noun[start:]) if lexicon.is_written(noun[start:]) else None
            if phases:
                return f"表中没有写到“{noun[start:]}”的{phase}" if phase not in phases else None
    return None


_BRANCH = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{2,12}?(?:大学|学院|医院|银行|公司|中学|小学|集团))[\u4e00-\u9fff]{0,4}?(?P<kind>校区|分院|分校|分行|分公司|院区|分店|分部)"
)


def _other_branch(text: str, lexicon: Lexicon) -> str | None:
    """五邑大学鹤山校区, where the table has the university and no such campus."""
    for match in _BRANCH.finditer(text):
        body = match["body"]
        known = next((body[i:] for i in range(len(body) - 3) if lexicon.is_written(body[i:])), None)
        if (
            known
            and not lexicon.is_written_apart(known, match["kind"])
            and not lexicon.is_written(known + match["kind"])
        ):
            return f"表中没有提到“{match.group(0)[len(body) - len(known) :]}”"
    return None


def _unknown_proper(text: str, lexicon: Lexicon, known: Sequence[Linked]) -> str | None:
    """A proper name (of a place, body or brand) that neither the texts nor the lexicon hold."""
    for word, tag, start, _ in tokens(text):
        position = start + len(word)
        if (
            tag not in PROPER
            or len(word) < 2
            or word in division_names()
            or any(link.overlaps(start, position) for link in known)
        ):
            continue
        if _ORDINARY.search(word) or _cut_wrongly(text, position, lexicon):
            continue
        suffix = _FACILITY.match(text[position:])
        whole = word + (suffix.group(0) if suffix else "")
        # The county's own hospital or park the text may call by its kind alone.
        elsewhere = suffix and lexicon.is_written_apart(word, suffix.group(0))
        if suffix and not elsewhere and not lexicon.is_written(whole) and not lexicon.is_place(word):
            return f"表中没有提到“{whole}”"
        if (_OF_A_THING.match(text[position:]) or _FACILITY.search(word)) and not lexicon.is_written(word):
            return f"表中没有提到“{word}”"
    return None


def _cut_wrongly(text: str, end: int, lexicon: Lexicon) -> bool:
    """Whether the last character of a name belongs to the next, of which the texts write both together (建康|养中心)."""
    nearby = text[end - 1 : end + 1]
    return not lexicon.is_written(text[end - 2 : end]) and nearby[1:] not in _PARTICLES and lexicon.is_written(nearby)


_PARTICLES = frozenset("的了是有在和与到为被把让没不也都要会能市县区镇村路")
_NAMED_FACILITY = re.compile(
    r"^(?:中学|小学|大学|学院|医院|幼儿园|公园|大桥|[东南西北中]?路|大道|社区|花园|小区|水库|隧道|酒店|广场|码头|校区|工业园|产业园|园区|"
    r"度假村|机场|[一二三四五六七八九十][桥小中])"
)
"""What has a name of its own, so that the noun before it is one (纪元中学, 人民西路)."""


def _unknown_facility(text: str, lexicon: Lexicon, known: Sequence[Linked]) -> str | None:
    """A school, road, park or the like whose name no text holds, or of which the county has none (鹤山二桥)."""
    for word, tag, start, _ in tokens(text):
        position = start + len(word)
        facility = _NAMED_FACILITY.match(text[position:])
        if not facility or tag[0] != "n" or len(word) < 2 or _ORDINARY.search(word):
            continue
        whole = word + facility.group(0)
        if any(link.overlaps(start, position + len(facility.group(0))) for link in known) or lexicon.is_written(whole):
            continue
        if lexicon.is_written_apart(word, facility.group(0)) or any(map(lexicon.is_written, official_terms(whole))):
            continue
        asked = facility.group(0) if tag == "ns" and lexicon.is_county(word) else whole
        if (is_word(word) or not lexicon.is_written(word)) and not lexicon.is_written(asked):
            return f"表中没有提到“{whole}”"
    return None


_ASKS_WHICH = re.compile(r"哪|几|什么|啥|多少|谁|各|每")


def _unknown_actor(text: str, lexicon: Lexicon, known: Sequence[Linked]) -> str | None:
    """A body, town, village, road or law whose tasks are asked for and that no text of the table holds."""
    asked = _ACTOR_BEHIND.search(text) or _ACTOR.match(text)
    if not asked or any(link.overlaps(*asked.span("name")) for link in known):
        return None
    name = asked["name"]
    if _ASKS_WHICH.search(name):
        return None
    forms = (name, _BANK.sub(r"\g<first>行", name))
    return None if any(map(lexicon.is_written, forms)) else f"表中没有“{name}”"


def _unknown_company(text: str, lexicon: Lexicon, known: Sequence[Linked]) -> str | None:
    """A company, bank or hotel whose full name no text of the table holds."""
    named = [span for span in full_names(text) if text.endswith("公司", 0, span[1])] + banks(text) + premises(text)
    for start, end in named:
        name = text[start:end]
        written = lexicon.is_written(name) or lexicon.is_written(_BANK.sub(r"\g<first>行", name))
        if not written and not any(link.overlaps(start, end) for link in known):
            return f"表中没有提到企业“{name}”"
    return None
