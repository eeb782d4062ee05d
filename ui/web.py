"""The page: Gradio, in Chinese, without any request to the outside."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
import threading
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
if importlib.util.find_spec("matplotlib") is None:
    # Gradio tries to import it twice on every event, which costs 6 % of an answer where it is not installed.
    sys.modules["matplotlib"] = None  # type: ignore[assignment]

import gradio as gr
from anyio.to_thread import run_sync
from fastapi import FastAPI
from markupsafe import Markup
from starlette.routing import Mount

from graph.errors import HetuError
from graph.sparql.query_pool import SparqlPool
from qa import Hetu
from qa.answering.answer import Answer
from qa.limits import MAX_BYTES
from ui.answer_files import tasks_html
from ui.answer_html import answer_html, evidence_html, related_html, understood_html
from ui.browse import address
from ui.downloads import Downloads
from ui.facets import Browser, Choice, facet_named
from ui.http import routes
from ui.mcp import ADDRESSES, McpServer
from ui.network import Network
from ui.pages import FOOT, NAVIGATION, piece, status_badge
from ui.service.answering import QUESTIONS_WAITING_OF_ALL, Ask
from ui.service.clients import client_key
from ui.service.headers import SafeHeaders
from ui.service.incidents import apology, incident
from ui.service.rates import Guard
from ui.service.threads import WAITING
from ui.service.uploads import Uploads

FONTS = ["system-ui", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei", "sans-serif"]
STATIC = Path(__file__).resolve().parent / "static"
_WAITING = '<div class="hetu-waiting" role="status">正在查找……</div>'
"""What stands in the place of an answer that an address asks for, until it is there."""
_QUIET = 10.0
"""Seconds after the start before what may wait is made ready."""
_SCOPES = 24
_TITLES = 4
"""Counties and years offered to be asked alone; others are named in the question."""
_TOWNS = 12
"""Towns named on the first page."""
_DOORS = {
    "/browse": "按镇、单位、领导、时间等条件筛选全部任务",
    "/graph": "看谁与什么相连，两者之间隔着什么",
    "/stats": "完成情况、各镇地图、谁与谁共事、目标与实际",
    "/tables": "加自己的表：Excel、Word、网页、PDF 都可以",
    "/data": "下载表格与图谱，查询，从程序里使用",
}
_QUEUED = 500
"""Calls of programs that may wait in Gradio's queue; they leave it at once for the workers', which are fair."""
_SESSIONS = 200
"""Visitors Gradio keeps something of, some 100 KB each (10,000 unless told); our page keeps nothing there."""
Shown = tuple[str, str, str, str, str, dict[str, Any]]


def show(kg: Hetu, ask: Ask, question: str, client: str, history: Sequence[str] = ()) -> Shown:
    """Everything the page shows for a question; what fails unforeseen is logged and told by its number.

    :param history: the questions asked before it.
    """
    try:
        return _shown(kg, ask(question, client, history))
    except HetuError as error:
        raise gr.Error(str(error)) from error
    except Exception as error:
        raise gr.Error(f"{apology(incident(error, 'page'))}。") from None


def _shown(kg: Hetu, answer: Answer) -> Shown:
    return (
        answer_html(answer, kg),
        understood_html(answer),
        evidence_html(answer, kg),
        related_html(answer, kg.corpus.base),
        tasks_html(answer, kg),
        answer.to_json(),
    )


class _Blocks(gr.Blocks):  # type: ignore[misc]  # Gradio has no types
    """Gradio's blocks; programs that post a question alone need not post that nothing was asked before it."""

    def validate_inputs(self, block_fn: Any, inputs: list[Any]) -> None:
        """Fill what is left out at the end of a call that has a beginning, then check the call."""
        if inputs:
            inputs += [None] * (len(block_fn.inputs) - len(inputs))
        super().validate_inputs(block_fn, inputs)


