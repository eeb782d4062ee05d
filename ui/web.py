"""The page: Gradio, in Chinese, without any request to the outside."""

from __future__ import annotations

import os
import socket
import sys
import threading
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr
import uvicorn
from fastapi import FastAPI

from graph.errors import HetuError, ServeError
from graph.sparql_pool import SparqlPool
from qa import Hetu
from qa.answer import Answer
from ui.http import routes
from ui.network import Network
from ui.render import answer_html, evidence_html, related_html, task_rows, understood_html

EXAMPLES = (
    "发改局牵头哪些工作？",
    "李海权分管的工作有多少项？",
    "民生实事里哪些基本按进度完成？",
    "完成时间是8月底的有哪些任务？",
    "古劳镇有哪些任务？",
    "提到世运电路的任务有哪些？",
    "古劳镇和址山镇，哪个牵头的任务多？",
    "除了李海权分管的，城管局牵头的任务还剩什么？",
    "第三水厂建得怎么样了？",
    "老人看病方便了吗？",
)
FONTS = ["system-ui", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei", "sans-serif"]
CSS = """
.hetu-answer p { margin: .3em 0; line-height: 1.7 }
.hetu-refusal { border-left: 4px solid #c2410c; padding-left: .8em }
.hetu-chip { display: inline-block; margin: .2em .4em .2em 0; padding: .1em .7em; border-radius: 1em;
  border: 1px solid var(--border-color-primary); background: var(--background-fill-secondary) }
.hetu-chip small, .hetu-time, .hetu-none { opacity: .7 }
.hetu-related { list-style: none; padding: 0 } .hetu-related li { margin: .35em 0 }
.hetu-why { opacity: .8; font-size: .95em }
.hetu-evidence { margin: .3em 0 } .hetu-evidence summary { cursor: pointer }
.hetu-evidence summary span { opacity: .7; font-size: .9em }
.hetu-evidence blockquote { margin: .4em 0 .6em 1em; padding-left: .8em; white-space: pre-wrap;
  border-left: 3px solid var(--border-color-primary) }
"""
Shown = tuple[str, str, str, str, list[list[str]], dict[str, Any]]


def show(kg: Hetu, question: str) -> Shown:
    """Everything the page shows for a question."""
    try:
        answer: Answer = kg.ask(question)
    except HetuError as error:
        raise gr.Error(str(error)) from error
    return (
        answer_html(answer),
        understood_html(answer),
        evidence_html(answer),
        related_html(answer),
        task_rows(answer),
        answer.to_json(),
    )


def page(kg: Hetu) -> gr.Blocks:
    """The page over an opened build."""
    titles = "；".join(f"{t.info.title}（{len(t.tasks)} 项任务）" for t in kg.build.tables)
    with gr.Blocks(title="鹤图", analytics_enabled=False) as blocks:
        gr.Markdown(
            f"# 鹤图\n向《{titles}》提问。答案只说表里写明的内容，并注明行号；表里没有的会直说没有。"
            "　[SPARQL 查询](/query) · [词汇](/ontology) · [数据集说明](/void.ttl)"
        )
        with gr.Row():
            question = gr.Textbox(label="问题", placeholder="例如：址山镇负责哪些项目？", scale=8, autofocus=True)
            button = gr.Button("提问", variant="primary", scale=1)
        gr.Examples([[example] for example in EXAMPLES], [question], label="可以这样问")
        answer = gr.HTML(label="答案", elem_id="answer")
        with gr.Tabs():
            with gr.Tab("依据"):
                evidence = gr.HTML(elem_id="evidence")
            with gr.Tab("任务"):
                tasks = gr.Dataframe(
                    headers=["编号", "项目名称", "状态", "范围", "理由"], interactive=False, wrap=True, elem_id="tasks"
                )
            with gr.Tab("相关实体"):
                related = gr.HTML(elem_id="related")
            with gr.Tab("如何理解问题"):
                understood = gr.HTML(elem_id="understood")
            with gr.Tab("JSON"):
                raw = gr.JSON(elem_id="json", show_label=False)
        outputs = [answer, understood, evidence, related, tasks, raw]
        gr.on(
            [button.click, question.submit],
            lambda text: show(kg, text),
            inputs=[question],
            outputs=outputs,
            api_name="ask",
        )
    return blocks


def application(kg: Hetu, pool: SparqlPool) -> FastAPI:
    """The page with everything machines ask for beside it."""
    app = FastAPI(title="鹤图", docs_url=None, redoc_url=None, openapi_url=None)
    network = Network(kg)
    # The whole graph takes seconds to lay out; nobody should wait for it who only asks.
    threading.Thread(target=network.warm, daemon=True).start()
    app.router.routes.extend(routes(kg, pool, network))
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        page(kg),
        path="/",
        css=CSS,
        theme=gr.themes.Default(font=FONTS, font_mono=["ui-monospace", "monospace"]),
        footer_links=[],
        show_error=True,
        ssr_mode=False,
    )
    return mounted


def serve(kg: Hetu, host: str, port: int) -> None:
    """Open the page and wait; the models are loaded first, so that the first question is fast too."""
    listener = _listener(host, port)
    kg.ask("预热")
    with listener, SparqlPool(kg.build.folder / "store", kg.build.manifest.base_iri) as pool:
        pool.warm()
        sys.stdout.write(f"鹤图：http://{host}:{port}/　SPARQL：http://{host}:{port}/sparql\n")
        sys.stdout.flush()
        server = uvicorn.Server(uvicorn.Config(application(kg, pool), log_level="warning"))
        server.run(sockets=[listener])


def _listener(host: str, port: int) -> socket.socket:
    """The socket to listen on.

    :raises ServeError: the address is taken or not this machine's.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise ServeError(f"无法在 {host}:{port} 打开网页：{error.strerror or error}；可用 --port 换一个端口") from error
    return listener
