"""Names of companies: the full legal names of a table, and the short names people use for them, by stated rules.

A full name is read from its end (…有限公司, …集团) back to where it must begin. Its parts are: division (鹤山市), trade
name (世运), trade words (电路科技), legal form (股份有限公司). Short names are made of these parts; each keeps its rule.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, pairwise

from graph.mentions.wording import FUNCTION, is_action, is_everyday, is_verb, word_starts
from graph.places import division_names
from graph.wordlists import words

MAX_NAME = 34
RULE_FULL = "全称"
RULE_NO_DIVISION = "去掉行政区划"
RULE_NO_FORM = "去掉组织形式"
RULE_DIVISION = "行政区划加字号"
RULE_TRADE_NAME = "字号"
RULE_TRADE_WORDS = "字号加行业词"
RULE_COMPANY = "字号加“公司”"
RULE_LIST = "与其他公司并列"
RULE_PROJECT = "项目名以字号开头"
RULE_PLACE = "前面另有地名"
RULE_BANK = "银行名"
RULE_NATIONAL = "全国知名企业表"

_CJK = r"\u4e00-\u9fffA-Za-z0-9"
_FORM = re.compile(
    r"集团股份有限公司|集团有限责任公司|集团有限公司|股份有限公司|有限责任公司|有限公司|集团公司|总公司|集团(?!化|军|内|性|校|成员|办学|总部|队)"
)
_BRANCH = re.compile(r"[\u4e00-\u9fff]{2,6}(?:分公司|支公司)")
_STOP = re.compile(
    r"的|^[地省市县]?(?:政府|领导)|到|在(?!线)|把|被|对|与|及其|及|由|向|为|从|获颁|等|于|以及|或|将|给|让|使|并|位于|名为|单位|业主|子公司|下属|"
    r"引进|引入|推动|支持|走访|组织|开展|成立|加强|强化|表彰|鼓励|指导|选取|前往|会同|联合|委托|申报|报|签订|动员|发动|依托|两家|多家|家企业|"
    r"包括|其中|分别是|例如|如(?=[\u4e00-\u9fff]{4})|协调|配合|督促|要求|通过|(?<=[市局委办])和|目前|已|(?<=\d)[年月日]|兑现"
)
_PUBLIC = re.compile(
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


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two companies that may be the same, and why; ``shares_name``: the first is only the name both are called by."""

    one: str
    other: str
    reason: str
    shares_name: bool = False


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


def _begin(text: str, end: int, floor: int) -> int:
    """Where a name that ends at ``end`` begins: back over letters and bracketed places, then cut at what is no name."""
    region = re.compile(rf"(?:[{_CJK}·&]|\([\u4e00-\u9fff]{{2,5}}\))*$").search(text[max(floor, end - MAX_NAME) : end])
    start = max(floor, end - MAX_NAME) + (region.start() if region else end)
    plain = re.sub(r"\([^()]*\)", lambda match: "(" * len(match.group(0)), text[start:end])
    for division in _division_pattern().finditer(plain):
        if division.start() == 0 and is_action(division.group(0)):
            continue  # 会同 is a county, and a verb
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
    if len(core) < 2 or core in _generic():
        return False
    if core in industry_words():
        return bool(parts.division) and form != "集团"  # 鹤山市工业投资有限公司: only its full name names it
    return form != "集团" or not (
        _SCHOOLS.search(core) or core in _generic() or (not parts.division and is_everyday(core))
    )


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
    end = 0
    while match := _division_pattern().match(body, end):
        if len(body) - match.end() < 2:
            break
        end = match.end()
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
    for match in _PUBLIC.finditer(text):
        place = match["place"] or ""
        known = next((place[i:] for i in range(len(place)) if place[i:] in division_names()), "")
        found.append((match.start() + len(place) - len(known), match.end()))
    for match in re.finditer(r"公司", text):
        start = name_start(text, match.start())
        if any(begin < match.end() <= end for begin, end in found):
            continue
        if not text.endswith(("有限", "责任", "分", "总", "集团"), 0, match.start()) and start < match.start():
            found.append((start, match.end()))
    return found


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
    """Whether a name is made of general words only (勘测设计, 资产线四家)."""
    general = sorted(_generic() | set(industry_words()), key=len, reverse=True)
    return not re.sub("|".join(map(re.escape, general)), "", name)


def _likeness(one: Parts, other: Parts) -> str:
    """Why two names may mean the same company; empty when nothing speaks for it.

    >>> _likeness(take_apart("华螯合金"), take_apart("广东华鳌合金新材料有限公司"))
    '字号同音，行业相同'
    """
    first, second = one.trade_name, other.trade_name
    if first == second:
        return "字号相同"
    same_trade = one.cores[0][len(first) :][:2] == other.cores[0][len(second) :][:2] != ""
    if len(first) == len(second) and set(first) & set(second) and same_trade and _sounds(first) == _sounds(second):
        return "字号同音，行业相同"
    shorter, longer = sorted((first, second), key=len)
    if (
        not one.form
        and not other.form
        and longer != shorter
        and longer.startswith(shorter)
        and len(one.cores) == len(other.cores)
    ):
        return "简称是另一名称的前半"
    if one.form and one.form == other.form and one.division == other.division:
        shorter, longer = sorted((one.cores[0], other.cores[0]), key=len)
        if len(shorter) > 3 and _is_subsequence(shorter, longer) and shorter[:2] == longer[:2]:
            return "全称只多几个字"
    return ""


