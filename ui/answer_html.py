"""Answers as HTML for the page: every task, thing and query in them is a link."""

from __future__ import annotations

from urllib.parse import urlencode

from markupsafe import Markup

from graph.language.text import shortened
from qa import Hetu
from qa.answering.answer import Answer
from qa.limits import MAX_BYTES, MOST_EARLIER
from qa.understanding.logical_form import Talk
from ui.answer_files import ADDRESS, asking
from ui.answer_lines import AnswerLines
from ui.marking import marked, telling_words
from ui.pages import piece
from ui.render import where
from ui.resources import path_of
from ui.source_page import source_address

_TITLE = 36
"""Characters of a title over its evidence."""


def answer_html(answer: Answer, kg: Hetu) -> str:
    """The questions before it, the point, how the question was understood, the rest, and where to go on from it."""
    kind = "refusal" if answer.refused else "answer"
    body = Markup("").join(AnswerLines(answer, kg).html())
    return Markup('<div class="hetu-{}" lang="zh-CN">{}{}{}</div>').format(
        kind, trail_html(answer), body, _next(answer)
    )


def trail_html(answer: Answer) -> Markup:
    """The questions that an answer goes on from, each a link to its own answer; empty where there are none."""
    asked = (*answer.plan.history, answer.question)
    if len(asked) == 1:
        return Markup("")
    earlier = [(question, asking(question, asked[:number])) for number, question in enumerate(asked[:-1])]
    return Markup(piece("answer_trail.html", earlier=earlier, question=answer.question))


def _next(answer: Answer) -> Markup:
    """A field for the next question, which goes on from the answer; none under small talk and what was not looked into."""
    if answer.plan.form is None or isinstance(answer.plan.form, Talk):
        return Markup("")
    history = (*answer.plan.history, answer.question)[-MOST_EARLIER:]
    return Markup(piece("answer_next.html", history=history, longest=MAX_BYTES // 3))


def evidence_html(answer: Answer, kg: Hetu) -> str:
    """The evidence, folded up under its task, each piece with its line, the question's words marked."""
    if not answer.evidence:
        return '<p class="hetu-none">没有可引用的原文。</p>'
    words = telling_words(answer.question, kg)
    whys = {hit.id: hit.why for hit in answer.tasks if hit.scope != "semantic"}
    pieces: dict[str, list[tuple[Markup, str, str]]] = {}
    for one in answer.evidence:
        at = source_address(one.document, one.lines, answer.question)
        pieces.setdefault(one.task, []).append((marked(one.text, words), where(one), at))
    by_task = [
        (task, shortened(kg.corpus.tasks[task].title.value, _TITLE), kg.corpus.keys[task], whys.get(task, ""), own)
        for task, own in pieces.items()
    ]
    return piece("answer_evidence.html", by_task=by_task)


def understood_html(answer: Answer) -> str:
    """How the question was understood: in a sentence, as chips, and the query that ran, ready for the editor."""
    chips = Markup("").join(Markup('<span class="hetu-chip">{}</span>').format(chip) for chip in answer.plan.chips)
    how = Markup("<p>{}</p>").format(answer.understood) if answer.understood else Markup("")
    how += chips or Markup('<span class="hetu-chip">没有识别出限定条件，按意思检索</span>')
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
    ).format(how, query, f"{answer.elapsed_ms:.0f}", ADDRESS, asking(answer.question, answer.plan.history))


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
