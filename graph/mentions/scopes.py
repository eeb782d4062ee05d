"""What a figure is of: the whole county, a park, a town, a village, one project or one company.

Words for the county and parks are rows of ``data/names/scope_words.csv``; names are those the texts were found to hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from graph.language.clauses import clause_end, clause_start
from graph.language.segmentation import stands_alone, tokens
from graph.language.word_lists import rows
from graph.mentions.measures import is_indicator

if TYPE_CHECKING:
    from graph.mentions.figures import Figure
    from graph.mentions.find import Mention

_CLAUSE = ",;:。!?\n"
_AMONG = "等"
"""Behind names a count is not theirs (某某公司等21家企业)."""
COUNTY = "county"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a figure is of: its name (the word, where it has none) and kind; where the words end in the folded text."""

    name: str
    kind: str
    end: int


def scope_of(text: str, figure: Figure, named: Iterable[Scope]) -> Scope | None:
    """Return what the clause before a number says it is of, the nearest; ``None`` when it says nothing or several.

    :param named: the places, projects and companies found in the folded text.

    >>> from graph.mentions.figures import find_figures
    >>> text = "全市新建公厕10座,古劳镇新建公厕3座。"
    >>> [scope_of(text, figure, [Scope("古劳镇", "town", 13)]) for figure in find_figures(text)]
    [Scope(name='全市', kind='county', end=2), Scope(name='古劳镇', kind='town', end=13)]
    """
    begin = clause_start(text, figure.at, _CLAUSE)
    inside = [scope for scope in (*named, *_worded(text, begin, figure.at)) if begin < scope.end <= figure.at]
    inside = [scope for scope in inside if _AMONG not in text[scope.end : figure.at]]
    if not inside:
        return None
    nearest = max(inside, key=lambda scope: scope.end)
    alike = {scope.name for scope in inside if scope.kind == nearest.kind}
    return nearest if len(alike) == 1 else None


def with_scope(figure: Figure, told: Scope | None, of_task: Scope | None) -> Figure:
    """Return a figure with what it is of: as its clause says, else as its task's title does, else the county.

    Only what counties are measured by (``data/names/measures.csv``) is the county's where nothing is said.
    """
    scope = told or of_task or (Scope(COUNTY, COUNTY, 0) if is_indicator(figure.indicator) else None)
    if scope is None:
        return figure
    name = None if scope.kind == COUNTY else scope.name
    return replace(figure, scope=name or COUNTY, scope_kind=scope.kind)


def of_title(text: str, named: Sequence[Scope]) -> Scope | None:
    """Return what a title says its task is about: the one thing of the narrowest kind that its first clause names.

    >>> of_title("发挥鹤山工业城“主阵地”作用,加快园区扩容。", [])
    Scope(name='鹤山工业城', kind='park', end=7)
    >>> of_title("引进一批园区基地型平台项目。", [])
    """
    end = clause_end(text, 0, _CLAUSE)
    parks = [scope for scope in _worded(text, 0, end) if scope.kind == "park" and scope.name not in _words()]
    for kind in ("company", "project", "village", "park", "town"):
        names = {scope.name: scope for scope in (*named, *parks) if scope.kind == kind and scope.end <= end}
        if names:
            return next(iter(names.values())) if len(names) == 1 else None
    return None


def _worded(text: str, begin: int, end: int) -> list[Scope]:
    """The scopes that general words tell in a stretch; a park is called by the name before its word too."""
    inside = text[begin:end]
    found: dict[int, Scope] = {}
    for word, kind in _words().items():
        place = inside.find(word)
        while place >= 0:
            stop = place + len(word)
            if kind == "park" or stands_alone(inside, place, stop):
                name = _name_before(inside, place) + word if kind == "park" else word
                longest = max((found[stop], Scope(name, kind, stop)), key=_length) if stop in found else None
                found[stop] = longest or Scope(name, kind, stop)
            place = inside.find(word, stop)
    return [replace(scope, end=begin + scope.end) for scope in found.values()]


def _length(scope: Scope) -> int:
    return len(scope.name)


def _name_before(text: str, place: int) -> str:
    """The noun right before a word for a park (鹤山工业城), empty when there is none."""
    known = [token for token in tokens(text[:place]) if token.end == place]
    return known[0].text if known and known[0].tag.startswith("n") else ""


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    return {row["word"]: row["kind"] for row in rows("scope_words")}


def named_scopes(mentions: Iterable[tuple[str, Mention]]) -> list[Scope]:
    """Return found names as scopes: pairs of a kind and a mention, all of one text."""
    return [Scope(mention.name, kind, _folded_end(mention)) for kind, mention in mentions]


def _folded_end(mention: Mention) -> int:
    """Where the words of a mention end in the folded text."""
    offsets = mention.where.folded.offsets
    return next((index + 1 for index, offset in enumerate(offsets) if offset == mention.end - 1), 0)
