"""What becomes of a question in a worker."""

from __future__ import annotations

from dataclasses import dataclass

from qa.answer import Answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer, or a sentence why there is none, or the number of an error in the log.

    :param busy: whether only the workers were busy.
    """

    answer: Answer | None = None
    message: str = ""
    incident: str = ""
    busy: bool = False
