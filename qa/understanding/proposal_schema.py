"""The schema in which a language model proposes a form, what it is told of it, and how its reply is read: strictly."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Literal, TypeAlias

import msgspec

from embeddings.pairs import LANGUAGE_DIR
from graph.errors import HetuError
from qa.answering.phrases import say
from qa.querying.conditions import Role
from qa.understanding.logical_form import Aspect, Kind, Quantifier
from qa.understanding.question import Question
from qa.understanding.slot_finders import STATUS_KEYS

SCHEMA = LANGUAGE_DIR / "form_proposals.txt"
Messages: TypeAlias = list[dict[str, str]]
_LONGEST_REPLY, _LONGEST_QUESTION = 4_000, 300
_Words: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
_Several: TypeAlias = Annotated[tuple["ProposedCondition", ...], msgspec.Meta(max_length=12)]


class ProposedCondition(msgspec.Struct, forbid_unknown_fields=True, frozen=True, rename=lambda name: name.rstrip("_")):
    """A condition as proposed: just one key."""

    lead: _Words | None = None
    participant: _Words | None = None
    unit: _Words | None = None
    leader: _Words | None = None
    category: _Words | None = None
    theme: _Words | None = None
    names: _Words | None = None
    status: _Words | None = None
    due: _Words | None = None
    starred: bool | None = None
    about: _Words | None = None
    cause: _Words | None = None
    not_: ProposedCondition | None = None
    or_: _Several | None = None


class ProposedForm(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A form as proposed."""

    op: Literal["list", "count", "group", "rank", "compare", "share", "mean", "verify", "why", "about"]
    target: Kind = Kind.TASK
    by: Kind | None = None
    where: _Several = ()
    holding: _Several = ()
    share: _Several = ()
    sets: _Several = ()
    top: Annotated[int, msgspec.Meta(ge=1, le=50)] = 1
    most: bool = True
    role: Role = Role.ANY
    quantifier: Quantifier = Quantifier.ALL
    aspect: Aspect | None = None


class ProposalError(HetuError):
    """Why a proposal is not used, in Chinese; it quotes nothing of it."""


def messages_for(question: Question) -> Messages:
    """The schema, and the question with the names found in it."""
    names = [{"text": link.text, "name": link.label, "kind": link.kind} for link in question.names]
    asked = {"question": question.text[:_LONGEST_QUESTION], "names": names}
    return [
        {"role": "system", "content": _schema()},
        {"role": "user", "content": json.dumps(asked, ensure_ascii=False)},
    ]


@lru_cache(maxsize=1)
def _schema() -> str:
    """What the model is told, with the values that our forms allow."""
    listed: dict[str, Iterable[str]] = {
        "target, by": Kind,
        "status": STATUS_KEYS,
        "role": Role,
        "quantifier": Quantifier,
        "aspect": Aspect,
    }
    lists = "\n".join(f"{name}: {' '.join(values)}" for name, values in listed.items())
    return SCHEMA.read_text(encoding="utf-8").replace("{lists}", lists)


def decoded(reply: str) -> ProposedForm:
    """The form that a reply proposes.

    :raises ProposalError: it is too long, or nothing but one object of the schema it is not.
    """
    if len(reply) > _LONGEST_REPLY:
        raise ProposalError(say("proposal.long"))
    text = reply.strip()
    if text.startswith("```") and text.endswith("```"):
        text = text.partition("\n")[2].removesuffix("```")
    try:
        return msgspec.json.decode(text.encode(), type=ProposedForm)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ProposalError(say("proposal.shape")) from error
