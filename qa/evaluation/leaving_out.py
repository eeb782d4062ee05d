"""A lot left out of all that is fitted to questions: weights of retrieval, thresholds of refusal, the classifier of forms.

Left out are the questions of the lot, those of other lots with the same text, and the labelled forms of a lot of that name.
Nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from embeddings.ranking_weights import RankingWeights
from qa.answerability.refusal_thresholds import RefusalThresholds
from qa.corpus import Corpus
from qa.evaluation.asking import Scored, ask_all
from qa.evaluation.question_files import AnyQuestion, read_questions
from qa.evaluation.scoring import Question
from qa.fitting.form_questions import FORMS, FormQuestion, form_questions, labelled, unmarked
from qa.fitting.forms import Example, examples, fitted
from qa.fitting.listwise import JudgedQuestion
from qa.fitting.refusal import JudgedNearness, fit_thresholds
from qa.fitting.retrieval import QUESTIONS, Asked, asked, judged, judged_nearness, put_back, ranking_weights
from qa.hetu import Hetu
from qa.understanding.form_classifier import FormClassifier
from qa.understanding.form_weights import FormWeights

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was fitted; ``None``: what is shipped, to which the questions left out have not contributed."""

    weights: RankingWeights | None
    thresholds: RefusalThresholds | None
    classifier: FormClassifier | None


@dataclass(frozen=True, slots=True)
class _Material:
    """What a question contributes to fitting: its signals, where a task answers it, and how near it is, where that decides."""

    of: Asked
    signals: list[JudgedQuestion]
    near: list[JudgedNearness]


class LeavingOut:
    """Fits without one lot at a time; what the questions contribute is worked out once.

    :param say: is told what is going on.
    """

    def __init__(self, corpus: Corpus, say: Say) -> None:
        self._corpus, self._say = corpus, say

    def compared(self, lot: str, seen: Sequence[Scored]) -> list[Scored] | None:
        """The same questions asked without their lot, those only that may be answered in another way.

        :returns: ``None`` where nothing was fitted to the lot, so that the seen score is an unseen one.
        """
        questions = [one.question for one in seen]
        made = self._without(lot, questions)
        if made is None:
            return None
        touched = [one for one in seen if one.searched or made.classifier]
        with self.using(made) as kg:
            again = iter(ask_all(kg, [one.question for one in touched], f"不用 {lot}"))
            changed = {id(one): new for one, new in zip(touched, again, strict=True)}
            return [changed.get(id(one), one) for one in seen]

    def on_all(self) -> Fitted:
        """Weights and thresholds fitted to all lots, in the same way."""
        return self._fitted(self._material, None)

    @contextmanager
    def using(self, made: Fitted) -> Iterator[Hetu]:
        """Answers with what was fitted, meanwhile."""
        retriever = self._corpus.retriever
        before = vars(retriever).get("weights"), vars(self._corpus).get("refusal_thresholds")
        put_back(retriever, "weights", made.weights or before[0])
        put_back(self._corpus, "refusal_thresholds", made.thresholds or before[1])
        try:
            yield Hetu(self._corpus, made.classifier)
        finally:
            put_back(retriever, "weights", before[0])
            put_back(self._corpus, "refusal_thresholds", before[1])

    def concerns(self, lot: str) -> bool:
        """Whether something is fitted to a lot of this name, with the table that is asked."""
        named = {path.stem for path in FORMS.glob("*.jsonl")} | set(self._texts)
        return self._same_table and lot in named

    def _without(self, lot: str, questions: Sequence[AnyQuestion]) -> Fitted | None:
        """What is fitted without a lot; ``None`` where nothing of it is fitted."""
        texts = {question.question for question in questions}
        forms = {of.text for name, of in labelled(FORMS) if name == lot or unmarked(of.text)[0] in texts}
        shared = any(name == lot or texts & of for name, of in self._texts.items()) and self._same_table
        if not (shared or forms):
            return None
        self._say(f"不用 {lot} 重新拟合")
        material = self._material if self._same_table else []
        kept = [one for one in material if one.of.lot != lot and one.of.question.question not in texts]
        others = [one for one in self._forms if one.of.labels.text not in forms] if forms else None
        return self._fitted(kept, others)

    def _fitted(self, material: Sequence[_Material], forms: Sequence[Example] | None) -> Fitted:
        classifier = FormClassifier(fitted(forms, FormWeights.load().about)) if forms is not None else None
        if not material:
            return Fitted(None, None, classifier)
        return Fitted(
            ranking_weights([signals for one in material for signals in one.signals]),
            fit_thresholds([near for one in material for near in one.near]),
            classifier,
        )

    @cached_property
    def _texts(self) -> dict[str, set[str]]:
        """Lot → its questions, of those that retrieval and refusal are fitted to."""
        return {path.stem: {of.question for of in read_questions(path)} for path in sorted(QUESTIONS.glob("*.jsonl"))}

    @cached_property
    def _same_table(self) -> bool:
        """Whether the build is one that retrieval and refusal can be fitted with: of the questions' table, with vectors."""
        lots = (read_questions(path) for path in QUESTIONS.glob("*.jsonl"))
        gold = {task for lot in lots for of in lot if isinstance(of, Question) for task in of.gold_tasks}
        return self._corpus.retriever.encoder is not None and gold <= set(self._corpus.tasks)

    @cached_property
    def _material(self) -> list[_Material]:
        """What the questions of all lots contribute."""
        found = asked(self._corpus, sorted(QUESTIONS.glob("*.jsonl")))
        return [_Material(one, judged(self._corpus.retriever, [one]), judged_nearness([one])) for one in found]

    @cached_property
    def _forms(self) -> list[Example]:
        questions: list[FormQuestion] = form_questions()
        return examples(questions, self._corpus.retriever.encoder)
