"""When retrieval has found nothing worth saying, or nothing of the sort asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from embeddings.everyday import official_terms
from embeddings.retriever import Retrieval
from embeddings.tokens import tokenize
from graph.language.segmentation import is_word, tagged
from graph.language.text import fold
from graph.language.time_values import ANY_YEAR, Grain
from graph.language.timex import find_times
from graph.places.divisions import Town
from graph.tables.statuses import concept_of
from qa.absent import Scope, places_named, years_named
from qa.answer_kind import most_asked, untold_kind
from qa.asked import untold_noun
from qa.genre import untold_attribute
from qa.plan import Intent, QueryPlan
from qa.quoting import MONEY, anchor, asks_money, lacks
from qa.refusal_thresholds import RefusalThresholds, nearness
from qa.subject import Subject
from qa.wording import AMOUNT

if TYPE_CHECKING:
    from qa.corpus import Corpus

MIN_WORDS_ONLY = 0.25
"""The share needed when there are no vectors."""


def unrelated(question: str, retrieval: Retrieval, named: bool, thresholds: RefusalThresholds) -> bool:
    """Whether nothing found is near enough to the question.

    :param named: it names something of the table, so with vectors it is about the table, however far its other words are.
    """
    if not retrieval.hits:
        return True
    if not retrieval.dense:
        return retrieval.coverage < MIN_WORDS_ONLY
    far = thresholds.far(len(question), nearness(retrieval), retrieval.coverage, retrieval.likeness)
    return far and not named


_LOOKED_AT = 3
"""A question that names nothing particular may be answered by any of the first tasks."""
_PARTS = frozenset([Grain.QUARTER, Grain.HALF_YEAR, Grain.YEARS])
_NOT_DONE = re.compile(
    r"(?:为什么|为何|为啥|怎么|咋).{0,6}(?:没|不|未|停|拖|延|慢)|迟迟|(?:卡|堵)在|装不上|不能|未能|没能|停工|停摆|延误|延期|拖|烂尾|搁置|叫停|取消|中断|撤|黄了|退[稿回件]|流标|泡汤"
)
_EVENT = re.compile(
    r"流标|流产|泡汤|缩水|减产|亏损|破产|倒闭|撤资|返工|重做|塌|开裂|漏水|事故|超支|挪用|造假|违规|处罚|罚款|通报批评|反对|抗议|裁员|搬走|"
    r"不合格|未通过|被否|被骗|起诉|下架|召回|退稿|退回|驳回|否决|落选|失败"
)
"""Trouble of a kind that the text itself would tell."""
_DELAY = re.compile(
    r"烂尾|搁置|叫停|被?取消|中断|撤销|关停|关闭|停产|停工|停业|推迟|延期|改期|(?:没|未|没有|尚未)(?:建成|通车|投产|完成|开工|启用|验收)"
)
"""Trouble that a status of its own would tell."""
_TOLD_OF_ALL = frozenset({Intent.LEADER, Intent.UNIT})
_PRESUMES = re.compile(
    r"既然|怎么(?:办|处理|解决|赔|解释)|谁(?:来)?(?:出|赔|负责|承担|买单)|剩下|后来|之后|何时(?:恢复|复工)|什么时候(?:恢复|复工)"
)
"""With these, or asked why, a question takes the trouble for granted."""
_DONE = frozenset({"completed", "exceeded"})


def missing(
    question: str, plan: QueryPlan, subject: Subject | None, retrieval: Retrieval, corpus: Corpus, told: bool
) -> str | None:
    """What the question asks for that the tasks found do not hold, as a reason to refuse.

    :param subject: the thing it names.
    :param told: whether figures of the indicator asked for were found.
    """
    best = retrieval.hits[0].task
    words = anchor(question, best, corpus.texts)
    sure = bool(words) or (subject is not None and best in subject.tasks)
    near = [hit.task for hit in retrieval.hits[:_LOOKED_AT]]
    tasks = near[: 1 if sure else _LOOKED_AT]
    texts = [corpus.texts[task] for task in tasks]
    # The words that name the best task may name another as well, which tells the figure asked for.
    named = [corpus.texts[task] for task in near if task in tasks or (words and words in corpus.texts[task])]
    found = corpus.lexicon.find_things(question)
    most = most_asked(question)
    if most and not any(most in text for text in named):
        return f"表中没有写明哪一项“{most}”，也没有可以比较的数字"
    return (
        _other_time(question, tasks, corpus)
        or _elsewhere(question, texts, corpus)
        or (None if told else _without_value(question, texts, named))
        or (None if told or plan.intent in _TOLD_OF_ALL else _not_of_it(question, subject, corpus))
        or _not_of_town(question, plan, texts, corpus.scope)
        or _not_by_town(question, texts, corpus)
        or (None if found else _strange(question, retrieval, corpus))
        or (_no_trouble(question, plan, best, corpus) if sure else None)
    )


def _tells_figure_of(words: str, text: str) -> bool:
    """Whether a number stands behind some words in their sentence."""
    return any(re.search(r"\d", part.partition(words)[2]) for part in re.split(r"[。；]", text))


def _part_of_year(question: str) -> str:
    """The first part of a year (or several years) that a question names, empty where none is."""
    for time in find_times(question, ANY_YEAR):
        several = time.grain is Grain.MONTH and len(time.months) > 1 and time.bound is None
        if time.grain in _PARTS or several:
            return question[time.start : time.end]
    return ""


def _other_time(question: str, tasks: Sequence[str], corpus: Corpus) -> str | None:
    """Another year, or a part of the year, of which the reports tell nothing."""
    texts = [corpus.texts[task] for task in tasks]
    for words, year in years_named(question, corpus.scope.years).items():
        if not _told_of_year({words, f"{year}年"}, question, texts, corpus):
            return f"表中没有写 {year} 年的情况"
    period = _part_of_year(question)
    if period and re.search(r"多少|几|增速|增长|完成", question):
        reports = [fold(report.narrative.value) for task in tasks for report in corpus.tasks[task].reports]
        told = [text for text in (*reports, *texts[:1]) if _tells_figure_of(period, text)]
        if not told:
            return f"表中没有写“{period}”的数字"
    return None


_EVERYWHERE = 0.25


def _told_of_year(named: set[str], question: str, texts: Sequence[str], corpus: Corpus) -> bool:
    """Whether a sentence tells of a year, and, where a figure is asked for, of what it is to measure."""
    about = {
        word
        for word in (tokenize(question) if AMOUNT.search(question) else ())
        if len(word) > 1 and not re.search(r"\d|年", word) and corpus.lexicon.share(word) < _EVERYWHERE
    }
    sentences = (part for text in texts for part in re.split(r"[。；;]", text) if any(year in part for year in named))
    return any(not about or any(word in sentence for word in about) for sentence in sentences)


def _elsewhere(question: str, texts: Sequence[str], corpus: Corpus) -> str | None:
    for place in places_named(question, corpus.scope):
        # 北京来的人 is no question about Beijing; 太仓现在有几家 is one about Taicang.
        if re.match(rf"{place}(?![来人])", question) and not any(place in text for text in texts):
            return f"本库只有{'、'.join(sorted(corpus.scope.counties))}的表，没有写“{place}”的情况"
    return None


_BUILDER = re.compile(
    r"哪家(?:公司|企业|单位|施工队)?(?:来|去|负责)?(?:中标|承建|施工|承包|建的|做的)|(?:中标|承建|施工)(?:单位|公司|方)(?:是|叫)?(?:谁|哪)"
)


def _without_value(question: str, texts: Sequence[str], named: Sequence[str]) -> str | None:
    """A measure, attribute or builder asked for that the texts do not tell.

    :param named: the texts of all tasks near that the question's own words name.
    """
    asked = lacks(question, texts) or untold_attribute(question, named) or untold_kind(question, named)
    builder = _BUILDER.search(question)
    if builder and not any(re.search(r"公司|集团|中标|承建", text) for text in texts):
        asked = builder.group(0)
    return f"表中没有写明“{asked}”" if asked else None


_NUMBER = re.compile(r"\d")
_FIGURE = re.compile(r"\d(?![\d.]{0,12}[年月日号])")
"""A number that is no date."""
_OF_A_PLACE = (
    r"[市县区]?(?:现在|目前|今年|当年|20\d\d|全[市县区]|有多少|有几|的(?:人均|财政|居民|农民|人口|面积|产值|企业|收入))"
)
"""What follows a place of which something is asked; in 南沙港铁路, 昆山学习 it only names or describes."""


def _not_of_town(question: str, plan: QueryPlan, texts: Sequence[str], scope: Scope) -> str | None:
    """A figure asked of a town or of another county, where only the county's is told."""
    towns = [link.label for link in plan.linked if link.kind == "Town"]
    others = [place for place in places_named(question, scope) if re.search(place + _OF_A_PLACE, question)]
    if not (towns or others) or not AMOUNT.search(question):
        return None
    figure = MONEY if asks_money(question) else _NUMBER if towns else _FIGURE
    towns += others
    sentences = (part for text in texts for part in re.split(r"[。；;]", text) if figure.search(part))
    bases = [Town("", town).base for town in towns]
    told = [sentence for sentence in sentences if any(base in sentence for base in bases)]
    if told and not untold_attribute(question, told):
        return None
    return f"表中没有写{'、'.join(towns)}的这项数字"


