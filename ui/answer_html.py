"""Answers as HTML for the page: every task, thing and query in them is a link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from urllib.parse import urlencode

from markupsafe import Markup, escape

from graph.language.text import shortened
from qa import Hetu
from qa.answering.answer import PLANNED, REPORTED, Answer
from qa.plan import QueryPlan
from ui.answer_files import ADDRESS, asking
from ui.browse import address
from ui.chips import chips_html, group_choice
from ui.marking import marked, telling_words
from ui.pages import piece, status_badge
from ui.render import where
from ui.resources import path_of
from ui.source_page import source_address

_TASK = re.compile(r"〔(?P<id>[^〔〕]{1,20})〕")
_LISTED = re.compile(r"^- 〔(?P<id>[^〔〕]{1,20})〕")
_TITLE = 36
"""Characters of a title over its evidence."""
_REMARK = re.compile(r"^（.*）$")
_GROUP = re.compile(r"^(?:另列.+ \d+ 项|其他可能相关|最接近的任务（未必相关）)：$")
_COUNTED = re.compile(r"^(?P<label>[^。：]{1,60})：(?P<count>\d+) 项$")
"""How many tasks a town, unit, leader … has."""
_NAMING = frozenset({"分管领导", "责任单位"})
_APART = re.compile(r"^另列")
_FACT = re.compile(rf"^(?P<name>状态|分管领导|责任单位|完成时间栏|{PLANNED}|{REPORTED}|原文)：(?P<value>.+)$")


def answer_html(answer: Answer, kg: Hetu) -> str:
    """How the question was understood, then the answer, its tasks as rows."""
    kind = "refusal" if answer.refused else "answer"
    body = Markup("").join(_grouped(answer, kg))
    return Markup('<div class="hetu-{}" lang="zh-CN">{}{}</div>').format(
        kind, chips_html(answer.plan, answer.refused), body
    )


def _grouped(answer: Answer, kg: Hetu) -> Iterator[Markup]:
    """The lines as paragraphs; what is listed apart (集体单位, 文字提到) folded up under its count."""
    waiting = answer.answer.split("\n")
    most = max((int(counted["count"]) for line in waiting if (counted := _COUNTED.match(line))), default=0)
    while waiting:
        line = waiting.pop(0)
        counted = _COUNTED.match(line)
        if counted:
            yield _bar(answer.plan, counted["label"], int(counted["count"]), most)
            continue
        if not _GROUP.match(line):
            yield _line(line, kg)
            continue
        members = list(takewhile(lambda one: one.startswith("- "), waiting))
        del waiting[: len(members)]
        # What is offered beside one answer is short and wanted; 63 tasks of all towns are neither.
        state = Markup("" if _APART.match(line) else " open")
        inside = Markup("").join(_line(one, kg) for one in members)
        yield Markup('<details class="hetu-group"{}><summary>{}</summary>{}</details>').format(
            state, line.removesuffix("："), inside
        )


def _bar(plan: QueryPlan, label: str, count: int, most: int) -> Markup:
    """A count as a bar beside the others, which leads to the tasks behind it."""
    choice = group_choice(plan, label)
    name = Markup('<a href="{}">{}</a>').format(address(choice), label) if choice else label
    share = round(100 * count / max(1, most), 1)
    return Markup('<p class="hetu-count"><span>{}</span><b>{} 项</b><i style="width: {}%"></i></p>').format(
        name, count, share
    )


def _line(line: str, kg: Hetu) -> Markup:
    listed = _LISTED.match(line)
    task = kg.corpus.tasks.get(listed["id"]) if listed else None
    if task and line.startswith(f"- 〔{task.id}〕{task.title.value}"):
        due = "、".join(dict.fromkeys(deadline.text for deadline in task.deadlines))
        facts = " · ".join(filter(None, (task.lead_unit and f"{task.lead_unit}牵头", due, "原表")))
        hit = kg.corpus.hit(task.id, "direct", 1.0, "")
        return Markup('<p class="hetu-task">{} {} <small>{}<a href="{}">第 {} 行</a></small></p>').format(
            _link(task.id, kg, f"〔{task.id}〕{task.title.value}"),
            status_badge(hit.status or ""),
            facts,
            source_address(task.document, task.lines),
            task.lines[0],
        )
    if listed:
        return Markup("<p>{}</p>").format(Markup("").join(_linked(line.removeprefix("- "), kg)))
    fact = _FACT.match(line)
    if fact:
        return _fact(fact["name"], fact["value"], kg)
    css = ' class="hetu-remark"' if _REMARK.match(line) else ""
    return Markup("<p{}>{}</p>").format(Markup(css), Markup("").join(_linked(line, kg)))


def _fact(name: str, value: str, kg: Hetu) -> Markup:
    """What the table says of a task in one of its columns, or a stretch of its text."""
    if name == "原文":
        return Markup("<blockquote>{}</blockquote>").format(value)
    if name == "状态":
        said = Markup(" ").join(map(status_badge, value.split("、")))
    elif name in _NAMING:
        said = Markup("、").join(_entity(one, kg) for one in value.split("、"))
    else:
        said = Markup("").join(_linked(value, kg))
    return Markup('<p class="hetu-fact"><b>{}：</b>{}</p>').format(name, said)


def _entity(written: str, kg: Hetu) -> Markup:
    """A unit, town or leader as a link, with the role or office behind it."""
    name, bracket, rest = written.partition("（")
    key = kg.corpus.actors.get(name)
    return Markup('<a href="/page/{}">{}</a>{}{}').format(key, name, bracket, rest) if key else escape(written)


def _linked(line: str, kg: Hetu) -> Iterator[Markup]:
    end = 0
    for match in _TASK.finditer(line):
        if match["id"] in kg.corpus.tasks:
            yield escape(line[end : match.start()])
            yield _link(match["id"], kg, match.group(0))
            end = match.end()
    yield escape(line[end:])


def _link(task: str, kg: Hetu, words: str) -> Markup:
    return Markup('<a href="/page/{}">{}</a>').format(kg.corpus.keys[task], words)


def evidence_html(answer: Answer, kg: Hetu) -> str:
    """The evidence, folded up under its task, each piece with its line, the question's words marked."""
    if not answer.evidence:
        return '<p class="hetu-none">没有可引用的原文。</p>'
    words = telling_words(answer.question, kg)
    whys = {hit.id: hit.why for hit in answer.tasks if hit.scope != "semantic"}
    pieces: dict[str, list[tuple[Markup, str, str]]] = {}
    for one in answer.evidence:
        at = source_address(one.document, one.lines, answer.question)
        pieces.setdefault(one.task, []).append((marked(one.text, words), where(one.lines, one.document), at))
    by_task = [
        (task, shortened(kg.corpus.tasks[task].title.value, _TITLE), kg.corpus.keys[task], whys.get(task, ""), own)
        for task, own in pieces.items()
    ]
    return piece("answer_evidence.html", by_task=by_task)


