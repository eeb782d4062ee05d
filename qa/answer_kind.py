"""What sort of thing a question wants to hear, where texts can be checked for it: a count, names, a year, a road."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph.language.numerals import read_integer
from graph.language.segmentation import tokens
from qa.genre import tells
from qa.wording import CLAUSE_END

_NUMBER = r"(?:\d[\d,.]{0,14}|[二两三四五六七八九十百千]{1,8})[余多万亿百千]{0,4}"
"""A number; 一 alone also stands in 一人一档, 一家亲."""
_LIKE = (
    ("名位", "人次|[名位人]"),
    ("棵株", "[棵株]"),
    ("层楼", "[层楼]"),
    ("头只羽", "[头只羽]"),
    ("辆部", "[辆部台]"),
    ("栋幢", "[栋幢座间套户宗处]"),
    ("场期届", "[场期届次]"),
    ("起宗", "[起宗件]"),
    ("户", "[户家宗]"),
    ("例", "[例人名]"),
)
"""Measures a table may use for each other."""
_COUNTED = re.compile(
    r"(?:多少|(?<![十百哪那这第好前])几(?!乎))个?(?P<measure>[名位棵株层楼头只羽辆部栋幢场期届起宗户例])(?![之门单口外型次额置所地馆限间盘房梯道])"
)
_HOW_MANY = re.compile(r"(?:多少|几)(?P<person>[\u4e00-\u9fff]{1,3}?[客人生员者工师民童妇兵])(?![均口才家大次社])")
_PEOPLE = re.compile(rf"{_NUMBER}个?(?:人次|[名位人例])")
_CLAIM = re.compile(
    r"(?:是|为|成|当上|选上)(?P<claim>(?:全[国省市县区球]|世界|亚洲|国内)(?:唯一|首[个家创批次]|第一|最[大高多早长]))"
)
_SENTENCE = re.compile(r"[。；;\n]")
_WHO = re.compile(
    r"(?P<number>\d{1,9}|[一二两三四五六七八九十]{1,3})(?P<measure>[名位家个条所间项户])(?P<noun>[\u4e00-\u9fff]{2,10})[^，,。]{0,40}?"
    r"(?:叫(?:什么|啥)|名单|都?有谁|是谁|是哪|有哪|哪[几些])"
)
_ENUMERATED = 3
"""With so many marks between them things are told one by one."""
_OF_A_COUNT = re.compile(
    r"(?P<count>\d[\d.]{0,14}[万亿]?)(?P<measure>[名位家个户条人元台辆所间栋座套宗起])(?P<what>[^，,。]{0,12}?)(?:里[面头]?|当中|其中|中)(?P<part>[^，,。]{0,10}?(?:几|多少)[^，,。？?]{0,10})"
)
_TASK_WORDS = re.compile(r"重[点大]|民生|实事|项目|任务|工作|工程|事项|的")
_FIGURE = re.compile(r"(?<![\d.])\d[\d.]*(?![\d.年月日])[万亿%]?")
_YEAR_MADE = re.compile(r"(?:哪一?年|何年|几几年|什么年[代间])(?:才|就)?(?P<verb>建|修|盖|成立|创办|创建|开业|落成)")
_YEAR_TOLD = re.compile(r"\d{4}年|年代|[明清宋元]代|[明清]朝|民国")
_ROAD = re.compile(r"哪(?:一)?条(?:路|街|巷|大道)(?!要|会|最|在|没|正|还|准|已|修|完|打)")
_ROAD_TOLD = re.compile(r"[\u4e00-\u9fff]{2}(?:路|街|巷|大道)")


def untold_kind(question: str, texts: Sequence[str]) -> str | None:
    """What is asked for and none of the texts tells, in the question's words.

    >>> untold_kind("站里有几名社工", ["建成38个社工点"]), untold_kind("站里有几名社工", ["配备社工12人"])
    ('几名社工', None)
    >>> untold_kind("这座桥是哪一年建的", ["2022年完成修缮"]), untold_kind("20名劳模的名单有吗", ["表彰20名劳模"])
    ('哪一年建', '20名劳模的名单')
    """
    sentences = [part for text in texts for part in _SENTENCE.split(text)]
    found = (*_counts(question, sentences), *_names(question, sentences), *_parts(question, sentences))
    found += tuple(_origins(question, sentences))
    found += tuple(match["claim"] for match in _CLAIM.finditer(question) if not tells(match["claim"], texts))
    return next(iter(found), None)


_MOST = re.compile(
    r"(?:哪|什么|谁|啥)[^，,。]{0,12}?(?P<behind>最(?![近新后终早晚迟先多少])[\u4e00-\u9fff]{1,4}?)(?=$|[？?，,。了呢啊]|的)|"
    r"(?P<before>最(?![近新后终早晚迟先多少])[\u4e00-\u9fff]{1,4}?)的[^，,。]{0,8}?(?:是|有)?(?:哪|什么|谁|啥)"
)


def most_asked(question: str) -> str | None:
    """By what a question asks for the first of all, other than by numbers of tasks and dates.

    >>> most_asked("民生实事里哪件群众最满意"), most_asked("古劳镇最难的任务是什么"), most_asked("最早完成的是哪项")
    ('最满意', '最难', None)
    """
    match = _MOST.search(question)
    # What a later clause adds (收拾得像样了吗，哪个镇弄得最好) is no reason not to answer the first.
    if match is None or CLAUSE_END.search(question, 0, match.start()):
        return None
    return match["behind"] or match["before"]


def asks_share(question: str) -> bool:
    """Whether it is asked how many of a count of things that are no tasks are of some kind.

    >>> asks_share("67个拆旧复垦项目里古劳镇有几个"), asks_share("68个重点项目中完成的有几个")
    (True, False)
    """
    return any(_TASK_WORDS.sub("", match["what"]) for match in _OF_A_COUNT.finditer(question))


def _counts(question: str, sentences: Sequence[str]) -> Iterator[str]:
    """A count of things, where no sentence that has the things has a number with a fitting measure."""
    for match in _COUNTED.finditer(question):
        alike = next(told for measures, told in _LIKE if match["measure"] in measures)
        noun = _noun_at(question, match.end()) or _noun_before(question, match.start())
        if not _beside(noun, re.compile(rf"{_NUMBER}个?(?:{alike})"), sentences):
            yield match.group(0) + _noun_at(question, match.end())
    for match in _HOW_MANY.finditer(question):
        person = _noun_at(question, match.start("person"))
        if person == match["person"] and not _beside(person, _PEOPLE, sentences):
            yield match.group(0)


def _beside(noun: str, figure: re.Pattern[str], sentences: Sequence[str]) -> bool:
    """Whether a figure stands in a sentence with a noun, or anywhere when the texts have other words for it."""
    holding = [sentence for sentence in sentences if noun and tells(noun, [sentence])]
    return any(figure.search(sentence) for sentence in holding or sentences)


def _noun_at(question: str, position: int) -> str:
    words = (word for word, tag, start, _ in tokens(question) if start == position and tag[0] == "n")
    return next((word for word in words if len(word) > 1), "")


def _noun_before(question: str, position: int) -> str:
    """The last noun of two characters and more in front of a place, in its clause."""
    clause = max((mark.end() for mark in CLAUSE_END.finditer(question, 0, position)), default=0)
    words = [token for token in reversed(tokens(question)) if clause <= token.start < position and len(token.text) > 1]
    # 低保 is a noun that the dictionary takes for a verb.
    return next((token.text for tag in "nv" for token in words if token.tag[0] == tag and token.tag != "ns"), "")


def _names(question: str, sentences: Sequence[str]) -> Iterator[str]:
    """Names of things of which the texts tell the number only."""
    for match in _WHO.finditer(question):
        number = read_integer(match["number"]) or 0
        count = re.compile(rf"(?<!\d){number}(?:余|多)?{match['measure']}")
        counted = [sentence for sentence in sentences if count.search(sentence)]
        if counted and not any(sentence.count("、") >= min(number - 1, _ENUMERATED) for sentence in counted):
            yield match.group(0)


def _parts(question: str, sentences: Sequence[str]) -> Iterator[str]:
    """How many of a count are of some kind, where the sentences with the count divide it no further or not by that kind."""
    for match in _OF_A_COUNT.finditer(question):
        measure = "[名位人]" if match["measure"] in "名位人" else match["measure"]
        counted = [s for s in sentences if re.search(rf"(?<![\d.]){match['count']}{measure}", s)]
        divided = any("其中" in sentence or len(_FIGURE.findall(sentence)) > 1 for sentence in counted)
        kinds = [word for word, tag, _, _ in tokens(match["part"]) if len(word) > 1 and tag[0] in "nvabl"]
        if counted and not (divided and all(tells(kind, counted) for kind in kinds)):
            yield match["part"]


def _origins(question: str, sentences: Sequence[str]) -> Iterator[str]:
    """The year a thing was made, the road it lies at."""
    made = _YEAR_MADE.search(question)
    if made and not any(
        _YEAR_TOLD.search(s) and re.search(rf"始?建于|{made['verb']}于|年{made['verb']}", s) for s in sentences
    ):
        yield made.group(0)
    road = _ROAD.search(question)
    if road and not any(map(_ROAD_TOLD.search, sentences)):
        yield road.group(0)


_JUDGING = r"(?<![能足])够|方便|满意|放心|安全|有用|管用|好用|合理|公平|划算|值得|靠谱|便宜|贵"
_JUDGED = re.compile(
    rf"(?P<word>{_JUDGING})[点些]?(?:了|用)?(?:吗|么|嘛|没有?|不)(?![\u4e00-\u9fff])|是否(?P<whether>{_JUDGING})|"
    rf"(?P<either>{_JUDGING})不(?P=either)|(?P<first>[\u4e00-\u9fff])不(?P<whole>(?P=first)[便意心全用理平算得谱宜])"
)


def judgement_asked(question: str) -> str | None:
    """A judgement asked for by yes or no, which a table of work seldom gives.

    >>> [judgement_asked(text) for text in ("学位够吗？", "办事方不方便", "学位是否够用", "新环路通车了吗？")]
    ['够', '方便', '够', None]
    """
    found = _JUDGED.search(question)
    return next(filter(None, (found["word"], found["whether"], found["either"], found["whole"]))) if found else None
