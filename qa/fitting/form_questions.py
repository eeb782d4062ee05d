"""The labelled questions of ``data/forms``: read by the reader of questions, with a linker that knows the names marked in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from qa.querying.conditions import Linked
from qa.understanding.entity_linker import EntityLinker, Names
from qa.understanding.form_classifier import ASKS, BY, LEVEL, NO_SET, OP, TARGET
from qa.understanding.normal_form import normal_form
from qa.understanding.question import Question, read_question

FORMS = Path(__file__).resolve().parents[2] / "data" / "forms"
GRAPH_KINDS = {
    "unit": "Unit",
    "town": "Town",
    "leader": "Person",
    "category": "Category",
    "theme": "Theme",
    "company": "Company",
    "village": "Village",
    "document": "PolicyDocument",
    "project": "Project",
}
"""Marks of names that a graph knows; of the others (topic, item, measure, place) a question only has the words."""
_OPEN, _COLON, _CLOSE = "〈:〉"


class LabelledForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line: ``text`` with marked names and its labels; what is not judged of it has none.

    ``asks``: the sort of amount asked for; ``level``: whether what was promised, what was reached, what was before, what is
    left or a difference; ``history``: the question before; ``bare``: without it the text does not tell what is asked.
    """

    text: str
    op: str | None = None
    target: str | None = None
    by: str | None = None
    ops: list[str] = []
    asks: str | None = None
    level: str | None = None
    history: list[str] = []
    bare: bool = False

    def label(self, name: str) -> str | None:
        """The label of a kind; none where it is not defined."""
        if name == TARGET and self.op == "why":
            return self.target or NO_SET
        return {OP: self.op, TARGET: self.target, BY: self.by, ASKS: self.asks, LEVEL: self.level}[name]


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """A labelled question as it was read."""

    lot: str
    labels: LabelledForm
    question: Question


class MarkedLinker(EntityLinker):
    """Knows the names marked in one text, and no others."""

    def __init__(self, names: Sequence[tuple[str, str]], known: bool = True) -> None:
        self._names = names if known else ()

    def read(self, text: str, corrected: Iterable[tuple[str, str]] = ()) -> Names:
        """The marked names; nothing looks like another."""
        return Names(tuple(self.link(text)))

    def link(self, text: str) -> list[Linked]:
        """The marked names that a graph would know, left to right."""
        found: list[Linked] = []
        at = 0
        for kind, written in self._names:
            name = normal_form(written)
            start = text.find(name, at)
            if name and start >= 0:
                at = start + len(name)
                if kind in GRAPH_KINDS:
                    found.append(Linked(name, GRAPH_KINDS[kind], name, (name,), start, at))
        return found

    def correct(self, text: str) -> tuple[str, Sequence[tuple[str, str]]]:
        """The text as it is: no name of it is misspelt."""
        return text, ()


def read_marked(text: str, known: bool = True) -> Question:
    """Read a text with marked names.

    :param known: whether the graph has them; else they are words.

    >>> [(name.kind, name.text) for name in read_marked("〈unit:水利局〉牵头〈item:碧道〉吗").names]
    [('Unit', '水利局')]
    """
    plain, names = unmarked(text)
    return read_question(plain, MarkedLinker(names, known))


def unmarked(text: str) -> tuple[str, list[tuple[str, str]]]:
    """A text without marks, and the marked names with their kinds.

    >>> unmarked("〈unit:水利局〉牵头吗")
    ('水利局牵头吗', [('unit', '水利局')])
    """
    plain, names = "", []
    while text:
        before, _, rest = text.partition(_OPEN)
        mark, _, text = rest.partition(_CLOSE)
        kind, _, name = mark.partition(_COLON)
        plain += before + name
        if kind:
            names.append((kind, name))
    return plain, names


def form_questions(folder: Path = FORMS) -> list[FormQuestion]:
    """The labelled questions of all lots, each read.

    :raises msgspec.DecodeError: a line is no such object.
    """
    return [FormQuestion(lot, labels, read_marked(labels.text)) for lot, labels in labelled(folder)]


def labelled(folder: Path) -> Iterator[tuple[str, LabelledForm]]:
    """Every labelled question with its lot."""
    decoder = msgspec.json.Decoder(LabelledForm)
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_bytes().splitlines():
            yield path.stem, decoder.decode(line)


def checksum(folder: Path = FORMS) -> str:
    """SHA-256 over all lines of the labelled files, whatever ends them."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_bytes().splitlines():
            digest.update(line + b"\n")
    return digest.hexdigest()
