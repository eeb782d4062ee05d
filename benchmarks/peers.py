"""Side by side on the same questions, model and machine: Hetu, txtai (hybrid) and LightRAG's retrieval without a language model.

``python -m benchmarks.peers QUESTIONS.jsonl``; needs ``pip install 'txtai[graph]' lightrag-hku`` in an environment of
its own, after torch. Peers get each task's whole text as a document and answer every question with their five best (ten
for nDCG): they neither count nor refuse, so a set question is scored by the F1 of those, a refusal never.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from embeddings.dense.convert import write_default_folder
from graph.mentions.texts import task_texts
from qa import Hetu
from qa.answering.answer import Answer, Plan, TaskHit
from qa.answering.results import Quotes
from qa.evaluation.question_files import read_questions
from qa.evaluation.scoring import Question, score

TOP = 10
SHOWN = 5
Search = Callable[[str], Sequence[str]]


def documents(kg: Hetu) -> list[tuple[str, str]]:
    """Every task as one document: (id, text)."""
    return [(task.id, "\n".join(text.text for text in task_texts(task))) for task in kg.corpus.tasks.values()]


def with_txtai(texts: list[tuple[str, str]], model: str) -> Search:
    """Hybrid search of txtai: dense and BM25, as its documentation sets it up."""
    from txtai import Embeddings

    index = Embeddings(path=model, method="sentence-transformers", content=True, hybrid=True)
    index.index([(identifier, {"text": text}, None) for identifier, text in texts])
    return lambda question: [row["id"] for row in index.search(question, TOP)]


def with_lightrag(texts: list[tuple[str, str]], model: str) -> Search:
    """LightRAG's naive mode over chunks given as a custom graph; no language model is called."""
    from lightrag import LightRAG, QueryParam
    from lightrag.kg.shared_storage import initialize_pipeline_status
    from lightrag.utils import EmbeddingFunc, Tokenizer
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(model, device="cpu")

    async def embed(passages: list[str]) -> Any:
        return np.asarray(encoder.encode(passages, normalize_embeddings=True))

    async def silent(*_: object, **__: object) -> str:
        raise RuntimeError("no language model may be called")

    class Characters:
        """One token a character."""

        def encode(self, content: str) -> list[int]:
            return [ord(character) for character in content]

        def decode(self, tokens: list[int]) -> str:
            return "".join(map(chr, tokens))

    loop = asyncio.new_event_loop()

    async def opened() -> LightRAG:
        rag = LightRAG(
            working_dir=tempfile.mkdtemp(),
            llm_model_func=silent,
            embedding_func=EmbeddingFunc(embedding_dim=384, max_token_size=512, func=embed),
            tokenizer=Tokenizer("characters", Characters()),
        )
        await rag.initialize_storages()
        await initialize_pipeline_status()
        chunks = [
            {
                "content": f"〔{identifier}〕{text}",
                "source_id": identifier,
                "file_path": identifier,
                "chunk_order_index": 0,
            }
            for identifier, text in texts
        ]
        await rag.ainsert_custom_kg({"chunks": chunks, "entities": [], "relationships": []})
        return rag

    rag = loop.run_until_complete(opened())
    parameters = QueryParam(mode="naive", chunk_top_k=TOP, enable_rerank=False)

    def search(question: str) -> list[str]:
        found = loop.run_until_complete(rag.aquery_data(question, parameters))
        return [chunk["content"].split("〕")[0].strip("〔") for chunk in found["data"]["chunks"]][:TOP]

    return search


def as_answer(kg: Hetu, question: Question, found: Sequence[str]) -> Answer:
    """What a plain retriever found, as an answer: its five best tasks, the text of the first as what it says."""
    shown = found[: TOP if question.kind == "semantic" else SHOWN]
    hits = tuple(TaskHit(task, kg.corpus.tasks[task].title.value, None, "semantic", 0.0, "") for task in shown)
    first = kg.corpus.tasks[shown[0]] if shown else None
    text = "\n".join(part.text for part in task_texts(first)) if first else ""
    plan = Plan(question.question, "tell")
    return Answer(question.question, text, Quotes((text,)), text, "lookup", plan, hits)


def main() -> None:
    """Ask all, print the scores by kind and the median time."""
    questions = [one for one in read_questions(Path(sys.argv[1])) if isinstance(one, Question)]
    kg = Hetu.open()
    texts, model = documents(kg), tempfile.mkdtemp()
    write_default_folder(Path(model), print)
    asked: dict[str, Callable[[Question], Answer]] = {"hetu": lambda q: kg.ask(q.question)}
    for name, build in (("txtai", with_txtai), ("lightrag", with_lightrag)):
        try:
            search = build(texts, model)
        except ImportError as error:
            print(f"{name}: not installed ({error})")
            continue
        asked[name] = lambda q, search=search: as_answer(kg, q, search(q.question))  # type: ignore[misc]
    for name, ask in asked.items():
        print(json.dumps({"system": name, **measure(questions, ask)}, ensure_ascii=False))


def measure(questions: Sequence[Question], ask: Callable[[Question], Answer]) -> dict[str, Any]:
    """Scores by kind, their mean, nDCG@10 and the median time of one question."""
    kinds: dict[str, list[float]] = defaultdict(list)
    gains, times = [], []
    for question in questions:
        started = time.perf_counter()
        answer = ask(question)
        times.append(time.perf_counter() - started)
        result = score(question, answer)
        kinds[question.kind].append(result.value)
        if result.ndcg is not None:
            gains.append(result.ndcg)
    means = {kind: round(sum(values) / len(values), 3) for kind, values in kinds.items()}
    return {
        **means,
        "macro": round(sum(means.values()) / len(means), 3),
        "ndcg@10": round(sum(gains) / max(1, len(gains)), 3),
        "median_ms": round(1000 * median(times), 1),
    }


if __name__ == "__main__":
    main()
