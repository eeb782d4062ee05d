"""Names of companies taken apart: where a full name begins, its parts, and the short form X公司.

A full name is read from its end (…有限公司, …集团) back to where it must begin. Its parts are: division (鹤山市), trade
name (世运), trade words (电路科技), legal form (股份有限公司).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from graph.language.segmentation import word_starts
from graph.language.word_lists import words
from graph.mentions.wording import FUNCTION, is_action, is_everyday, is_verb
from graph.places.divisions import belong_together, division_names, trailing_division

MAX_NAME = 34
_CJK = r"\u4e00-\u9fffA-Za-z0-9"
_REGION = re.compile(rf"(?:[{_CJK}·&]|\([\u4e00-\u9fff]{{2,5}}\))*+")
"""The letters and bracketed places before a legal form: no name begins before them."""
_FORM = re.compile(
    r"集团股份有限公司|集团有限责任公司|集团有限公司|股份有限公司|有限责任公司|有限公司|集团公司|总公司|集团(?!化|军|内|性|校|成员|办学|总部|队)"
)
_BRANCH = re.compile(r"[\u4e00-\u9fff]{2,6}(?:分公司|支公司)")
_STOP = re.compile(
    r"的|(?:以下|下)?简称|下称|^[地省市县]?(?:政府|领导)|到|在(?!线)|把|被|对|与|及其|及|由|向|为|从|获颁|等|于|以及|或|将|给|让|使|并|位于|名为|单位|业主|子公司|下属|"
    r"引进|引入|推动|支持|走访|组织|开展|成立|加强|强化|表彰|鼓励|指导|选取|前往|会同|联合|委托|申报|报|签订|动员|发动|依托|两家|多家|家企业|"
    r"包括|其中|分别是|例如|如(?=[\u4e00-\u9fff]{4})|协调|配合|督促|要求|通过|(?<=[市局委办])和|目前|已|(?<=\d)[年月日]|兑现"
)
PUBLIC = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,3})?[省市县区](?:国资|城投|交投|水投|工投|农投|文旅|水务|自来水|燃气|公交)(?:集团)?公司"
)
"""Companies owned by a county or city, known by its level and their field (市国资公司)."""
_SCHOOLS = re.compile(r"(?:中|小|学|校|幼儿园|办学)(?:教育)?$")


@dataclass(frozen=True, slots=True)
class Parts:
    """A company's name taken apart; ``cores`` are its short forms without division, longest first."""

    division: str
    cores: tuple[str, ...]
    form: str

    @property
    def trade_name(self) -> str:
        """The shortest core."""
        return self.cores[-1]


def full_names(text: str) -> list[tuple[int, int]]:
    """Find full legal names in a folded text, as offsets.

    >>> text = "组织到鹤山市得润电子科技有限公司、信义节能玻璃(江门)有限公司调研,加强集团文化建设"
    >>> [text[a:b] for a, b in full_names(text)]
    ['鹤山市得润电子科技有限公司', '信义节能玻璃(江门)有限公司']
    """
    found = []
    last = 0
    for match in _FORM.finditer(text):
        start = _begin(text, match.start(), last)
        name = text[start : match.start()]
        if start < match.start() and _is_name(name, match.group(0)):
            branch = _BRANCH.match(text, match.end())
            last = branch.end() if branch else match.end()
            found.append((start, last))
    return found


_ABBREVIATION = re.compile(r"\((?:以下|下)?(?:简称|称)(?:为|:)?[“\"]?(?P<name>[\u4e00-\u9fffA-Za-z0-9]{2,12})[”\"]?\)")


def abbreviations(text: str) -> list[tuple[str, str]]:
    """Find the short names a text itself gives right after a full name, as (short name, full name).

    >>> abbreviations("广东省建筑工程集团有限公司(以下简称“省建工”)中标")
    [('省建工', '广东省建筑工程集团有限公司')]
    """
    return [
        (match["name"], text[start:end]) for start, end in full_names(text) if (match := _ABBREVIATION.match(text, end))
    ]


def _begin(text: str, end: int, floor: int) -> int:
    """Where a name that ends at ``end`` begins: back over letters and bracketed places, then cut at what is no name."""
    before = max(floor, end - MAX_NAME)
    start = before + next(run.start() for run in _REGION.finditer(text[before:end]) if run.end() == end - before)
    plain = re.sub(r"\([^()]*\)", lambda match: "(" * len(match.group(0)), text[start:end])
    for division in _division_pattern().finditer(plain):
        if division.start() == 0 and is_action(division.group(0)):
            continue  # 会同 is a county, and a verb
        if len(division.group(0)) < 3 and start + division.start() not in word_starts(text):
            continue  # 完成县建发集团: not 成县
        # The first division from which on nothing but a name stands (江门广东… is one name).
        # Right after the division even 的 or 到 may belong to the name (鹤山市新的生物制品).
        if not _STOP.search(plain[division.end() :].removeprefix("市"), 2):
            return start + division.start()
    cut = max((match.end() for match in _STOP.finditer(plain)), default=0)
    if cut == 0 and start == floor > 0 and plain[:1] in {"和", "与", "及"}:
        cut += 1
    return _after_verbs(text, start + cut, end)


def _after_verbs(text: str, start: int, end: int) -> int:
    """Past verbs that stand before a name (引导瀚泽科技…)."""
    for begin, stop in pairwise(sorted(word_starts(text[start:end]))):
        word = text[start + begin : start + stop]
        if len(word) < 2 or not is_verb(word) or word in industry_words() or end - start - stop < 2:
            return start + begin
    return start


