"""What becomes of a question: an answer, a sentence why there is none, or the number of an error in the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.errors import HetuError
from graph.language.text import readable
from qa import Hetu
from qa.answering.answer import Answer
from qa.limits import declined, time_limit
from ui.service.incidents import apology, configure, incident


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer, or why there is none.

    :param busy: whether only the workers were busy.
    """

    answer: Answer | None = None
    message: str = ""
    busy: bool = False

    def told(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The answer, if only one that says why there is none."""
        return self.answer or declined(readable(question), self.message.rstrip("。"), history)


def outcome_of(
    kg: Hetu,
    question: str,
    seconds: float,
    history: Sequence[str] = (),
    after: Answer | None = None,
    scope: str = "",
) -> Outcome:
    """Ask with a bound on the time; whatever happens is an outcome.

    :param history: the questions asked before it, or
    :param after: the answer that it goes on from.
    :param scope: the counties and years that are asked where the question names none.
    """
    try:
        kg.prepare(question, history, scope)
        with time_limit(seconds):
            return Outcome(kg.ask(question, after, history, scope))
    except HetuError as error:  # also that the time was up
        return Outcome(message=str(error))
    except Exception as error:  # nobody foresaw it: the asker is told its number
        configure()
        return Outcome(message=apology(incident(error, f"question {question[:200]!r}")))
