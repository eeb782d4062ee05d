"""Named projects, works, parks, roads and sites in free text, and which names mean the same one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from graph.language.word_lists import words
from graph.mentions.spans import Span, longest
from graph.mentions.wording import FUNCTION, stands_alone, word_starts
from graph.places.divisions import leading_division

RULE_TITLE = "项目类任务的名称"
RULE_HEAD = "以项目、工程、园区等词结尾"
RULE_ROAD = "道路名"
RULE_TAIL = "省去“项目、工程、建设”"

_ROAD_CODE = re.compile(
    r"(?:国道|省道|县道|乡道)?(?<![A-Za-z0-9])[GSXY]\d{2,4}(?![\d+])线?|(?:国道|省道|县道)\d{2,4}(?:线)?"
)
_PHASE = re.compile(r"[(（]?(?P<phase>[一二三四五]期|\d期|第[一二三四]期)[)）]?")
_TAIL = re.compile(r"(?:新建|改建|扩建|改扩建|建设|升级改造|改造)?(?:项目|工程)?$")
_LEAD = re.compile(
    r"^(?:推进|推动|加快|启动|完成|实施|开展|建设|打造|做好|加强|支持|配合|启用|谋划|筹建|新建|改建|扩建|继续|进一步|积极|大力|全力|全面|扎实|高标准|"
    r"高质量|正在|已|目前|其中|以及|及|和|与|在|对|将|为|由|位于|依托|围绕|发挥|强化|协同|同步|引进|引入|成功|通过|到|至|的|该|我市|全市|市级?|"
    r"力争|争取|确保|落实|持续|逐步|有序|优先|重点|组织|申报|推荐|建成|投入|收购|租赁|参观|调研|走访|协助|"
    r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|底|初|份)?前?|[一二三四五六七八九十]是|[(（]?\d{1,2}[)）.、]|\d{4}年?(?!\d)|目前|现|等|一期|二期)"
)
_STOP = re.compile(
    r"的|将|在|和(?!谐|平)|与|及|为|对|到|由|把|等(?!级)|已|正在|正(?=[\u4e00-\u9fff]{2}中)|推进|推动|加快|启动|完成|实施|开展|打造|做好|加强|支持|配合|启用|谋划|筹建|积极|"
    r"全力|通过|位于|依托|组织|申报|落实|引进|引入|投入|收购|办理|参观|出台|获评|召开|制定|负责|批复|统筹|鼓励|发挥|上报|涉及|拜访|设立|建立|报(?=[\u4e00-\u9fff]{4})|"
    r"作为|纳入|进入|进行|包括|列入|推荐|成立|协同|快|以(?!上|下|内|外)|于|从|被|让|使|向|经|据|按|因|受|待|需|共|约|\d[亩个项处家条座]|目前|现有|全市|我市|其余|除|学习|收听收看|参加|实现|走进|考察|整合|主推|更多|完善|方式|就|但|提出|该|创建|暨|招商引资保障|"
    r"[)）](?=[\u4e00-\u9fff]{4})"
)
_STREET = re.compile(
    r"(?<![一-龥][东西南北中大])[\u4e00-\u9fff]{2,4}(?:路(?![面基灯网线由段径口肩])|大道)|[\u4e00-\u9fff]{2}线(?=[、,。;:()]|扩建|改|工程|正|完|\d)"
)
_NO_STREET = (
    "道路",
    "公路",
    "马路",
    "线路",
    "铁路",
    "网路",
    "思路",
    "出路",
    "断头路",
    "农村路",
    "村路",
    "内路",
    "干路",
    "侨路",
    "主路",
    "支路",
    "等路",
    "条路",
    "段路",
    "疏港路",
    "一线",
    "沿线",
    "战线",
    "路线",
    "热线",
    "在线",
    "上线",
    "下线",
    "专线",
    "红线",
    "底线",
    "流水线",
    "生产线",
    "管线",
    "缆线",
    "杆线",
    "离线",
    "线下",
    "产线",
    "视线",
    "防线",
    "国道沿线",
    "甲线",
    "电线",
)
_MAX = 26


class ProjectFinder:
    """Finds the projects, parks, roads and sites of a table."""

    def __init__(
        self, titles: Iterable[str], texts: Sequence[str], county: str = "", proper: Iterable[str] = ()
    ) -> None:
        """Read all texts (folded).

        :param titles: titles of tasks that are projects.
        :param proper: names of places and companies; a project's name holds one, or something coined.
        """
        names = sorted({re.escape(name) for name in proper if len(name) > 1}, key=len, reverse=True)
        self._proper = re.compile("|".join([*names, r"[A-Za-z]|第[一二三四五六七八九十]"]))
        self._county = county
        seen: Counter[str] = Counter()
        self._rules: dict[str, str] = {}
        for title in titles:
            name = title.rstrip("。")
            if 4 < len(name) <= 60:
                seen[name] += 3
                self._rules[name] = RULE_TITLE
        for text in texts:
            for start, end in _headed(text, self._proper):
                seen[text[start:end]] += 1
        groups: dict[str, Counter[str]] = defaultdict(Counter)
        for name, count in seen.items():
            groups[self.key(name)][name] = count
        self._canonical = {
            name: max(names, key=lambda one: (names[one], -len(one))) for names in groups.values() for name in names
        }

    def key(self, name: str) -> str:
        """The form in which names of one project are equal: no county, no tail, phases written one way.

        >>> finder = ProjectFinder([], [], "鹤山市")
        >>> finder.key("华侨城古劳水乡(二期)工程") == finder.key("华侨城古劳水乡二期")
        True
        """
        plain = name.removeprefix(self._county).removeprefix(self._county[:-1]) if self._county else name
        plain = _PHASE.sub(lambda match: match["phase"], plain)
        return _TAIL.sub("", plain) or plain

    def find(self, text: str) -> list[Span]:
        """The projects a folded text names."""
        spans = [
            Span(
                match.start(), match.end(), self._canonical[match.group(0)], self._rules.get(match.group(0), RULE_HEAD)
            )
            for match in self._pattern.finditer(text)
            if _whole(text, match.start(), match.end())
        ]
        spans += [Span(m.start(), m.end(), _road(m.group(0)), RULE_ROAD) for m in _ROAD_CODE.finditer(text)]
        return longest(spans)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = {name for name in self._canonical if len(self.key(name)) > 2}
        shorter = {self.key(name): name for name in names if 4 <= len(self.key(name)) <= _MAX}
        for key, name in shorter.items():
            self._canonical.setdefault(key, self._canonical[name])
            self._rules.setdefault(key, RULE_TAIL)
        ordered = sorted(names | set(shorter), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, ordered)) or r"(?!)")


def _whole(text: str, start: int, end: int) -> bool:
    return stands_alone(text, start, end) or end - start > 5


def _headed(text: str, proper: re.Pattern[str]) -> Iterable[tuple[int, int]]:
    """Names that end with a word for a project, park or site and hold something proper; names of roads; as offsets."""
    for match in _head_pattern().finditer(text):
        start, end = _trim(text, match.start(), match.end())
        name = text[start:end]
        bare = name.removesuffix(match["head"])
        if (
            1 < len(bare) <= _MAX
            and not _is_generic(bare)
            and name.count("(") == name.count(")")
            and (proper.search(bare) or _is_coined(text, start, end))
        ):
            yield start, end
    for match in _STREET.finditer(text):
        start = match.start()
        name = match.group(0)
        while len(name) > 3 and (
            name[0] in FUNCTION or name[0] in "区渠" or not stands_alone(text, start, match.end())
        ):
            start, name = start + 1, name[1:]
        if stands_alone(text, start, start + 1) and name not in _NO_STREET and not name.endswith(_NO_STREET):
            yield start, match.end()


def _is_generic(bare: str) -> bool:
    """Whether a name says nothing but that it is a project (鹤山市重大产业, 拆旧建新 is more)."""
    rest = _generic_pattern().sub("", bare)
    return len(rest) - len(leading_division(rest, longest=6)) < 2 or bare.endswith("等")


@lru_cache(maxsize=1)
def _generic_pattern() -> re.Pattern[str]:
    generic = map(re.escape, words("project_words", "words", "kind", "generic"))
    return re.compile("|".join(generic) + r"|[\d一二三四五六七八九十两多]+(?:个|项|处|家|条)")


@lru_cache(maxsize=1)
def _head_pattern() -> re.Pattern[str]:
    kinds = ("work", "park", "place")
    heads = sorted(
        {word for kind in kinds for word in words("project_words", "words", "kind", kind)}, key=len, reverse=True
    )
    body = r"(?:[\u4e00-\u9fffA-Za-z0-9·#]|\([^()]{1,8}\))"
    phase = r"(?:\([一二三四五\d]期\)|[一二三四五]期)?"
    return re.compile(
        rf"{body}{{1,30}}(?P<head>(?:{'|'.join(map(re.escape, heads))}){phase})(?![\u4e00-\u9fff]{{0,2}}(?:管委会|局))"
    )


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Cut everything up to the last function word or leading verb off the front of a name."""
    cut = max((match.end() for match in _STOP.finditer(text[start:end]) if end - start - match.end() > 2), default=0)
    start += cut
    while match := _LEAD.match(text[start:end]):
        if end - start - match.end() < 3:
            break
        start += match.end()
    return start, end


def _is_coined(text: str, start: int, end: int) -> bool:
    """Whether a name begins with two or more characters that form no word."""
    starts = word_starts(text)
    return start + 2 < end and all(position in starts for position in (start, start + 1, start + 2))


def _road(written: str) -> str:
    """One name per numbered road: 省道S270, S270线 → S270."""
    code = re.search(r"[GSXY]\d{2,4}", written)
    number = re.search(r"\d{2,4}", written)
    letter = {"国": "G", "省": "S", "县": "X"}.get(written[0], "")
    return code.group(0) if code else f"{letter}{number.group(0)}" if number else written
