"""A form proposed from outside: one more candidate where the ranking of our own is unsure.

Nothing proposes by default. A proposal is a form of ours already (:mod:`qa.understanding.model_proposals` checks and builds
it); it wins only where it leaves nothing of the question unused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.understanding.candidates import Candidate, alike
from qa.understanding.form_classifier import FormJudgement
from qa.understanding.logical_form import Form
from qa.understanding.reading import Reading

_UNSURE = 0.7
"""The margin (of log likelihoods) below which the second candidate is about half as likely as the first."""
_TRUST, _UNUSED = 0.35, 0.5
"""What a checked proposal is worth beside the best of ours; a stretch of the question that it leaves unused costs more."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed form with the words it leaves unused; without one ``reason`` says why.

    ``added`` are names it uses that the question does not write.
    """

    form: Form | None = None
    unused: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    reason: str = ""


class Proposer(Protocol):
    """Proposes a form for a question."""

    def propose(self, reading: Reading, judgement: FormJudgement) -> Proposal:
        """The form it takes a question for, given our own judgement of its kind; never raises."""


def is_unsure(candidates: Sequence[Candidate]) -> bool:
    """Whether the best candidate leaves words unused, or another that asks something else is nearly as likely."""
    best = candidates[0]
    second = next((one for one in candidates[1:] if not alike(one.form, best.form)), None)
    return bool(best.unused) or (second is not None and best.score - second.score < _UNSURE)


def with_proposal(candidates: Sequence[Candidate], proposal: Proposal) -> tuple[Candidate, ...]:
    """The candidates with a proposed form among them, best first."""
    if proposal.form is None:
        return tuple(candidates)
    best = candidates[0]
    score = best.score + _TRUST - _UNUSED * len(proposal.unused)
    kept = [one for one in candidates if one.form != proposal.form]
    return tuple(sorted([Candidate(proposal.form, score, proposal.unused), *kept], key=lambda one: -one.score))
