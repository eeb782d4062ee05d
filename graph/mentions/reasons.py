"""Why something is late, stopped or hard: problems and causes in a status report's narrative, as spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.language.clauses import clause_end, clause_start, sentence_start
from graph.language.word_lists import words

_PROBLEM = re.compile(r"存在(?:的)?(?:主要)?(?:问题|困难|不足)(?:和(?:困难|问题|不足))?:")
_CAUSE = re.compile(
    r"由于|鉴于|受限于|受制于|归因于|(?<![原基病成诱起内外主死])因(?!地制宜|素|此|而|人而|果|公牺牲|公殉职|病|村制宜|村施策|时制宜|势|应|子|特网|材施教|涉嫌|犯|企制宜|事)(?:为)?"
)
_INFLUENCE = re.compile(r"(?<![接感遭承享不])受[^,。;\n]{1,40}?(?:影响|限制|制约|冲击|拖累|掣肘)")
_RESULT = re.compile(r"导致|造成|致使|影响(?=[^,。;\n]{0,6}(?:成型|施工|进度|建设|工期|开展|推进|进展|实施))")
_STATED = re.compile(
    r"(?:主要)?(?:原因|问题|困难|症结|难点|堵点|卡点|瓶颈)(?:主要)?(?:是|为|在于|有|:)(?!否):?|究其原因[,:]?|原因(?=[一1]是|\(?[1一][)、.])"
)
_MAINLY = re.compile(
    r"(?<![\u4e00-\u9fff(])(?:[\u4e00-\u9fff]{1,2})??主要(?:是|为|系)(?!因|由于|受|用于|为了)|(?<=[亩户宗个家人条项处栋米里])主要(?:是|系)(?!因|由于|受|用于|为了)"
)
_HINDERED = re.compile(
    r"未(?!来)|不(?:同意|愿|足|到位|配合|满|具备|能|符)|无法|难|缺|滞后|异议|争议|纠纷|延[迟误期]|推迟|下滑|亏损|停[工产滞]|缓慢|阻挠"
)
_ENUMERATED = re.compile(r"\(?[1一][)、.是]")
_STUCK = re.compile(
    r"受阻于[^,。;\n]{0,16}|(?:未|没有)能?(?:就[^,。;\n]{1,16})?达成(?:一致|协议|共识)|(?:资金|经费)(?:不到位|未到位|未落实|链断裂)|缺乏资金|至今(?:仍|还)?未[^,。;\n]{1,30}|产生[^,。;\n]{1,14}问题|推进困难|资金不足|"
    r"[^,。;、:\n]{2,16}(?:难度(?:较|很)?大|阻力(?:较)?大|压力(?:较)?大|(?:进展|推进)缓慢|资金紧张|不同意[^,。;\n]{0,12}|有异议|低迷|不景气|经营困难|未获(?:批复?|得批复))|不具备[^,。;\n]{0,12}条件"
)
_PENDING = re.compile(
    r"(?:正在|尚在|仍在)?等待[^,。;:\n]{2,24}?(?:批复|审批|批准|审核|验收|结果)|尚需[^,。;:\n]{3,24}|(?:需|尚需|仍需)?待(?![遇定业命客])[^,。;:\n]{2,40}?(?:后(?!续)|再(?=[^,。;]))"
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A span of a folded narrative: ``problem`` (told after 存在问题), ``cause``, or ``pending`` (what is waited for)."""

    start: int
    end: int
    kind: str


def find_reasons(text: str) -> list[Reason]:
    """Find problems and causes in a folded narrative, in order.

    >>> text = "因资金不足,今年暂不实施。各镇因地制宜。受疫情影响,大会延期。存在问题:征地未完成。下一步抓紧。"
    >>> [(text[r.start:r.end], r.kind) for r in find_reasons(text)]
    [('因资金不足', 'cause'), ('受疫情影响', 'cause'), ('征地未完成', 'problem')]
    """
    problems = list(_problems(text))
    causes = [reason for reason in _causes(text) if not _inside(reason, problems)]
    results = [reason for reason in _results(text) if not _inside(reason, [*problems, *causes])]
    stuck = [
        reason
        for m in _STUCK.finditer(text)
        if not _inside(reason := Reason(m.start(), m.end(), "problem"), [*problems, *causes, *results])
    ]
    known = [*problems, *causes, *results, *stuck]
    pending = [reason for reason in _pending(text) if not _inside(reason, known)]
    return sorted([*known, *pending], key=lambda reason: reason.start)


