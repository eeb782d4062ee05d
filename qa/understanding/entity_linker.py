"""Names of the graph in a question."""

from __future__ import annotations

from collections.abc import Sequence

from qa.lexicon import Lexicon
from qa.querying.conditions import Linked

__all__ = ["EntityLinker", "Linked"]
_ACTORS = frozenset({"Unit", "CollectiveUnit", "Town", "Person", "Category", "Theme"})


class EntityLinker:
    """Finds the names of a graph in questions."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def link(self, text: str) -> list[Linked]:
        """The names in a text, left to right, none inside another; of two that overlap the longer one."""
        actors = self.lexicon.find(text)
        things = [
            t
            for t in self.lexicon.find_things(text)
            if len(t.text) > 2 or (t.kind == "Village" and t.text.endswith("村"))
        ]
        actors = [a for a in actors if not any(self._continues(a, thing) for thing in things)]
        found: list[Linked] = []
        for link in sorted([*actors, *things], key=lambda link: (link.start - link.end, link.kind not in _ACTORS)):
            if not any(link.overlaps(other.start, other.end) for other in found):
                found.append(link)
        return sorted(found, key=lambda link: link.start)

    def _continues(self, link: Linked, thing: Linked) -> bool:
        """Whether a town is the first part of a thing's name (共和万洋众创城)."""
        touching = link.kind == "Town" and link.end == thing.start and thing.kind in {"Project", "Company"}
        return touching and len(link.text) < len(link.label) and self.lexicon.is_written(link.text + thing.text)

    def correct(self, text: str) -> tuple[str, Sequence[tuple[str, str]]]:
        """The text with misspelt names put right, and what was put right as (written, name)."""
        text, read = self.lexicon.pinyin.read(text)
        known = [(link.start, link.end) for link in self.link(text)]
        text, corrected = self.lexicon.speller.correct(text, known)
        return text, [*read, *corrected]
