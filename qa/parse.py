"""Question → :class:`QueryPlan`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.mentions.companies import banks, premises
from graph.mentions.company_parts import full_names
from graph.places import counties_named
from graph.text import chinese_number
from qa.lexicon import Lexicon
from qa.plan import DeadlineConstraint, Intent, Linked, QueryPlan, Role, StatusConstraint, StatusMode

_COMPLETED = ("completed", "exceeded")
STATUS_WORDS: tuple[tuple[str, tuple[str, ...], StatusMode], ...] = (
    (r"基本按进度(?:完成)?|基本完成|基本按进度", ("mostly",), StatusMode.ANY),
    (
        r"未按进度(?:完成)?|没有?按进度(?:完成)?|没按(?:时|期|计划)(?:完成)?|未按(?:时|期|计划)(?:完成)?",
        ("behind",),
        StatusMode.ANY,
    ),
    (
        r"(?:没有?|未能?|尚未|还没有?|不是)(?:全部|都|完全|全)(?:写[“\"]?)?[“\"]?(?:已)?(?:完成|做完)[”\"]?",
        _COMPLETED,
        StatusMode.NOT_OVERALL,
    ),
    (
        r"(?:没有?|尚未|还没有?|未|未能)(?:做|搞|办|干)?(?:完成|做完|搞定|办完|干完|完)(?![成时期情率])",
        _COMPLETED,
        StatusMode.NOT_OVERALL,
    ),
    (
        r"不(?:太|大|够|怎么)?(?:顺利|理想)|进展(?:不好|不佳|困难)|有问题|遇到(?:问题|困难)|打折扣|没达(?:标|到)",
        _COMPLETED,
        StatusMode.NOT_OVERALL,
    ),
    (
        r"滞后|落后|拖后腿|拖延|延误|延期|推进缓慢|进展缓慢|进度慢|慢了|没跟上|掉队|欠进度",
        ("behind", "not-started"),
        StatusMode.ANY,
    ),
    (r"暂缓(?:实施)?|暂停|叫停|搁置|搁浅|停摆|停工|停下来|停了|停止|中止|取消", ("suspended",), StatusMode.ANY),
    (r"未启动|没有?启动|没开工|未开工|没动工", ("not-started",), StatusMode.ANY),
    (r"(?:已经?)(?:全部|都)?(?:完成|做完|办结)|全部(?:都)?(?:完成|做完)", _COMPLETED, StatusMode.OVERALL),
)
"""What people say about a status → keys of the scheme; the more specific wordings come first."""

_COUNT = re.compile(
    r"(?:有|共|总共|一共|合计)?(?:多少|几)(?:项|个|件|条|宗|样|桩)|总(?:数|量|共)|数量|一共有?多少|有多少(?=任务|工作|项目)"
)
_LIST = re.compile(
    r"哪些|哪几|哪(?:一)?[个项件条]|有什么|什么(?:任务|工作|项目|事)|列出|列一下|清单|名单|所有|全部|查查|都有|分别是|负责什么|管什么|"
    r"什么事|做什么|干什么|牵头的|的(?:任务|工作|项目|事)"
)
_WHO_LEADS = re.compile(
    r"(?:由|归|是)?(?:谁|哪[位个](?:领导|市领导|副市长|常委)?)(?:来)?(?:分管|主管|挂帅|管|挂钩)|(?:分管|主管)(?:的)?(?:市)?领导(?:是谁|是哪位)?|谁分管|领导是谁"
)
_WHICH_UNIT = re.compile(
    r"(?:由|归|是)?(?:谁|哪个(?:单位|部门|局|镇)?|哪些(?:单位|部门))(?:来)?(?:牵头|负责|主抓|承办)|(?:责任|牵头|负责)(?:单位|部门)(?:是|有|是谁|是哪)"
)
_MENTION = re.compile(r"提到|提及|出现|引用|涉及到?|说到|写到|点名|在哪(?:些|几)?[一]?[项个件]?任务[里中]")
DOCUMENT_NUMBER = re.compile(r"[〔\[]\d{4}[〕\]]第?\d+号")
_BANK = re.compile(r"(?:中国)?(?P<first>[工农建交])(?:商|业|设|通)银行")
"""农业银行 is also written 农行."""
_ABOUT = re.compile(r"(?:有关|相关|关联)(?:的)?(?:任务|工作|事项|项目)?|涉及")
_WHY = re.compile(r"为什么|为何|原因|卡在|怎么(?:还)?没|咋没|怎么会|什么问题|啥问题|存在.{0,4}问题|受.{0,3}影响")
_LEAD = re.compile(r"牵头|主抓|主责|领衔|(?:排|列)(?:在)?(?:责任单位)?(?:第一|首位|最前)|第一责任|挂帅|打头")
_PARTICIPANT = re.compile(r"(?:只是|仅|只|单纯)?(?:配合|协办|协助)|不(?:是)?牵头|非牵头")
_NOT_LEAD = re.compile(r"(?:不是?|非|不当|没有?)牵头")
_JOINTLY = re.compile(r"共同|一起|同时|都(?:要|是)?(?:负责|参与|牵头)|联合|合作")
_DUE = re.compile(
    r"完成时[间限]|时限|期限|截止|到期|前(?:要|须|应)?完成|月(?:份|底|末)?(?:\d{1,2}日)?(?:之?前)?完成|(?:要求|应|须|要|应该|计划).{0,6}完成|(?:月底|月末|日)(?:要|应|须|前)"
)
_MONTH = re.compile(
    r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?(?:(?P<day>\d{1,2})[日号]|(?P<end>底|末))?"
)
_YEAR = re.compile(r"(?<!\d)(20\d{2}|\d{2})年(?!鉴)(?:度)?")
_OF_A_YEAR = re.compile(r"的|全|我|市|重点|各|有|任务|工作|目标|政府|[^\d月]{0,6}(?:任务|工作|项目|计划)")
_NO_FIELD = re.compile(
    r"电话|手机号|联系方式|邮箱|微信号?|网址|住址|地址|工资|薪水|薪资|年龄|多大岁数|学历|简历|籍贯|天气|股价|彩票|房价|票价|身份证|车牌"
)
_CREATIVE = re.compile(r"写一?[首篇段封]|讲一?个|翻译|推荐一|编一?个|画一?[张幅]")
_OFFICE_HOLDER = re.compile(
    r"(?:镇长|局长|县长|市长|区长|书记|主任|校长|院长|部长|所长|站长|秘书长|行长)(?:是|叫)?(?:谁|什么名字|哪位)"
)
_FILLER = re.compile(
    r"请问|帮我|查查|查一下|看看|告诉我|我想知道|想知道|列出|列一下|一下|分别是|什么|哪些|哪几|哪一?[个项件条里位]|有没有|有|多少|几|"
    r"总共|一共|合计|任务|工作|项目|事情|事项|事|负责|牵头|参与|配合|协助|承担|主抓|分管|主管|管|政府|责任单位|责任|单位|部门|排在|排|"
    r"第一位|首位|第一|自己|当|做|干|办|的|了|吗|呢|吧|啊|呀|都|是|在|和|与|跟|及|由|被|把|里|中|那|这|它|他们|节点|出现|写着|写|"
    r"完成时[间限]|要求|完成|进展|进度|状态|情况|目前|现在|今年|全年|年|月底|月|底|前|板块|专题|一节|大类|类|方面|领导|副市长|常委|市长|"
    r"书记|部长|主任|局长|同志|只是|不是|不|没有|没|全部|所有|清单|名单|共同|一起|同时|要|应|须|卡|原因|为什么|怎么|哪|谁|数|量|每|"
    r"条|项|个|件|[\s，。？！、；：,?!;:（）()“”\"]|★|重点|标|涉及|相关|关于|给|对|出|来|还|也|点|名|市|我市|全市"
)


@lru_cache(maxsize=1)
def _converter() -> object:
    import opencc

    return opencc.OpenCC("t2s")


def simplify(question: str) -> str:
    """One comparable form of a question: NFKC (full-width marks kept readable), simplified characters, no blanks.

    >>> simplify("大鵬路 斷頭路？")
    '大鹏路断头路?'
    """
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", question))
    return str(_converter().convert(folded))  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Scope:
    """What the documents are about: their years and counties, against which a question is held."""

    years: frozenset[int]
    counties: frozenset[str]


def parse(question: str, lexicon: Lexicon, scope: Scope) -> QueryPlan:
    """What a question asks for."""
    text = simplify(question)
    links, things = _named(_bracketed(text), lexicon)
    status, rest = _status(_without(text, [*links, *things]))
    deadline, rest = _deadline(rest)
    for year in scope.years:
        rest = re.sub(rf"{year}年?", " ", rest)
    for county in scope.counties:
        rest = rest.replace(county, " ").replace(county[:-1], " ")
    by_kind = _by_kind(links)
    plan = QueryPlan(
        question=question,
        intent=_intent(text),
        units=by_kind["Unit"],
        towns=by_kind["Town"],
        leaders=by_kind["Person"],
        categories=by_kind["Category"],
        themes=by_kind["Theme"],
        things=tuple({thing.label: thing for thing in things}.values()),
        why=bool(_WHY.search(text)),
        status=status,
        deadline=deadline,
        starred="★" in text or "星标" in text or "带星" in text,
        role=_role(text),
        jointly=bool(_JOINTLY.search(text)),
        phrases=tuple(phrase for phrase in _FILLER.split(rest) if phrase),
        refusal=_refusal(_without(_bracketed(text), things), scope, by_kind["Person"])
        or _unknown_company(text, lexicon),
        ignored=("“除……之外”的排除条件",) if re.search(r"除了|除开|以外|之外", text) else (),
    )
    return plan


def _named(text: str, lexicon: Lexicon) -> tuple[list[Linked], list[Linked]]:
    """Actors and things of a question; of two that overlap the longer name counts.

    Things select tasks only when the question asks what mentions them; otherwise they are words like others.
    """
    links = lexicon.find(text)
    things = lexicon.find_things(text)
    intent = _intent(text)
    if not (intent is Intent.MENTION or _ABOUT.search(text) or "《" in text or DOCUMENT_NUMBER.search(text)):
        if intent not in {Intent.LIST, Intent.COUNT}:
            return links, []
        # 协华村有哪些任务: a village or a company is asked for like a town or a unit.
        things = [thing for thing in things if thing.kind in {"Village", "Company"} and _names_by_itself(thing)]
        links = [link for link in links if not any(link.kind == "Town" and link.end == t.start for t in things)]
    things = [t for t in things if not any(_overlap(t, link) and len(link.text) >= len(t.text) for link in links)]
    return [link for link in links if not any(_overlap(link, thing) for thing in things)], things


def _names_by_itself(thing: Linked) -> bool:
    """Whether a name needs no 提到 before it: two characters are too few, but for a village (幕村)."""
    return len(thing.text) > 2 or (thing.kind == "Village" and thing.text.endswith("村"))


def _unknown_company(text: str, lexicon: Lexicon) -> str | None:
    """A refusal where a question gives the full name of a company, bank or hotel that no text of the table names."""
    known = lexicon.find_things(text)
    named = [span for span in full_names(text) if text.endswith("公司", 0, span[1])] + banks(text) + premises(text)
    for start, end in named:
        name = text[start:end]
        written = lexicon.is_written(name) or lexicon.is_written(_BANK.sub(r"\g<first>行", name))
        if not written and not any(t.start < end and start < t.end for t in known):
            return f"表中没有提到企业“{name}”"
    return None


def _overlap(one: Linked, other: Linked) -> bool:
    return one.start < other.end and other.start < one.end


def _bracketed(text: str) -> str:
    """Unit names carry full-width brackets; NFKC made them narrow."""
    return text.replace("(", "（").replace(")", "）")


def _without(text: str, links: Sequence[Linked]) -> str:
    for link in sorted(links, key=lambda link: -link.start):
        text = f"{text[: link.start]} {text[link.end :]}"
    return text


def _by_kind(links: Sequence[Linked]) -> dict[str, tuple[Linked, ...]]:
    found: dict[str, tuple[Linked, ...]] = {}
    for kind, members in (
        ("Unit", {"Unit", "CollectiveUnit"}),
        ("Town", {"Town"}),
        ("Person", {"Person"}),
        ("Category", {"Category"}),
        ("Theme", {"Theme"}),
    ):
        unique: dict[str, Linked] = {}
        for link in links:
            if link.kind in members:
                unique.setdefault(link.label, link)
        found[kind] = tuple(unique.values())
    return found


def _status(text: str) -> tuple[StatusConstraint | None, str]:
    for pattern, keys, mode in STATUS_WORDS:
        match = re.search(pattern, text)
        if match:
            rest = text[: match.start()] + " " + text[match.end() :]
            return StatusConstraint(match.group(0).strip('“”"'), keys, mode), rest
    return None, text


def _deadline(text: str) -> tuple[DeadlineConstraint | None, str]:
    match = _MONTH.search(text)
    if not match or not _DUE.search(text):
        return None, text
    month = chinese_number(match["month"])
    if month is None or not 1 <= month <= 12:
        return None, text
    day = 0 if match["end"] else int(match["day"]) if match["day"] else None
    return DeadlineConstraint(match.group(0), month, day), text[: match.start()] + " " + text[match.end() :]


def _intent(text: str) -> Intent:
    for intent, pattern in (
        (Intent.MENTION, _MENTION),
        (Intent.LEADER, _WHO_LEADS),
        (Intent.UNIT, _WHICH_UNIT),
        (Intent.COUNT, _COUNT),
        (Intent.LIST, _LIST),
    ):
        if pattern.search(text):
            return intent
    return Intent.LOOKUP


def _role(text: str) -> Role:
    if _PARTICIPANT.search(text) or _NOT_LEAD.search(text):
        return Role.PARTICIPANT
    return Role.LEAD if _LEAD.search(text) else Role.ANY


def _refusal(text: str, scope: Scope, leaders: Sequence[Linked]) -> str | None:
    """Why the table cannot hold the answer, as far as the words of the question tell."""
    asked = _NO_FIELD.search(text)
    if asked:
        return f"表中没有“{asked.group(0)}”这类信息"
    creative = _CREATIVE.search(text)
    if creative:
        return f"只回答表里写明的内容，不能“{creative.group(0)}”"
    holder = _OFFICE_HOLDER.search(text)
    if holder and not leaders and not _WHO_LEADS.search(text):
        return f"表中没有写明“{holder.group(0)}”"
    return _other_year(text, scope.years) or _other_county(text, scope.counties)


def _other_year(text: str, years: frozenset[int]) -> str | None:
    for match in _YEAR.finditer(text):
        named = int(match[1]) if len(match[1]) == 4 else 2000 + int(match[1])
        if years and named not in years and _OF_A_YEAR.match(text[match.end() :]):
            return f"本库只有 {'、'.join(map(str, sorted(years)))} 年的表，没有 {named} 年的"
    return None


def _other_county(text: str, counties: frozenset[str]) -> str | None:
    """A set of tasks of another county; a county named in passing is no reason to refuse."""
    others = [name for name in counties_named(text) if not any(name in own or own in name for own in counties)]
    if (
        counties
        and others
        and _intent(text) in {Intent.LIST, Intent.COUNT}
        and not any(own in text for own in counties)
    ):
        return f"本库只有{'、'.join(sorted(counties))}的表，没有{'、'.join(others)}的"
    return None
