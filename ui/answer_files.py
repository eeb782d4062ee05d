"""The tasks of an answer as a table on the page, and the answer as files: exactly what is on screen, at an address."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph.exports.spreadsheets import IDENTIFIER, bracketed, csv_text
from qa import Hetu
from qa.answering.answer import SCOPE_NAMES, Answer
from ui.browse import download
from ui.pages import piece
from ui.service.answering import Ask
from ui.service.clients import client_key
from ui.service.threads import WAITING

ADDRESS = "/answer"
HEADERS = ("编号", "项目名称", "状态", "牵头单位", "完成时间", "范围", "理由")
LONGEST = 2000
"""Characters of a question that an address of ours holds, and of those before it together."""


def asking(question: str, history: Sequence[str] = ()) -> str:
    """The query of an address that asks a question after others; where they are too long the oldest are left out.

    >>> asking("几项？")
    'q=%E5%87%A0%E9%A1%B9%EF%BC%9F'
    >>> asking("b", ["a" * 2000, "a"])
    'q=b&h=a'
    """
    kept = list(history)
    while sum(map(len, kept)) > LONGEST:
        del kept[0]
    return urlencode([("q", question[:LONGEST]), *(("h", one) for one in kept)])


def tasks_html(answer: Answer, kg: Hetu) -> str:
    """The tasks as a table, each a link to its page, and the addresses of the same rows as files."""
    if not answer.tasks:
        return '<p class="hetu-none">没有任务可列。</p>'
    rows = [(kg.corpus.keys[row[0]], row) for row in _rows(answer, kg)]
    scopes = Counter(SCOPE_NAMES.get(hit.scope, hit.scope) for hit in answer.tasks)
    told = "，".join(f"{scope} {count} 项" for scope, count in scopes.items())
    query = asking(answer.question, answer.plan.history)
    return piece("answer_tasks.html", rows=rows, told=told, headers=HEADERS, address=ADDRESS, query=query)


def _rows(answer: Answer, kg: Hetu) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for hit in answer.tasks:
        task = kg.corpus.tasks[hit.id]
        due = "、".join(dict.fromkeys(deadline.text for deadline in task.deadlines))
        scope = SCOPE_NAMES.get(hit.scope, hit.scope)
        rows.append((hit.id, hit.title, hit.status or "", task.lead_unit or "", due, scope, hit.why))
    return rows


class AnswerFiles:
    """``/answer.csv`` and ``/answer.json``, each with the question as ``q`` and those asked before it as ``h``."""

    def __init__(self, kg: Hetu, ask: Ask) -> None:
        self._kg = kg
        self._ask = ask

    def routes(self) -> list[Route]:
        """Both files."""
        return [Route(f"{ADDRESS}.csv", self._csv), Route(f"{ADDRESS}.json", self._json)]

    async def _asked(self, request: Request) -> Answer:
        question, history = request.query_params.get("q", ""), request.query_params.getlist("h")
        return await run_sync(self._ask, question, client_key(request.scope), history, limiter=WAITING)

    async def _csv(self, request: Request) -> Response:
        rows = ([*row, bracketed(row[0])] for row in _rows(await self._asked(request), self._kg))
        return download(csv_text([*HEADERS, IDENTIFIER], rows), "text/csv", "answer.csv")

    async def _json(self, request: Request) -> Response:
        told = (await self._asked(request)).to_json()
        return download(json.dumps(told, ensure_ascii=False, indent=1), "application/json", "answer.json")