def page(kg: Hetu, browser: Browser, ask_of: Ask) -> gr.Blocks:
    """The page over an opened build; ``ask_of`` answers its questions."""
    with _Blocks(title="鹤图", analytics_enabled=False) as blocks:
        gr.HTML(_heading(kg))
        with gr.Row():
            question = gr.Textbox(
                label="问题",
                placeholder=f"例如：{kg.examples[0]}" if kg.examples else "请用中文提问",
                max_length=MAX_BYTES // 3,  # what is longer is refused at the door: it cannot be typed
                scale=8,
                autofocus=True,
                elem_id="hetu-question",
            )
            button = gr.Button("提问", variant="primary", scale=1, elem_id="hetu-ask")
        gr.HTML(_scopes(kg), visible=len(kg.editions) > 1)
        with gr.Column(elem_id="hetu-examples"):  # a telephone shows the first five
            gr.Examples([[example] for example in kg.examples], [question], label="可以这样问")
        gr.HTML(_overview(browser), elem_id="hetu-overview")
        gr.HTML('<div id="hetu-history"></div>')
        with gr.Row():
            with gr.Column(scale=3, min_width=320):
                answer = gr.HTML(_WAITING, label="答案", elem_id="answer")
            with gr.Column(scale=2, min_width=320, elem_id="hetu-side"), gr.Tabs():
                with gr.Tab("依据"):
                    evidence = gr.HTML(elem_id="evidence")
                with gr.Tab("任务"):
                    tasks = gr.HTML(elem_id="tasks")
                with gr.Tab("相关实体"):
                    related = gr.HTML(elem_id="related")
                with gr.Tab("如何理解问题"):
                    understood = gr.HTML(elem_id="understood")
        gr.HTML(FOOT)
        raw = gr.JSON(visible=False)  # for programs; drawing it would take longer than the answer
        earlier = gr.JSON(visible=False, label="history")
        outputs = [answer, understood, evidence, related, tasks, raw]

        async def ask(text: str, request: gr.Request, history: Any = None) -> Shown:
            """Answer a plain Chinese question about the table, cited to its lines, or refuse and say why.

            The last part of the result is the whole answer as JSON: the headline, the typed result (complete for lists and
            counts), the text, the tasks, the evidence.

            Args:
                text: the question, in Chinese
                request: who asks (given by the page)
                history: the questions asked before it, the first one first, if it goes on from them
            """
            return await run_sync(show, kg, ask_of, text, _client(request), _questions(history), limiter=WAITING)

        gr.on(
            [button.click, question.submit],
            ask,
            inputs=[question, earlier],
            outputs=outputs,
            js="(question) => window.hetuAsking(question)",
            api_name="ask",
            trigger_mode="always_last",  # a question asked while another waits is the one wanted
            show_progress_on=[answer],  # six of them took longer to draw than the answer
            queue=False,
            concurrency_limit=None,  # the workers see to it that everybody has a turn
        ).success(None, [raw], None, js="(told) => window.hetuAsked(told.question, told.plan.history)", api_name=False)

        async def from_address(request: gr.Request) -> list[Any]:
            """What the page shows for the question in its address and those before it; nothing without one."""
            asked, history = request.query_params.get("q", ""), request.query_params.getlist("h")
            return [asked, *await ask(asked, request, history)] if asked.strip() else [gr.skip()] * 7

        blocks.load(
            from_address,
            None,
            [question, *outputs],
            api_name=False,
            show_progress="hidden",
            queue=False,
        )
    return blocks


def _heading(kg: Hetu) -> str:
    """The ways to the other pages, and what is read here."""
    titles = _titles(kg)
    navigation = Markup(piece("navigation.html", navigation=NAVIGATION, here="/"))
    return Markup(
        '<div class="hetu-nav">{}</div><h1>向政府工作任务表提问</h1><p class="hetu-about">所读的表：《{}》。'
        "答案只说表里写明的内容，并注明行号；表里没有的会直说没有。完成情况是各单位自己写在表里的。</p>"
    ).format(navigation, titles)


def _titles(kg: Hetu) -> str:
    """What is read here, as far as a line has room."""
    sources = kg.build.sources
    first = "；".join(f"{source.info.title}（{source.tasks} 项任务）" for source in sources[:_TITLES])
    rest = sum(source.tasks for source in sources)
    return first if len(sources) <= _TITLES else f"{first}……共 {len(sources)} 份、{rest} 项任务"


def _scopes(kg: Hetu) -> str:
    """What a visitor may choose to ask alone: each county with a year that is open, and each county of several."""
    counties = Counter(source.info.county for source in kg.build.sources if source.info.county)
    several = [county for county, years in counties.items() if years > 1]
    buttons = Markup("").join(
        Markup('<button type="button" data-scope="{}" aria-pressed="false">{}</button>').format(scope, scope)
        for scope in [*kg.editions, *several][:_SCOPES]
    )
    told = Markup(
        '<div id="hetu-scope" role="group" aria-label="只问哪个县市、哪一年" data-counties="{}">只问：{}</div>'
    )
    return told.format("|".join(counties), buttons)


def _questions(told: Any) -> list[str]:
    """The earlier questions as a program tells them.

    :raises gradio.Error: it tells something else.
    """
    if told is None:
        return []
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
        raise gr.Error("history 应为文字的列表。")
    return told


def _client(request: gr.Request | None) -> str:
    return client_key(request.client.host if request and request.client else "unknown")


