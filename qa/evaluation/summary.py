"""The figures of a lot: by kind of question, and over all of them."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from qa.evaluation.asking import Scored
from qa.evaluation.scoring import SETS, interval, percentile, ungrounded
from qa.evaluation.strict_scoring import Verdict

Summary = dict[str, Any]


def lot_score(scored: Sequence[Scored]) -> float:
    """The one figure of a lot: the mean of its kinds, of typed questions the share that is right."""
    if any(one.verdict is not None for one in scored):
        return sum(one.right for one in scored) / len(scored)
    means = [sum(values) / len(values) for values in _by_kind(scored).values()]
    return sum(means) / len(means)


def summary_of(scored: Sequence[Scored], source: str) -> Summary:
    """The figures of one lot.

    :param source: the folded text of the documents, in which evidence must stand.
    """
    told = _typed(scored) if any(one.verdict is not None for one in scored) else _by_gold_answer(scored)
    answerable = [one.answer for one in scored if one.answerable and not one.failed]
    evidence = sum(len(one.answer.evidence) for one in scored)
    loose = [text for one in scored for text in (ungrounded(one.answer, source) if source else ())]
    return {
        "questions": len(scored),
        **told,
        "false_refusals": round(sum(a.refused for a in answerable) / len(answerable), 3) if answerable else None,
        "grounded": round(1 - len(loose) / evidence, 4) if evidence and source else None,
        "evidence_items": evidence,
        "errors": sum(one.failed for one in scored),
        **times(scored),
        "failures": _failures(scored),
    }


def times(scored: Sequence[Scored]) -> Summary:
    """How long the answers took."""
    taken = [one.answer.elapsed_ms for one in scored]
    return {"p50_ms": round(percentile(taken, 0.5), 1), "p95_ms": round(percentile(taken, 0.95), 1)}


def _failures(scored: Sequence[Scored]) -> list[Summary]:
    worst = sorted(scored, key=lambda one: (one.score.value, -(one.verdict or 0)))
    return [
        {
            "id": one.question.id,
            "kind": one.group,
            "question": one.question.question,
            "score": round(one.score.value, 2),
            **({} if one.verdict is None else {"verdict": one.verdict.name.lower()}),
            "wrong": one.score.wrong,
        }
        for one in worst
        if one.score.wrong or one.score.value < 1
    ]


def _by_kind(scored: Sequence[Scored]) -> dict[str, list[float]]:
    kinds: dict[str, list[float]] = defaultdict(list)
    for one in scored:
        kinds[one.group].append(one.score.value)
    return kinds


def _by_gold_answer(scored: Sequence[Scored]) -> Summary:
    """The figures of questions with gold tasks and answers."""
    kinds = _by_kind(scored)
    sets = [value for kind in SETS for value in kinds.get(kind, ())]
    gains = [one.score.ndcg for one in scored if one.score.ndcg is not None]
    return {
        "kinds": {
            kind: {
                "n": len(values),
                "score": round(sum(values) / len(values), 3),
                "interval": [round(x, 3) for x in interval(values)],
            }
            for kind, values in kinds.items()
        },
        "macro": round(lot_score(scored), 3),
        "set_f1": round(sum(sets) / len(sets), 3) if sets else None,
        "semantic_ndcg@10": round(sum(gains) / len(gains), 3) if gains else None,
    }


def _typed(scored: Sequence[Scored]) -> Summary:
    """The figures of typed questions: verdicts by group, and needs asked in several wordings."""
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    clusters: dict[str, list[bool]] = defaultdict(list)
    for one in scored:
        groups[one.group][(one.verdict or Verdict.RIGHT).name.lower()] += 1
        if cluster := getattr(one.question, "cluster", None):
            clusters[cluster].append(one.right)
    every = sum(groups.values(), Counter[str]())
    return {
        "groups": {
            group: {"n": of.total(), **{verdict.name.lower(): of[verdict.name.lower()] for verdict in Verdict}}
            for group, of in sorted(groups.items())
        },
        "right": round(every["right"] / len(scored), 3),
        "misleading": round(every["misleading"] / len(scored), 3),
        "interval": [round(x, 3) for x in interval([one.score.value for one in scored])],
        "needs_all_right": [sum(map(all, clusters.values())), len(clusters)] if clusters else None,
        "length_median": statistics.median(len(one.answer.answer) for one in scored),
    }