def find_stated(text: str) -> list[Reason]:
    """The problems of a folded text that tells nothing else (a column of problems): each of its sentences.

    >>> [(one.start, one.end, one.kind) for one in find_stated("因资金不足,停工;征地未完成。")]
    [(0, 8, 'problem'), (9, 14, 'problem')]
    """
    found, start = [], 0
    while start < len(text):
        end = clause_end(text, start, "。;!?\n")
        if end > start:
            found.append(Reason(start, end, "problem"))
        start = end + 1
    return found


def _problems(text: str) -> Iterator[Reason]:
    for match in _STATED.finditer(text):
        end = clause_end(text, match.end(), "。!?\n" if _ENUMERATED.match(text, match.end()) else "。;!?\n")
        if not _PROBLEM.search(text, match.start() - 4 if match.start() > 4 else 0, match.end()) and end > match.end():
            yield Reason(match.end(), end, "problem")
    for match in _MAINLY.finditer(text):
        end = clause_end(text, match.end(), "。;!?\n")
        if _HINDERED.search(text, match.end(), end):
            yield Reason(match.end(), end, "problem")
    for match in _PROBLEM.finditer(text):
        paragraph = text.find("\n", match.end())
        end = paragraph if paragraph >= 0 else len(text)
        steps = [place for word in _words("next") if (place := text.find(word, match.end(), end)) >= 0]
        end = min(steps, default=end)
        while end > match.end() and text[end - 1] in "。;, ":
            end -= 1
        if end > match.end():
            yield Reason(match.end(), end, "problem")


def _causes(text: str) -> Iterator[Reason]:
    last = 0
    found = sorted([*_CAUSE.finditer(text), *_INFLUENCE.finditer(text)], key=lambda match: match.start())
    for match in found:
        if match.start() < last or not _tells_trouble(text, match.start()):
            continue
        influence = match.group(0).startswith("受") and not match.group(0).startswith(("受限", "受制"))
        end = match.end() if influence else _cause_end(text, match.end())
        if end - match.end() > 1 or influence:
            yield Reason(match.start(), end, "cause")
            last = end


def _cause_end(text: str, start: int) -> int:
    """A cause ends with its clause, or before the word that begins its effect."""
    end = clause_end(text, start, ",;。!?\n")
    inner = text[start:end]
    while inner.count(")") > inner.count("("):
        inner = inner[: inner.rfind(")")]
    end = start + len(inner)
    late = max(map(inner.rfind, ("延期", "推迟", "暂")))  # 影响 ends a cause only where a delay follows it
    effects = re.finditer(r"(?:而)?(?:需要?重新|导致|造成|致使)|(?<=影响)", inner)
    effect = next((match for match in effects if match.group(0) or match.start() <= late), None)
    return start + effect.start() if effect and effect.start() > 2 else end


def _tells_trouble(text: str, position: int) -> bool:
    sentence = text[sentence_start(text, position) : clause_end(text, position, "。!?\n")]
    if text.startswith(_words("formal"), position):
        return True
    before = text[clause_start(text, position) : position]
    return _holds(sentence, "trouble") and not _holds(before, "averted")


def _words(kind: str) -> tuple[str, ...]:
    """The words of one kind of ``data/names/reason_words.csv``."""
    return words("reason_words", "words", "kind", kind)


def _holds(text: str, kind: str) -> bool:
    return any(word in text for word in _words(kind))


def _results(text: str) -> Iterator[Reason]:
    """Clauses that say what held something up: 土地未征收,导致施工滞后."""
    for match in _RESULT.finditer(text):
        start = clause_start(text, match.start(), ",;:。!?、\n(")
        if start == match.start() or (match.group(0) == "影响" and start == match.start()):
            start = clause_start(text, max(0, start - 1), ",;:。!?\n(") if start and text[start - 1] == "," else start
        clause = text[start : clause_end(text, match.end(), ",;。!?\n)")]
        if _holds(clause, "failed") and not text[:start].endswith("受"):
            yield Reason(start, start + len(clause), "cause")


def _pending(text: str) -> Iterator[Reason]:
    for match in _PENDING.finditer(text):
        if not re.search(r"[期等对招接优善]$", text[: match.start()]):
            yield Reason(match.start(), match.end(), "pending")


def _inside(reason: Reason, others: list[Reason]) -> bool:
    return any(reason.start < other.end and other.start < reason.end for other in others)
