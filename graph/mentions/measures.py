"""What a number measures: the noun before it or behind its unit, the subjects of 分别, the usual name of an indicator."""

from __future__ import annotations

import re
from functools import lru_cache

from graph.language.clauses import clause_start
from graph.language.segmentation import cut, tagged, word_starts
from graph.language.word_lists import rows, words
from graph.mentions.periods import time_spans
from graph.mentions.wording import is_action, is_verb
from graph.places.divisions import leading_division

_LEAD_IN = re.compile(
    r"(?:其中|(?:主要)?原因(?:是|为|在于)|另外?|同时|此外|并|且|以及|及|和|与|或|的|在|对|为|我市|全市|本市|该市|我县|全县|我区|全区|全镇|\d{1,2}[).]|争取|力争|确保|单月|已|共计|共有|共|累计|合计|总计|约|近|超|达|"
    r"有|现有|实有|目前|将|可|能|均|还|再|即|是|等|[一二三四五六七八九十]是|[-—·.:)])"
)
_FILLER = re.compile(
    r"(?:超额)?(?:累计|拟|合计|共计|总计|已|共|约|大约|近|超过|超|突破|逾|达到|达|为|是|有|至|到|仅|分别|高达|不(?:得|能)?(?:少于|低于|高于|超过|多于)|≤|≥|控制在|稳定在|"
    r"完成了?|实现|了|各|平均|均|每|剩余|设置|占|的|等|合共|总共|其余|其中|提高到|提高至|提升至|下降至|降至|提高|按|由|从|在|还款|计|:|预计|(?<!年度)计划|力争|争取|由负转正|由正转负|负增长|正增长)$"
)
_LEVEL_AGAIN = re.compile(r"(?:增加|提高|提升|上升|降低|下降|减少|回落|压减|增长)(?:到|至|为)$")
_SHORT_NOUNS = frozenset("镇村组县校点队班站")
_NOUN_END = re.compile(
    r"[,;:。!?、\n()“”《》]|(?:进行|开展|已|正在|平均|均|实现|参加|参与|获|达|完成|以上|以下|左右|为|的(?=\d)|有|用于|到|在|与|和|及|并|共|约|通过|不|到位|纳入|申报|入选|享受|由|将|占|\d|"
    r"因(?!素|涉嫌)|受(?!理|益|助|训|灾|损)|主要|尚|仍|未)"
)


def noun_before(subject: str) -> tuple[str, int]:
    """Return what is measured, out of the words before a number, and where it begins in them.

    >>> noun_before("其中规上工业增加值完成")
    ('规上工业增加值', 2)
    """
    kept = re.sub(
        r"\d{1,15}(?:\.\d{1,6})?[-—~]$", "", _LEVEL_AGAIN.sub("", subject)
    )  # the lower end of a range (3-5亿元)
    kept = kept.split("分别")[0] or kept
    while (cut := _filler_start(kept)) < len(kept):
        kept = kept[:cut]
    begin = 0
    while begin < len(kept) and (step := _lead_in_length(kept, begin)):
        begin += step
    noun = kept[begin:]
    if noun in {"和", "与", "及", "以及", "其中"}:
        return "", begin
    if noun.count("“") != noun.count("”"):
        noun = noun.strip("“”")
    return noun.strip(")") if noun.count("(") != noun.count(")") else noun, begin


def _filler_start(words: str) -> int:
    """Where words begin that say nothing of what is measured: fillers, and the time a level is told from (由去年)."""
    if filler := _FILLER.search(words):
        return filler.start()
    times = [start for start, end in time_spans(words) if end == len(words)]
    if times and (words[times[0]] in "从自" or words[: times[0]].endswith(("由", "从"))):
        return times[0] - (words[times[0]] not in "从自")
    return len(words)


def _lead_in_length(text: str, begin: int) -> int:
    rest = text[begin:]
    time = next((end for start, end in time_spans(rest) if start == 0), 0)
    if time:
        return time
    word = _LEAD_IN.match(rest)
    if rest in _indicators() or (word and word.group(0)[-1] not in "-—·.:)" and word.end() not in word_starts(rest)):
        return 0  # 达 in 达标率, 约 in 约谈, 可 in 可支配收入
    # 市 and 有 begin many nouns: they are lead-ins only as words of their own (市级…, 有效… stay).
    if word and word.group(0) in {"市", "有", "可", "能", "对", "在", "为", "和", "与", "是", "等"} and len(rest) < 5:
        return 0
    return word.end() if word else 0