def understood_html(answer: Answer) -> str:
    """How the question was understood: chips, and the query that ran, ready for the editor."""
    chips = Markup("").join(Markup('<span class="hetu-chip">{}</span>').format(chip) for chip in answer.plan.chips)
    how = chips or Markup('<span class="hetu-chip">没有识别出限定条件，按意思检索</span>')
    query = (
        Markup('<p><a href="/query?{}">在查询编辑器里运行这条 SPARQL</a></p><pre>{}</pre>').format(
            urlencode({"query": answer.sparql}), answer.sparql
        )
        if answer.sparql
        else ""
    )
    return Markup(
        '<div class="hetu-understood">{}</div>{}<p class="hetu-time">用时 {} 毫秒　'
        '<a href="{}.json?{}">这个答案的 JSON</a></p>'
    ).format(how, query, f"{answer.elapsed_ms:.0f}", ADDRESS, asking(answer.question))


def related_html(answer: Answer, base: str) -> str:
    """The related entities as links, each with the path that explains it.

    :param base: what the IRIs of the build begin with.
    """
    if not answer.related:
        return '<p class="hetu-none">没有相关实体。</p>'
    items = (
        Markup(
            '<li><a class="hetu-chip" href="{}">{}<small> {}</small></a><span class="hetu-why">{}</span></li>'
        ).format(path_of(r.iri, base) or r.iri, r.label, r.type, r.why)
        for r in answer.related
    )
    return Markup('<ul class="hetu-related">{}</ul>').format(Markup("").join(items))
