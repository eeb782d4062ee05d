"""``hetu eval``: question files asked and scored, lots left out of what is fitted to them, the rows of the word lists counted."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from graph.errors import QuestionFileError
from qa.evaluation.asking import Scored, ask_all, source_text
from qa.evaluation.leaving_out import LeavingOut
from qa.evaluation.question_files import lots_of, read_questions
from qa.evaluation.rule_report import SELDOM, row_uses
from qa.evaluation.strict_scoring import Verdict
from qa.evaluation.summary import Summary, lot_score, summary_of, times

if TYPE_CHECKING:
    from qa import Hetu

ALL = "all"
_VERDICTS = {
    Verdict.RIGHT: "对",
    Verdict.PARTLY: "部分",
    Verdict.REFUSED: "误拒",
    Verdict.WRONG: "错",
    Verdict.MISLEADING: "误导",
}
_FIGURES = {
    "macro": "各类平均",
    "set_f1": "集合 F1",
    "semantic_ndcg@10": "语义 nDCG@10",
    "right": "全对",
    "misleading": "误导",
    "needs_all_right": "各种问法都对的需求",
    "length_median": "回答字数中位数",
    "false_refusals": "误拒率",
    "grounded": "依据在原文",
    "errors": "程序出错",
    "p50_ms": "p50 毫秒",
    "p95_ms": "p95 毫秒",
}


def evaluate(kg: Hetu, paths: Sequence[Path], leave_out: str | None = None, *, rules: bool = False) -> Summary:
    """Ask every question of some files and score the answers, lot by lot.

    The figures of one lot stand at the top, those of several under ``lots``.

    :param leave_out: a lot that is also asked with everything fitted without it (``left_out``), or :data:`ALL`.
    :param rules: whether to count what each row of the word lists was used for (``rules``).
    :raises qa.evaluation.question_files.QuestionFileError: a file is no question file, or there is no such lot.
    """
    lots = lots_of([question for path in paths for question in read_questions(path)])
    if leave_out not in {None, ALL, *lots}:
        raise QuestionFileError(f"没有“{leave_out}”这一批问题，有：{'、'.join(lots)}")
    chosen = [] if leave_out is None else list(lots) if leave_out == ALL else [leave_out]
    leaving = LeavingOut(kg.corpus, lambda sentence: tqdm.write(sentence, file=sys.stderr))
    kg.warm()
    with ExitStack() as stack:
        if any(leaving.concerns(lot) for lot in chosen):
            kg = stack.enter_context(leaving.using(leaving.on_all()))
        seen = {lot: ask_all(kg, questions, f"提问 {lot}", rows=rules) for lot, questions in lots.items()}
    source = source_text(kg)
    summaries = [{"lot": lot, **summary_of(scored, source)} for lot, scored in seen.items()]
    every = [one for scored in seen.values() for one in scored]
    told = summaries[0] if len(summaries) == 1 else {"questions": len(every), **times(every), "lots": summaries}
    if chosen:
        told["left_out"] = [_compared(lot, seen[lot], leaving.compared(lot, seen[lot])) for lot in chosen]
    if rules:
        told["rules"] = [
            {"table": use.table, "row": use.row, "says": use.says, "questions": use.questions, "right": use.right}
            for use in row_uses(every)
        ]
    return told


def _compared(lot: str, seen: Sequence[Scored], unseen: Sequence[Scored] | None) -> Summary:
    """A lot's score with it and without it; the same where nothing is fitted to it."""
    again = seen if unseen is None else unseen
    pairs = list(zip(seen, again, strict=True))
    return {
        "lot": lot,
        "questions": len(seen),
        "fitted": unseen is not None,
        "seen": round(lot_score(seen), 3),
        "left_out": round(lot_score(again), 3),
        "semantic_ndcg@10": [_gain(seen), _gain(again)],
        "lost": [one.question.id for one, new in pairs if new.score.value < one.score.value],
        "won": [one.question.id for one, new in pairs if new.score.value > one.score.value],
    }


def _gain(scored: Sequence[Scored]) -> float | None:
    gains = [one.score.ndcg for one in scored if one.score.ndcg is not None]
    return round(sum(gains) / len(gains), 3) if gains else None


def as_text(told: Summary) -> str:
    """The summary for the terminal."""
    lots = told.get("lots") or [told]
    lines = [line for of in lots for line in _lot(of)]
    if len(lots) == 1:
        lines += _failures(told["failures"])
    else:
        lines.append(f"共 {told['questions']} 题，p50 {told['p50_ms']} 毫秒，p95 {told['p95_ms']} 毫秒")
    for name, shown in _TABLES.items():
        if name in told:
            lines += ["", *shown(told[name])]
    return "\n".join(lines)


def _lot(of: Summary) -> Iterator[str]:
    yield f"{of['lot']}：{of['questions']} 个问题"
    for kind, told in of.get("kinds", {}).items():
        low, high = told["interval"]
        yield f"{kind:16} {told['score']:.3f}  [{low:.3f}, {high:.3f}]  {told['n']} 题"
    for group, told in of.get("groups", {}).items():
        counts = "  ".join(f"{name} {told[verdict.name.lower()]}" for verdict, name in _VERDICTS.items())
        yield f"{group:16} {told['n']:4} 题  {counts}"
    for key, name in _FIGURES.items():
        if of.get(key) is not None:
            yield f"{name}：{'/'.join(map(str, of[key])) if isinstance(of[key], list) else of[key]}"


def _failures(failures: Sequence[Summary]) -> Iterator[str]:
    if failures:
        yield "未得满分的："
    for one in failures:
        verdict = _VERDICTS[Verdict[one["verdict"].upper()]] if "verdict" in one else f"{one['score']:.2f}"
        yield f"  {verdict} {one['id']} {one['kind']} {one['question'][:40]}：{one['wrong']}"


def _left_out(rows: Sequence[Summary]) -> Iterator[str]:
    yield f"{'批':20} {'题':>4}  {'参与拟合':>6}  {'不参与':>6}  {'变差':>4} {'变好':>4}"
    for row in rows:
        note = "" if row["fitted"] else "  （没有用它拟合过什么）"
        changed = f"{len(row['lost']):6} {len(row['won']):6}"
        yield f"{row['lot']:20} {row['questions']:5} {row['seen']:10.3f} {row['left_out']:9.3f} {changed}{note}"


def _rules(rows: Sequence[Summary]) -> Iterator[str]:
    yield f"用得少（不超过 {SELDOM} 题）或从未答对的词表行（用到的题数，其中答对）："
    for table in dict.fromkeys(row["table"] for row in rows):
        of = [row for row in rows if row["table"] == table]
        shown = [row for row in of if row["questions"] <= SELDOM or not row["right"]]
        unused = sum(not row["questions"] for row in of)
        yield f"{table}.csv：{len(of)} 行，{unused} 行没有用到，另有 {len(shown) - unused} 行用得少或从未答对"
        for row in shown:
            yield f"  第 {row['row']:3} 行 {row['questions']:4} {row['right']:4}  {row['says']}"


_TABLES: dict[str, Callable[[Any], Iterator[str]]] = {"left_out": _left_out, "rules": _rules}


def as_json(told: Summary) -> str:
    """The summary as JSON."""
    return json.dumps(told, ensure_ascii=False)