_BY_TOWN = re.compile(
    r"[各每]个?(?:镇|乡镇|街道)|(?:镇街|镇\(街(?:道)?\)|乡镇)(?:各自|分别|都|的?排)|[十\d]个?(?:镇街?|乡镇|街道)|哪个?(?:镇|乡镇|街道)"
)
_RANKED = re.compile(r"排(?:个|一下)?(?:名|序|行)|最[高低多少大小快慢]|第一|各自|分别|多少")


def _not_by_town(question: str, texts: Sequence[str], corpus: Corpus) -> str | None:
    """A figure asked town by town, where no sentence tells those of two towns."""
    if not _BY_TOWN.search(fold(question)) or not _RANKED.search(question):
        return None
    sentences = (part for text in texts for part in re.split(r"[。；;]", text) if re.search(r"\d", part))
    by_town = any(sum(town in sentence for town in corpus.scope.towns) > 1 for sentence in sentences)
    return None if by_town else "表中没有分镇（街）写这项数字"


def _not_of_it(question: str, subject: Subject | None, corpus: Corpus) -> str | None:
    """What is asked of a thing by name and its tasks do not tell."""
    if subject is None:
        return None
    noun = untold_noun(question, subject.end, [corpus.texts[task] for task in subject.tasks])
    return f"表中写到“{subject.words}”，没有写明“{noun}”" if noun else None


