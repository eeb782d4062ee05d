"""The command line: ``hetu build | ask | chat | export | stats | check | serve | eval | model``."""

from __future__ import annotations

import argparse
import codecs
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from graph.rdf.media import FLAT_FORMATS, RDF_FORMATS, RESULT_FORMATS, TRIPLE_FORMATS
from graph.storage.build_folder import WAIT
from graph.storage.file_manifest import reason
from ui.terminal import guarded, make_writable, say, write_whole

if TYPE_CHECKING:
    from embeddings.builds import Build
    from graph.tables.reading_options import ReadingOptions
    from qa import Hetu
    from ui.progress import ProgressBars

DEFAULT_SOURCE = Path("data/heshan-2022.txt")
DEFAULT_BUILD = Path("data/build")
SPARQL_FORMATS = {**RESULT_FORMATS, **TRIPLE_FORMATS}
FORMATS = (*RDF_FORMATS, *FLAT_FORMATS)
Subcommands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked, 1 with one sentence on standard error when it could not."""
    make_writable()
    options = _parser().parse_args(arguments)
    return guarded(lambda: int(options.run(options)), options.command)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hetu", description="鹤图：政府重点工作表的知识图谱与问答")
    commands = parser.add_subparsers(dest="command", required=True)

    _reading_commands(commands)
    _question_commands(commands)

    export = commands.add_parser("export", help="导出记录、图谱或 RDF")
    export.add_argument("--format", required=True, choices=FORMATS)
    export.add_argument("--out", type=Path, help="输出文件（默认写到标准输出）")
    _build_option(export)
    export.set_defaults(run=_export)

    stats = commands.add_parser("stats", help="按种类列出图谱里的节点和边")
    _build_option(stats)
    stats.set_defaults(run=_stats)

    check = commands.add_parser("check", help="核对记录、图谱、RDF 与索引是否一致，提及的文字是否都在原处")
    _build_option(check)
    check.set_defaults(run=_check)

    serve = commands.add_parser("serve", help="打开网页")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=7860)
    serve.add_argument(
        "--allowed-host", action="append", metavar="NAME", help="另以这个域名提供服务（可多次给出；* 表示不检查）"
    )
    serve.add_argument(
        "--allow-uploads", action="store_true", help="让别的机器上的人也能在“我的表”里加表（默认只有本机能加）"
    )
    serve.add_argument(
        "--trusted-proxy", action="append", metavar="ADDRESS", help="信任这个反向代理转来的访问者地址（可多次给出）"
    )
    _build_option(serve)
    _endpoint_option(serve)
    serve.set_defaults(run=_serve)

    _graph_commands(commands)
    _compare_command(commands)
    _model_commands(commands)
    return parser


def _question_commands(commands: Subcommands) -> None:
    """The commands that answer questions."""
    ask = commands.add_parser("ask", help="问一个问题，或用 --batch 问一批")
    ask.add_argument("question", nargs="?", help="中文问题")
    ask.add_argument("--json", action="store_true", help="输出 JSON")
    ask.add_argument(
        "--batch", type=Path, help="每行一个 {“id”,“question”,“history”} 的 JSONL 文件（history、scope 可省）"
    )
    _scope_option(ask)
    _build_option(ask)
    _endpoint_option(ask)
    ask.set_defaults(run=_ask)

    chat = commands.add_parser("chat", help="连着问：后一问可以接着前一问（其中哪些没完成？）")
    _scope_option(chat)
    _build_option(chat)
    _endpoint_option(chat)
    chat.set_defaults(run=_chat)


def _compare_command(commands: Subcommands) -> None:
    compare = commands.add_parser("compare", help="两个年份对照：延续、新列、不再列的任务，目标、单位、领导的变化")
    compare.add_argument("first", metavar="前一年", help="如“天全县2019年”；只有一个县市时写“2019年”")
    compare.add_argument("second", metavar="后一年")
    compare.add_argument("--json", action="store_true", help="输出 JSON")
    _build_option(compare)
    compare.set_defaults(run=_compare)


def _model_commands(commands: Subcommands) -> None:
    """The commands that make the model ready and measure it."""
    evaluation = commands.add_parser("eval", help="问带标准答案的问题，按种类打分")
    evaluation.add_argument("questions", nargs="+", type=Path, metavar="QUESTIONS.jsonl")
    evaluation.add_argument(
        "--leave-out", metavar="LOT", help="另外不用这一批问题重新拟合再问一遍（批名即文件名；all 为逐批）"
    )
    evaluation.add_argument("--rules", action="store_true", help="数一数词表的每一行用在多少题、其中多少题答对")
    evaluation.add_argument("--json", action="store_true", help="输出 JSON")
    _build_option(evaluation)
    _endpoint_option(evaluation)
    evaluation.set_defaults(run=_eval)
    model = commands.add_parser("model", help="下载并转换向量模型")
    model.add_argument("--out", type=Path, metavar="FOLDER", help="另写一份 sentence-transformers 可载入的默认模型")
    model.set_defaults(run=_model)


def _graph_commands(commands: Subcommands) -> None:
    """The commands for people who work with linked data."""
    sparql = commands.add_parser("sparql", help="运行一条 SPARQL 查询（只读）")
    sparql.add_argument("query", help="查询，或以 @ 开头的查询文件（@- 为标准输入）")
    sparql.add_argument("--format", choices=tuple(SPARQL_FORMATS), default="csv", help="结果的格式（默认 csv）")
    _build_option(sparql)
    sparql.set_defaults(run=_sparql)

    publish = commands.add_parser("publish", help="把图谱写入另一台 SPARQL 服务器（Graph Store 协议）")
    publish.add_argument("url", metavar="URL", help="服务器的 Graph Store 地址")
    publish.add_argument("--user", help="用户名；密码取自环境变量 HETU_PUBLISH_PASSWORD")
    _build_option(publish)
    publish.set_defaults(run=_publish)


def _reading_commands(commands: Subcommands) -> None:
    build = commands.add_parser("build", help="读取表格，建图谱与索引")
    build.add_argument(
        "sources",
        nargs="*",
        type=Path,
        metavar="SOURCE",
        help=f"表格、清单、文件夹或压缩包（默认 {DEFAULT_SOURCE}）：网页、Word、Excel、PDF、CSV、Markdown、文本",
    )
    build.add_argument("--no-vectors", action="store_true", help="不算向量，只按字词检索（快，用于先看一看）")
    _reading_options(build)
    build.add_argument("--out", type=_place, default=None, help="构建文件夹（默认 data/build 或 HETU_BUILD）")
    _wait_option(build)
    build.set_defaults(run=_build)

    for command, told in (("add", "往构建里加文件，其余的不重读"), ("replace", "用新内容换掉构建里同名的文件")):
        change = commands.add_parser(command, help=told)
        change.add_argument("sources", nargs="+", type=Path, metavar="FILE", help="表格、清单、文件夹或压缩包")
        _reading_options(change)
        _build_option(change)
        _wait_option(change)
        change.set_defaults(run=_changing)
    drop = commands.add_parser("remove", help="从构建里去掉文件")
    drop.add_argument("documents", nargs="+", metavar="文件名", help="hetu list 列出的名称")
    _build_option(drop)
    _wait_option(drop)
    drop.set_defaults(run=_changing)
    listing = commands.add_parser("list", help="构建里有哪些文件")
    _build_option(listing)
    listing.set_defaults(run=_list)

    inspect = commands.add_parser("inspect", help="只读不建：看文件里有哪些表、各栏怎样理解、读出哪些任务")
    inspect.add_argument("sources", nargs="+", type=Path, metavar="FILE", help="表格、清单、文件夹或压缩包")
    inspect.add_argument("--json", action="store_true", help="以 JSON 输出")
    _reading_options(inspect)
    inspect.set_defaults(run=_inspect)


def _wait_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--wait", type=float, default=WAIT, metavar="SECONDS", help=f"有别的进程在构建时最多等多少秒（默认 {WAIT:g}）"
    )


def _reading_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--county", help="文件是哪个县、市、区的（默认从标题、文件名读）")
    parser.add_argument("--year", type=int, help="文件是哪一年的")
    parser.add_argument("--title", help="文件的标题")
    parser.add_argument(
        "--columns",
        default="",
        metavar="栏名=含义,…",
        help="各栏的含义，如 包保人=leader,备注2=remark；也可写在 文件名.columns.toml 里",
    )


def _said(options: argparse.Namespace) -> ReadingOptions:
    from graph.tables.reading_options import ReadingOptions, read_columns

    return ReadingOptions(options.county, options.year, options.title, read_columns(options.columns))


def _inspect(options: argparse.Namespace) -> int:
    from ui.inspection import as_json, as_text, inspected

    read = inspected(options.sources, _said(options))
    print(as_json(read) if options.json else as_text(read))
    return 0


def _build_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--build", type=_place, default=None, help="构建文件夹（默认 data/build 或 HETU_BUILD）")


def _endpoint_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sparql-endpoint",
        metavar="URL",
        default=None,
        help="改从这个 SPARQL 1.1 端点读图谱（先用 hetu publish 写入）",
    )


def _scope_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scope", metavar="县市或年份", default="", help="打开了几个县市或年份时，只问其中一些（如“天全县2019年”）"
    )


def _place(written: str) -> Path:
    """A folder as an option names it; an empty one (an unset variable of a script) is none."""
    if not written.strip():
        raise argparse.ArgumentTypeError("文件夹的名称是空的")
    return Path(written)


def _folder(given: Path | None) -> Path:
    return given or Path(os.environ.get("HETU_BUILD") or DEFAULT_BUILD)


def _open(options: argparse.Namespace) -> Hetu:
    from qa import Hetu

    return Hetu.open(_folder(options.build), options.sparql_endpoint)


def _drawn(bars: ProgressBars) -> Callable[[Build], None]:
    """What lays out the whole graph of a build before it is put in force."""

    def finish(made: Build) -> None:
        from ui.network import keep_drawing

        bars("整张图的布局", 0, 0)
        keep_drawing(made)

    return finish


def _build(options: argparse.Namespace) -> int:
    from embeddings.builds import build
    from ui.progress import ProgressBars

    with ProgressBars() as bars:
        made = build(
            options.sources or [DEFAULT_SOURCE],
            _folder(options.out),
            bars,
            _drawn(bars),
            options.wait,
            _said(options),
            vectors=not options.no_vectors,
        )
    _report(made)
    return 0


def _changing(options: argparse.Namespace) -> int:
    from embeddings.changing import add, remove
    from ui.progress import ProgressBars

    with ProgressBars() as bars:
        out, wait = _folder(options.build), options.wait
        if options.command == "remove":
            made = remove(out, options.documents, bars, _drawn(bars), wait)
        else:
            made = add(
                out, options.sources, bars, _drawn(bars), wait, _said(options), replacing=options.command == "replace"
            )
    _list_documents(made)
    return 0


def _list(options: argparse.Namespace) -> int:
    from embeddings.builds import open_build

    with open_build(_folder(options.build)) as opened:
        _list_documents(opened)
    return 0


def _list_documents(opened: Build) -> None:
    for source in opened.sources:
        info = source.info
        where = f"{info.county or '县市不明'}　{info.year or '年份不明'}"
        print(f"{info.name}　{where}　{source.tasks} 项任务　{info.title}")
    print(f"共 {len(opened.sources)} 份文件，{sum(source.tasks for source in opened.sources)} 项任务")


def _report(made: Build) -> None:
    from embeddings.dense.model import licence_sentence
    from ui.inspection import document_lines

    for table in made.tables:
        print("\n".join(document_lines(table)))
    manifest = made.manifest
    if manifest.model:
        print(f"语段 {manifest.passages} 段，向量模型 {manifest.model}（{manifest.dimension} 维）")
        print(f"许可：{licence_sentence(manifest.model)}")
    else:
        print(f"语段 {manifest.passages} 段；没有向量，只按字词检索：{manifest.model_problem}")
    print(f"已写入 {made.folder.parent}")


def _ask(options: argparse.Namespace) -> int:
    from ui.asking import Asked, ask

    if bool(options.batch) == (options.question is not None):
        say("请给出一个问题，或用 --batch 给出问题文件")
        return 1
    return ask(
        Asked(
            options.question,
            options.batch,
            options.json,
            _folder(options.build),
            options.sparql_endpoint,
            options.scope,
        )
    )


def _chat(options: argparse.Namespace) -> int:
    from ui.chat import chat

    return chat(_folder(options.build), options.sparql_endpoint, options.scope)


def _compare(options: argparse.Namespace) -> int:
    from qa import Hetu
    from ui.terminal import json_line
    from ui.year_comparison import as_text, compared

    told = compared(Hetu.open(_folder(options.build)), options.first, options.second)
    print(json_line(told) if options.json else as_text(told))
    return 0


def _eval(options: argparse.Namespace) -> int:
    from ui.evaluation import as_json, as_text, evaluate

    summary = evaluate(_open(options), options.questions, options.leave_out, rules=options.rules)
    print(as_json(summary) if options.json else as_text(summary))
    return 0


def _export(options: argparse.Namespace) -> int:
    from ui.exports import export

    content = export(_folder(options.build), options.format, progress=bool(options.out) and sys.stderr.isatty())
    if not options.out:
        sys.stdout.buffer.write(content)
        return 0
    try:
        write_whole(options.out, content)
    except OSError as error:
        print(f"错误：无法写入 {options.out}：{reason(error)}", file=sys.stderr)
        return 1
    return 0


def _query(given: str) -> str:
    """The query as given, or that of a file named after @ (@- is standard input); no more than may be asked is read.

    :raises QueryError: it cannot be read, is too long or not UTF-8.
    """
    from graph.errors import QueryError
    from graph.sparql.canonical_text import MAX_QUERY

    if not given.startswith("@"):
        return given
    name = given[1:]
    try:
        content = _head(name, MAX_QUERY + 4)  # with the mark of UTF-8 that some editors put in front
    except (OSError, ValueError) as error:
        raise QueryError(400, f"查询文件 {name} 无法读取：{reason(error)}；请用 @文件名 或直接写出查询") from error
    content = content.removeprefix(codecs.BOM_UTF8)
    if len(content) > MAX_QUERY:
        raise QueryError(413, f"查询文件 {name} 过长：最多 {MAX_QUERY // 1024} KB")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise QueryError(400, f"查询文件 {name} 第 {line} 行：应为 UTF-8 文字，请另存为 UTF-8") from error


def _head(name: str, size: int) -> bytes:
    """The first bytes of a file, or of standard input (-).

    :raises OSError: it cannot be read.
    :raises ValueError: standard input is closed.
    """
    if name != "-":
        with Path(name).open("rb") as file:
            return file.read(size)
    if sys.stdin is None:
        raise ValueError("标准输入已关闭")
    return sys.stdin.buffer.read(size)


def _sparql(options: argparse.Namespace) -> int:
    from embeddings.builds import open_build
    from graph.sparql.query_pool import SparqlPool

    query = _query(options.query)
    opened = open_build(_folder(options.build))
    opened.verify("store/")  # a worker that finds it damaged can only end
    with SparqlPool(opened.folder / "store", opened.manifest.base_iri, size=1) as pool:
        result = pool.query(query, (SPARQL_FORMATS[options.format],))
    sys.stdout.buffer.write(result.content)
    if result.cut_at is not None:
        print(f"\n结果太多，只给出前 {result.cut_at} 条；请缩小范围或加 LIMIT、OFFSET", file=sys.stderr)
    return 0


def _publish(options: argparse.Namespace) -> int:
    from embeddings.builds import open_build
    from embeddings.opened import STORE
    from graph.sparql.remote import publish
    from graph.sparql.store_writing import described
    from ui.progress import ProgressBars

    opened = open_build(_folder(options.build))
    login = (options.user, os.environ.get("HETU_PUBLISH_PASSWORD", "")) if options.user else None
    apart = described(opened.folder / STORE, opened.manifest.base_iri)
    with ProgressBars() as bars:
        sent = publish(opened.all_quads(), options.url, bars, login, apart)
    print(f"已写入 {options.url}：{sent} 条陈述")
    return 0


def _stats(options: argparse.Namespace) -> int:
    from embeddings.builds import open_build
    from graph.knowledge.node_counts import graph_stats
    from ui.render import stats_as_text

    print(stats_as_text(graph_stats(open_build(_folder(options.build)).graph())))
    return 0


def _check(options: argparse.Namespace) -> int:
    from embeddings.checks import check_build
    from ui.render import proofs_as_text

    proofs = check_build(_folder(options.build))
    print(proofs_as_text(proofs))
    return 1 if any(proof.problems for proof in proofs) else 0


def _serve(options: argparse.Namespace) -> int:
    from ui.server import ServerOptions, addresses, serve
    from ui.service.incidents import configure

    configure()
    serve(
        _folder(options.build),
        ServerOptions(
            host=options.host,
            port=options.port,
            endpoint=options.sparql_endpoint,
            allowed_hosts=addresses(options.allowed_host),
            trusted_proxies=addresses(options.trusted_proxy),
            allow_uploads=options.allow_uploads,
        ),
    )
    return 0


def _model(options: argparse.Namespace) -> int:
    from embeddings.dense.convert import ensure_converted, write_default_folder
    from ui.progress import ProgressBars

    with ProgressBars() as bars:
        converted = ensure_converted(lambda sentence: bars(sentence, 0, 0))
    print(f"向量模型已就绪：{converted}")
    if options.out:
        write_default_folder(options.out, say)
        print(f"已写入 {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
