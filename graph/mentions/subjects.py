"""What a milestone is about: the things a searcher would name, the telling names first.

A step of a plan says what is to be done with what (推进银洲湖高速建设). The verbs in front, the dates and the words behind
that name nothing go; what is left of a clause is its subject. Long names also give their coined part (熙麦). A step that
names no thing (6月底前完成主体工程) is about what the title names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from graph.language.head_words import heads
from graph.language.segmentation import cut, is_word, tagged
from graph.language.text import fold, well_formed
from graph.language.word_lists import words
from graph.places.divisions import division_names
from graph.records import Milestone, Task

_MOST = 3
_LONGEST = 30
_TELLING = 6
"""Characters of a subject that says of itself which thing is meant (融资担保业务经营许可证); shorter ones lean on the title."""
_AFFIXED = re.compile(r"[性化式型制度级类]$|[至和与及]")
"""Words made from others (普惠性), or cut out of two (址山至开平), which name nothing."""
_DATE = re.compile(
    r"(?:20\d{2}年(?:度|底|末)?)|\d{1,2}月(?:份|底|初|末|[上中下]旬|\d{1,2}[日号])?(?:[之以]?前)?|\d{1,2}[日号]前?|第?[一二三四]季度|[上下]半年|年[底末内]前?"
)
_BRACKET = re.compile(r"\([^()]{0,200}\)")
_CLAUSE = re.compile(r"[,，。;；:：!?！？、\n]")
_QUOTED = re.compile(r"[“《「]([^”》」]{2,30})[”》」]")
_NUMBER = re.compile(
    r"[\d.%+]+(?:万|亿)?(?:多|余|以上)?(?:个|项|家|套|亩|公里|人|批次|批|宗|件|户|座|条|栋|所|间|名|吨|元|次|期)?"
)


def milestone_subjects(task: Task, milestone: Milestone) -> tuple[str, ...]:
    """The subjects of a milestone, at most three, names first.

    >>> from graph.records import Cited, SourceRef
    >>> text = Cited("配合推进银洲湖高速（鹤山段）建设，6月底前完成征地拆迁工作。", "", SourceRef("", 1, 1))
    >>> step = Milestone(1, text, True, False, None, False, (), ())
    >>> milestone_subjects(Task("1-1", "", None, None, None, 1, text, False, (), (), (), (), (1, 1)), step)
    ('银洲湖高速', '银洲湖', '征地拆迁')
    """
    found = list(dict.fromkeys(_subjects(milestone.text.value)))
    named = [subject for subject in found if is_named(subject)]
    rest = [subject for subject in found if subject not in named]
    chosen = [*named[:2], *rest[: 1 if named else 2]]
    if not named and (not rest or len(rest[0]) < _TELLING):
        title = list(dict.fromkeys(_subjects(task.title.value)))
        chosen = [*chosen[:1], *([subject for subject in title if is_named(subject)] or title)[:1], *chosen[1:]]
    others = "".join(other.text.value for other in task.milestones if other is not milestone)
    short = [part for subject in chosen for part in _coined(subject) if part not in others]
    return tuple(dict.fromkeys([*chosen[:1], *short[:1], *chosen[1:]]))[:_MOST]


def _subjects(text: str) -> Iterator[str]:
    """The subjects of a text in reading order."""
    plain = _DATE.sub("", fold(well_formed(text)).replace("★", ""))
    yield from (quoted for quoted in _QUOTED.findall(plain))
    bare = _BRACKET.sub("", plain)
    for clause in _CLAUSE.split(bare):
        subject = _core(clause)
        if 2 <= len(subject) <= _LONGEST and subject not in _words("generic"):
            yield subject


def _core(clause: str) -> str:
    """A clause without the verbs in front of its object, what follows the object, and empty words behind it."""
    clause = re.sub(r"[“”《》「」\"]", "", clause)
    verbs, tokens = _words("verb"), cut(clause)
    at = 0
    while at < len(tokens) and (tokens[at] in verbs or _counts(tokens, at)):
        at += 1
    end = at
    cuts = _words("cut")
    while end < len(tokens) and (end == at or tokens[end] not in cuts):
        end += 1
    return _without_tail("".join(tokens[at:end]))


def _counts(tokens: Sequence[str], at: int) -> bool:
    """Whether a number or the measure behind it stands here, and not the number of a thing (1#楼)."""
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    return (bool(_NUMBER.fullmatch(tokens[at])) and following[:1] not in {"#", "号", "-"}) or tokens[at] in "套亩个项家"


def _without_tail(phrase: str) -> str:
    tails = sorted(_words("tail"), key=len, reverse=True)
    phrase = re.sub(r"[\d.%万亿]{1,12}[\u4e00-\u9fff]{0,2}$", "", phrase) if not phrase[:1].isdigit() else phrase
    phrase = phrase.removesuffix("中") if phrase.endswith(("运行中", "过程中", "工作中")) else phrase
    while tail := next((tail for tail in tails if phrase.endswith(tail) and len(phrase) > len(tail) + 1), ""):
        phrase = phrase[: -len(tail)]
    return phrase


@lru_cache(maxsize=4096)
def is_named(subject: str) -> bool:
    """Whether a subject is a name: it ends like a project or a site, has a code, or holds a coined word.

    >>> [is_named(subject) for subject in ("银洲湖高速", "s532线", "征地拆迁", "熙麦项目")]
    [True, True, False, True]
    """
    ends = (head for head in heads() if subject.endswith(head))
    bare = subject.removesuffix(max(ends, key=len, default=""))
    return bool(re.search(r"[A-Za-z]", subject)) or (bare != subject and len(bare) > 1) or bool(list(_coined(subject)))


def _coined(subject: str) -> Iterator[str]:
    """Coined words of a subject: no dictionary has them and no division of the country is called so."""
    for word, tag in tagged(subject):
        known = is_word(word) or word in division_names()
        if (
            len(word) > 1
            and tag in {"nr", "nz", "ns", "nt", "nrt"}
            and not known
            and word != subject
            and _AFFIXED.search(word) is None
        ):
            yield word


@lru_cache(maxsize=8)
def _words(kind: str) -> frozenset[str]:
    return frozenset(words("task_verbs", "words", "kind", kind))
