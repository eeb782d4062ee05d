"""``hetu eval``: a question file asked and scored, kind by kind."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from graph.language.text import fold
from qa.evaluation.scoring import SETS, Question, Score, interval, percentile, read_questions, score, ungrounded

if TYPE_CHECKING:
    from qa import Hetu
    from qa.answering.answer import Answer


def evaluate(kg: Hetu, path: Path) -> dict[str, Any]:
    """Ask every question of a file and score the answers.

    :raises qa.evaluation.scoring.QuestionFileError: the file is no question file.
    """
    questions = read_questions(path)
    kg.ask(questions[0].question)  # what is loaded once is no part of the warm time
    asked = [(q, kg.ask(q.question)) for q in tqdm(questions, desc="提问", file=sys.stderr, disable=None)]
    scored = [(question, answer, score(question, answer)) for question, answer in asked]
    return _summary(scored, _source(kg))


def _source(kg: Hetu) -> str:
    """The folded text of the sources that can still be read."""
    paths = [Path(source.path) for source in kg.build.manifest.sources]
    return "".join(fold(path.read_text(encoding="utf-8", errors="ignore")) for path in paths if path.is_file())


def _summary(scored: list[tuple[Question, Answer, Score]], source: str) -> dict[str, Any]:
    kinds: dict[str, list[float]] = defaultdict(list)
    for question, _, result in scored:
        kinds[question.kind].append(result.value)
    means = {kind: sum(values) / len(values) for kind, values in kinds.items()}
    answerable = [answer for question, answer, _ in scored if question.kind != "unanswerable"]
    sets = [value for kind in SETS for value in kinds.get(kind, ())]
    gains = [result.ndcg for _, _, result in scored if result.ndcg is not None]
    evidence = sum(len(answer.evidence) for _, answer, _ in scored)
    loose = [text for _, answer, _ in scored for text in (ungrounded(answer, source) if source else ())]
    times = [answer.elapsed_ms for _, answer, _ in scored]
    return {
        "questions": len(scored),
        "kinds": {
            kind: {
                "n": len(values),
                "score": round(means[kind], 3),
                "interval": [round(x, 3) for x in interval(values)],
            }
            for kind, values in kinds.items()
        },
        "macro": round(sum(means.values()) / len(means), 3),
        "set_f1": round(sum(sets) / len(sets), 3) if sets else None,
        "semantic_ndcg@10": round(sum(gains) / len(gains), 3) if gains else None,
        "false_refusals": round(sum(a.refused for a in answerable) / len(answerable), 3) if answerable else None,
        "grounded": round(1 - len(loose) / evidence, 4) if evidence and source else None,
        "evidence_items": evidence,
        "p50_ms": round(percentile(times, 0.5), 1),
        "p95_ms": round(percentile(times, 0.95), 1),
        "failures": [
            {"id": q.id, "kind": q.kind, "question": q.question, "score": round(r.value, 2), "wrong": r.wrong}
            for q, _, r in sorted(scored, key=lambda row: row[2].value)
            if r.wrong
        ],
    }


def as_text(summary: dict[str, Any]) -> str:
    """The summary for the terminal."""
    lines = [f"{summary['questions']} 个问题"]
    lines += [
        f"{kind:16} {of['score']:.3f}  [{of['interval'][0]:.3f}, {of['interval'][1]:.3f}]  {of['n']} 题"
        for kind, of in summary["kinds"].items()
    ]
    named = {
        "macro": "各类平均",
        "set_f1": "集合 F1",
        "semantic_ndcg@10": "语义 nDCG@10",
        "false_refusals": "误拒率",
        "grounded": "依据在原文",
        "p50_ms": "p50 毫秒",
        "p95_ms": "p95 毫秒",
    }
    lines += [f"{label}：{summary[key]}" for key, label in named.items() if summary[key] is not None]
    if summary["failures"]:
        lines.append("未得满分的：")
    lines += [
        f"  {f['score']:.2f} {f['id']} {f['kind']} {f['question'][:40]}：{f['wrong']}" for f in summary["failures"]
    ]
    return "\n".join(lines)


def as_json(summary: dict[str, Any]) -> str:
    """The summary as JSON."""
    return json.dumps(summary, ensure_ascii=False)
