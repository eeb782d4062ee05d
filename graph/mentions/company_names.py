"""The companies of a table with all their names, and which of them may be the same, by stated rules.

Short names are made of the parts of full names (:mod:`graph.mentions.company_parts`); each keeps its rule.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from graph.mentions.company_parts import PUBLIC, Parts, is_general, take_apart
from graph.mentions.wording import is_everyday
from graph.places.divisions import division_names

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
RULE_STATED = "原文写明的简称"
RULE_PREMISES = "地名加字号的酒店"
RULE_NATIONAL = "全国知名企业表"


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two companies that may be the same, and why; ``shares_name``: the first is only the name both are called by."""

    one: str
    other: str
    reason: str
    shares_name: bool = False


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
            named_like_a_place = parts.trade_name in division_names()  # 四川路桥: 路桥 is a district too
            if parts.division and (self._usable(parts.trade_name) or named_like_a_place):
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
        if PUBLIC.fullmatch(written):
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

    def state(self, alias: str, meant: str) -> None:
        """Add a short name that the text itself gives to a full name; no other company is called by it."""
        name = self.aliases[meant][0] if meant in self.aliases else meant
        self._names.setdefault(name, {meant: RULE_FULL})[alias] = RULE_STATED
        self._claims[alias] = [name]
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