def _is_name(name: str, form: str) -> bool:
    parts = take_apart(name + form)
    core = parts.trade_name
    if re.fullmatch(r"\d{1,9}[家间个]", core):
        return False
    if parts.division and re.search(r"有限|股份", form):
        return len(core) > 1  # 广东省建筑工程集团有限公司: named by its place and its trade, the form leaves no doubt
    if len(core) < 2 or core in _generic():
        return False
    if core in industry_words():
        return False
    return form != "集团" or not (_SCHOOLS.search(core) or (not parts.division and is_everyday(core)))


@lru_cache(maxsize=8192)
def take_apart(name: str) -> Parts:
    """Take a full or short company name apart.

    >>> parts = take_apart("广东世运电路科技股份有限公司")
    >>> parts.division, parts.cores, parts.form
    ('广东', ('世运电路科技', '世运电路', '世运'), '股份有限公司')
    """
    form = next((form for form in words("company_words", "words", "kind", "form") if name.endswith(form)), "")
    body = re.sub(r"\([^()]*\)", "", name.removesuffix(form))
    division = _leading_division(body)
    body = body[len(division) :]
    cores = [body]
    while True:
        # Longest first: 新材料 before 材料.
        end = next((w for w in industry_words() if cores[-1].endswith(w) and len(cores[-1]) - len(w) >= 2), "")
        if not end:
            return Parts(division, tuple(cores), form)
        cores.append(cores[-1].removesuffix(end))


@lru_cache(maxsize=1)
def industry_words() -> tuple[str, ...]:
    """Return the words that say what a company does, longest first."""
    found = {*words("company_words", "words", "kind", "trade"), *words("company_words", "words", "kind", "general")}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


def _leading_division(body: str) -> str:
    end, last = 0, ""
    while match := _division_pattern().match(body, end):
        # 广东省 + 路桥 is no place in a place: 路桥 is what the company does.
        if len(body) - match.end() < 2 or (last and not belong_together(last, match.group(0))):
            break
        end, last = match.end(), match.group(0)
    return body[:end]


@lru_cache(maxsize=1)
def _division_pattern() -> re.Pattern[str]:
    names = sorted(division_names() | {"香港", "澳门", "台湾", "德国", "美国", "法国", "日本"}, key=len, reverse=True)
    return re.compile(
        rf"(?:{'|'.join(map(re.escape, names))})(?:省|市|区|县)?|(?<![\u4e00-\u9fff])市(?=[\u4e00-\u9fff]{{4}})"
    )


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    return frozenset(words("company_words", "words", "kind", "generic"))


def short_companies(text: str) -> list[tuple[int, int]]:
    """Find names of the form X公司 whose X is more than general words, as offsets.

    >>> text = "做好润鹤公司与该公司、勘测设计公司洽谈,投资方泰戈公司已报计划"
    >>> [text[a:b] for a, b in short_companies(text)]
    ['润鹤公司', '泰戈公司']
    """
    found = []
    for match in PUBLIC.finditer(text):
        place = match["place"] or ""
        found.append((match.start() + len(place) - len(trailing_division(place)), match.end()))
    for match in re.finditer(r"公司", text):
        placed = _placed_start(text, match.start())
        start = name_start(text, match.start()) if placed is None else placed
        if any(begin < match.end() <= end for begin, end in found):
            continue
        if not text.endswith(("有限", "责任", "分", "总", "集团"), 0, match.start()) and start < match.start():
            found.append((start, match.end()))
    return found


def _placed_start(text: str, end: int) -> int | None:
    """Where a name that begins with its place and ends before 公司 begins (四川文宫枇杷酒业公司), ``None`` without one."""
    start = _begin(text, end, 0)
    parts = take_apart(text[start:end])
    core = parts.cores[0]
    named = parts.division and 2 < len(core) < 12 and not is_general(core)
    return start if named and not re.search(r"[局委会部办园和的]|政府|根据", core) else None


def name_start(text: str, end: int, limit: int = 6) -> int:
    """Return where the coined name that ends at ``end`` begins; ``end`` when there is none.

    Back over trade words and unknown single characters; a dictionary word is taken only at the beginning of a clause or
    after 与, 和, 由 and the like (四维公司), and only when it is no general word.
    """
    tokens = [(a, b) for a, b in pairwise(sorted(word_starts(text))) if b <= end]
    start, coined = end, False
    for begin, stop in reversed(tokens):
        token = text[begin:stop]
        if stop != start or end - begin > limit + 2 or not re.fullmatch(rf"[{_CJK}]+", token):
            break
        if (len(token) == 1 and token not in FUNCTION) or token in industry_words():
            start, coined = begin, coined or token not in industry_words()
        else:
            before = next((text[a:b] for a, b in tokens if b == begin), "")
            opens = _opens(text, begin) or (len(before) > 1 and is_action(before))
            if not coined and len(token) <= 3 and opens and not is_action(token):
                start, coined = begin, True
            break
    return start if coined and end - start > 1 and not is_general(text[start:end]) else end


def _opens(text: str, position: int) -> bool:
    """Whether a clause, a list item or what follows a function word begins at a position."""
    return position == 0 or bool(re.search(r"[,;:。!?、\n()“”与和及由对到给向]$", text[:position]))


@lru_cache(maxsize=4096)
def is_general(name: str) -> bool:
    """Whether a name is made of general words only (勘测设计)."""
    return not _general_pattern().sub("", name)


@lru_cache(maxsize=1)
def _general_pattern() -> re.Pattern[str]:
    general = sorted(_generic() | set(industry_words()), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, general)))