def noun_after(text: str, end: int) -> tuple[str, int]:
    """Return the noun behind a unit (29家企业) and its length.

    >>> noun_after("走访29家企业,", 5)
    ('企业', 2)
    """
    rest = text[end : end + 18]
    if rest.startswith("“") and "”" in rest:  # 2118户“瓶改管”
        quoted = rest[: rest.index("”") + 1]
        return quoted, len(quoted)
    noun = rest.removeprefix("的")
    skipped = len(rest) - len(noun)
    stop = _NOUN_END.search(noun)
    noun = noun[: stop.start()] if stop else noun
    if noun in _SHORT_NOUNS:
        return noun, len(noun) + skipped
    first, tag = tagged(noun)[0] if len(noun) > 1 else ("", "")
    verb = len(first) > 1 and is_action(first) and tag != "vn"  # 养殖 in 养殖池塘 names
    return (noun, len(noun) + skipped) if first and not verb else ("", 0)


def clause_before(text: str, position: int) -> str:
    """Return the clause before the one that begins at a position (its mark stands right before it)."""
    last = max(0, position - 1)
    return text[clause_start(text, last, ",;:。!?、\n(") : last]


def with_subject(measure: str, subject: str) -> str:
    """Return a measure that is only a ratio, a total or a rate with the subject told before it.

    >>> with_subject("占比", "税收收入"), with_subject("总数", "新增规上工业企业"), with_subject("合格率", "水质")
    ('税收收入占比', '规上工业企业总数', '合格率')
    """
    if measure not in _bare() or not subject or subject.endswith(measure):
        return measure
    return core(subject) + measure


@lru_cache(maxsize=1)
def _bare() -> frozenset[str]:
    return frozenset(word for kind in ("ratio", "total", "rate") for word in measure_words(kind))


def measure_words(kind: str) -> tuple[str, ...]:
    """Return the words of one kind of ``data/names/measure_words.csv``, longest first."""
    return words("measure_words", "words", "kind", kind)


@lru_cache(maxsize=4096)
def core(measure: str) -> str:
    """Return a measure without the verbs before it and words that only count.

    >>> core("完成建设5G基站"), core("新增5G基站")
    ('5G基站', '5G基站')
    """
    tokens = cut(measure)
    while len(tokens) > 1 and (
        is_verb(tokens[0])
        or (len(tokens[0]) == 1 and is_action(tokens[0]))
        or tokens[0] in {"新增", "新", "的", "共", "全市", "我市", "全年", "累计", "建设"}
    ):
        tokens = tokens[1:]
    return re.sub(r"(?:任务|数量?|总量|目标)$", "", "".join(tokens)) or measure


def canonical(measure: str) -> str:
    """Return the usual name of an indicator; a measure that is none stays as it is.

    >>> canonical("全市规上工业增加值"), canonical("完成工业投资"), canonical("公厕")
    ('规模以上工业增加值', '工业投资', '公厕')
    """
    plain = re.sub(
        r"^(?:全市|我市|全县|全区|全年|市本级|地方|完成(?!率)|实现|其中|我县|我区|限上)+|(?:增速|增幅|增长率|总量|数量)$",
        "",
        measure,
    )
    plain = plain[len(leading_division(plain[:-1])) :]
    table = _indicators()
    return table.get(measure) or table.get(plain) or plain or measure


def other_names(indicator: str) -> tuple[str, ...]:
    """Return the other names of an indicator that counties are measured by.

    >>> other_names("地区生产总值")
    ('GDP', '生产总值', '地区生产总值(GDP)')
    """
    listed = (*rows("measures"), *rows("project_measures"))
    return next((tuple(row["aliases"].split()) for row in listed if row["name"] == indicator), ())


def shared_indicator(measure: str) -> str | None:
    """Return the common name of what counties or projects are measured by; ``None`` for a measure of no list.

    >>> shared_indicator("地区生产总值"), shared_indicator("计划总投资额"), shared_indicator("公厕")
    ('地区生产总值', '总投资', None)
    """
    return _indicators().get(measure) or _of_projects().get(measure)


def is_indicator(name: str) -> bool:
    """Whether a measure is one that counties are measured by.

    >>> is_indicator("地区生产总值"), is_indicator("公厕")
    (True, False)
    """
    return name in _indicators()


@lru_cache(maxsize=1)
def _of_projects() -> dict[str, str]:
    return {name: row["name"] for row in rows("project_measures") for name in (row["name"], *row["aliases"].split())}


@lru_cache(maxsize=1)
def _indicators() -> dict[str, str]:
    table = {row["name"]: row["name"] for row in rows("measures")}
    return table | {alias: row["name"] for row in rows("measures") for alias in row["aliases"].split()}