def _overview(browser: Browser) -> str:
    """What the tables hold, for somebody who has nothing to ask yet: tasks by status and town, and the other pages."""
    counted = Counter(row.first("status") for row in browser.rows if row.first("status"))
    links = Markup("").join(
        Markup('<a href="{}">{} {} 项</a>').format(address(Choice({"status": (status,)})), status_badge(status), count)
        for status, count in counted.most_common()
    )
    named = Markup("").join(
        Markup('<a href="{}">{} {} 项</a>').format(address(Choice({"town": (one.label,)})), one.label, one.count)
        for one in browser.values(Choice({}), facet_named("town"))[:_TOWNS]
    )
    doors = Markup("").join(
        Markup('<a href="{}"><b>{}</b>{}</a>').format(at, label, _DOORS[at]) for at, label in NAVIGATION if at in _DOORS
    )
    by_town = Markup("<p>从镇（街道）看起：{}</p>").format(named) if named else ""
    return Markup('<p>或者从完成情况看起：{}</p>{}<div class="hetu-doors">{}</div>').format(links, by_town, doors)


def application(
    kg: Hetu, pool: SparqlPool, rates: str | None = None, ask: Ask | None = None, uploads: Uploads | None = None
) -> FastAPI:
    """The page with everything machines ask for beside it.

    :param rates: how much one address may ask for (see :data:`ui.service.rates.PUBLIC_RATES`); ``None`` for no limit.
    :param ask: who answers questions, given with whose they are; the opened build itself when nobody is named.
    :param uploads: where tables that visitors bring go; ``None`` where nobody may bring any.
    """
    asked = ask or (lambda question, _, history=(): kg.ask(question, history=history))
    app = FastAPI(title="鹤图", docs_url=None, redoc_url=None, openapi_url=None)
    network = Network(kg)
    # The whole graph takes seconds to lay out: not while the first questions are asked.
    downloads = Downloads(kg)

    def warm() -> None:
        network.warm()
        downloads.warm()

    warming = threading.Timer(_QUIET, warm)
    warming.daemon = True
    warming.start()
    browser = Browser(kg)
    app.router.routes.extend(routes(kg, pool, network, browser, asked, uploads, downloads))
    mcp = McpServer(kg, asked, pool, network, browser)
    app.router.routes.extend(Mount(at, mcp) for at in ADDRESSES)
    blocks = page(kg, browser, asked)
    blocks.state_session_capacity = _SESSIONS
    blocks.max_threads = 2 * QUESTIONS_WAITING_OF_ALL  # so that whom the workers refuse leaves the queue at once
    blocks.queue(max_size=_QUEUED, default_concurrency_limit=None)
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        css_paths=[STATIC / "ask.css"],
        head=_head(),
        theme=_theme(),
        footer_links=[],
        show_error=False,  # a sentence of ours is shown anyway; the words of other errors are nobody's business
        ssr_mode=False,
        mcp_server=False,
    )
    # What runs here is nobody's business; programs that call ask for the first number.
    blocks.config["version"] = "6.0.0"
    _living(mounted, mcp)
    mounted.add_middleware(Guard, rates=rates)
    mounted.add_middleware(SafeHeaders)
    return mounted


def _living(app: FastAPI, mcp: McpServer) -> None:
    """Let the MCP server live as long as the application."""
    inner = app.router.lifespan_context

    @contextlib.asynccontextmanager
    async def lifespan(whole: FastAPI) -> AsyncIterator[Any]:
        async with inner(whole) as state, mcp.running():
            yield state

    app.router.lifespan_context = lifespan


def _theme() -> gr.themes.Base:
    """Gradio's theme with local fonts, its orange darkened until words on it and in it can be read (WCAG AA)."""
    theme: gr.themes.Base = gr.themes.Default(font=FONTS, font_mono=["ui-monospace", "monospace"])
    return theme.set(
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_800",
        color_accent="*primary_700",
        body_background_fill_dark="#1c1917",
        background_fill_primary_dark="#1c1917",
        background_fill_secondary_dark="#292524",
        border_color_primary_dark="#44403c",
        **{f"link_text_color{state}": "#0f5f8c" for state in ("", "_active", "_hover", "_visited")},
        **{f"link_text_color{state}_dark": "#7cc4ee" for state in ("", "_active", "_hover", "_visited")},
    )


def _head() -> str:
    """Our script, and the styles by medium: Gradio's own way to add styles binds them to elements inside its frame."""
    styles, script = ((STATIC / name).read_text(encoding="utf-8") for name in ("ask_media.css", "ask.js"))
    return f"<style>{styles}</style><script>{script}</script>"