def _sounds(name: str) -> list[str]:
    from pypinyin import lazy_pinyin

    return lazy_pinyin(name)


def _is_subsequence(shorter: str, longer: str) -> bool:
    rest = iter(longer)
    return all(char in rest for char in shorter)


class CompanyNames:
    """The companies of a table with all their names.

    Names that differ only in division or legal form are one company; a short name that fits several companies is a
    company of its own, possibly the same as each of them.
    """

    def __init__(self, full: Iterable[str], short: Iterable[str], is_blocked: Callable[[str], bool]) -> None:
        self._is_blocked = is_blocked
        groups: dict[str, Counter[str]] = defaultdict(Counter)
        for name in full:
            groups[take_apart(name).cores[0]][name] += 1
        self._names: dict[str, dict[str, str]] = {}
        for spellings in groups.values():
            name = max(spellings, key=lambda spelling: (spellings[spelling], len(spelling)))
            self._names[name] = self._made(spellings) | dict.fromkeys(spellings, RULE_FULL)
        self._claims = self._claim()
        self._apart: set[tuple[str, str]] = set()
        for name in short:
            self._add_short(name)

    def _made(self, spellings: Iterable[str]) -> dict[str, str]:
        made: dict[str, str] = {}
        for spelling in spellings:
            parts = take_apart(spelling)
            made[spelling[len(parts.division) :]] = RULE_NO_DIVISION
            if parts.division and self._usable(parts.trade_name):
                made[parts.division + parts.trade_name] = RULE_DIVISION
            for core in parts.cores:
                rule = RULE_TRADE_NAME if core == parts.trade_name else RULE_TRADE_WORDS
                made.setdefault(core, RULE_NO_FORM if core == parts.cores[0] != parts.trade_name else rule)
                made.setdefault(f"{core}公司", RULE_COMPANY)
        return {alias: rule for alias, rule in made.items() if self._usable(alias)}

    def _usable(self, alias: str) -> bool:
        return (
            len(alias) > 1
            and not is_general(alias)
            and not self._is_blocked(alias)
            and alias not in division_names()
            and "的" not in alias
        )

    def _claim(self) -> dict[str, list[str]]:
        claims: dict[str, list[str]] = defaultdict(list)
        for name, aliases in self._names.items():
            for alias in aliases:
                claims[alias].append(name)
        return claims

    def _add_short(self, written: str) -> None:
        """Add X公司: another name of the one company whose trade name is X, or a company of its own."""
        if _PUBLIC.fullmatch(written):
            self.add(written, written[1:] if written[0] in "市县区" else written, RULE_NO_DIVISION)
            return
        name = written.removeprefix("市")
        bare = name.removesuffix("公司")
        known = self._claims.get(name) or self._claims.get(bare)
        if known and len(known) == 1:
            self._names[known[0]].setdefault(name, RULE_COMPANY)
        elif not known and self._usable(bare):
            self.add(name, bare, RULE_COMPANY)

    def add(self, name: str, alias: str, rule: str) -> None:
        """Add a company that is known by a short name only."""
        self._names.setdefault(name, {}).update({name: rule, alias: rule})
        for text in {name, alias}:
            if name not in self._claims.setdefault(text, []):
                self._claims[text].append(name)
        self._forget()

    def add_apart(self, name: str, known: str) -> None:
        """Add a company that may be the same as a known one (古劳万洋, 万洋): a node of its own."""
        self.add(name, name, RULE_PLACE)
        self._apart.add((name, known))

    def _forget(self) -> None:
        """Let what was derived from the names be derived anew."""
        self.__dict__.pop("aliases", None)
        self.__dict__.pop("trade_names", None)

    def knows(self, text: str) -> bool:
        """Whether a text is a name of some company."""
        return text in self._claims

    def knows_uniquely(self, text: str) -> bool:
        """Whether a text is a name of exactly one company."""
        return len(self._claims.get(text, ())) == 1

    @cached_property
    def aliases(self) -> Mapping[str, tuple[str, str]]:
        """Every name → (company meant, rule); a name claimed by several stands for itself."""
        found: dict[str, tuple[str, str]] = {}
        for alias, names in self._claims.items():
            if len(names) == 1:
                found[alias] = (names[0], self._names[names[0]].get(alias, RULE_COMPANY))
            else:
                found[alias] = (self._common(names), f"{RULE_TRADE_NAME}，同为 {len(names)} 家公司所用")
        return found

    @staticmethod
    def _common(names: Iterable[str]) -> str:
        return min((take_apart(name).trade_name for name in names), key=len)

    def similar(self) -> list[Likeness]:
        """Pairs that may be the same company, with the reason; never joined."""
        found = {
            Likeness(self._common(names), name, f"“{self._common(names)}”同为其字号", shares_name=True)
            for names in self._claims.values()
            if len(names) > 1
            for name in names
        }
        found |= {Likeness(one, other, RULE_PLACE) for one, other in self._apart}
        for one, other in combinations(sorted(self._names), 2):
            reason = _likeness(take_apart(one), take_apart(other))
            if reason:
                found.add(Likeness(one, other, reason))
        return sorted(found, key=lambda likeness: (likeness.one, likeness.other, likeness.reason))

    @cached_property
    def trade_names(self) -> frozenset[str]:
        """Every trade name: what may be followed by a trade word (创维 + 光电)."""
        return frozenset(take_apart(name).trade_name for name in self._names)

    def is_weak(self, alias: str) -> bool:
        """Whether a name is an everyday word too, so that it needs company before or after it."""
        return len(alias) < 4 and is_everyday(alias)