_SHORT = 22
_FACILITY = re.compile(r"[园馆院站场库港桥厂塔]$|中心$|马拉松$")
_NUMBERED_SCHOOL = re.compile(r"[\u4e00-\u9fff]{2}[一二三四五六七八九十][小中](?![\u4e00-\u9fff]?(?:时|分|天|年|个))")


def _strange(question: str, retrieval: Retrieval, corpus: Corpus) -> str | None:
    """A short question about what the table never names: a facility (殡仪馆), or a noun wholly strange to it.

    Long stories hold many such words by the way, so they are left to retrieval.
    """
    if len(question) > _SHORT or re.search(r"[,，。;；]", question):
        return None
    school = _NUMBERED_SCHOOL.search(question)
    if school and not corpus.lexicon.is_written(school.group(0)):
        return f"表中没有提到“{school.group(0)}”"
    for word, tag in tagged(question):
        facility = tag[0] == "n" and _FACILITY.search(word) and _is_unwritten(word, corpus)
        # 电线厂: whoever makes 电线 or 电缆 may be meant.
        made = word[-1] == "厂" and corpus.lexicon.is_written(word[:-1])
        if facility and not made and not corpus.lexicon.find(word):
            return f"表中没有提到“{word}”"
    foreign = foreign_noun(question, corpus) if retrieval.dense else None
    if foreign and corpus.refusal_thresholds.far_with_foreign_noun(
        len(question), nearness(retrieval), retrieval.coverage
    ):
        return f"表中没有提到“{foreign}”"
    return None


def foreign_noun(question: str, corpus: Corpus) -> str | None:
    """The first noun of a question that is wholly strange to the table and to everyday speech about such tables."""
    words = (word for word, tag in tagged(question) if tag in {"n", "nz"} and _is_unwritten(word, corpus))
    return next((word for word in words if _is_foreign(word, corpus)), None)


def _is_unwritten(word: str, corpus: Corpus) -> bool:
    """Whether a long word of the dictionary stands neither in the table nor in everyday speech."""
    known = corpus.lexicon.is_written(word) or official_terms(word)
    return len(word) > 2 and is_word(word) and not known


def _is_foreign(word: str, corpus: Corpus) -> bool:
    """Whether neither a word nor any two of its characters together stand in the table or in everyday speech."""
    pairs = (word[i : i + 2] for i in range(len(word) - 1))
    return not any(map(corpus.lexicon.is_written, pairs)) and not official_terms(word)


def _no_trouble(question: str, plan: QueryPlan, task: str, corpus: Corpus) -> str | None:
    """Why something is late that the table calls completed, without a word of trouble."""
    overall = corpus.hit(task, "direct", 1.0, "").status
    concept = concept_of(overall) if overall else None
    done = concept is not None and concept.key in _DONE
    text = corpus.texts[task]
    presumed = bool(plan.why or _PRESUMES.search(question))
    for pattern in (_EVENT, *((_DELAY,) if done and presumed else ())):
        trouble = pattern.search(question)
        if trouble and trouble.group(0) not in text:
            return f"表中没有写〔{task}〕“{trouble.group(0)}”，其状态是“{overall or '未写明'}”"
    if plan.why and _NOT_DONE.search(question) and done and not corpus.reasons([task]):
        return f"〔{task}〕在表中的状态是“{overall}”，没有写未完成或受阻的原因"
    return None
