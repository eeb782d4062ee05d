"""Numbers that promise nothing themselves: where something is done, whose progress is told, what each one gets, what is found."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.language.clauses import clause_end, clause_start
from graph.language.quantities import find_quantities
from graph.language.segmentation import tokens
from graph.mentions.measures import measure_words
from graph.mentions.unit_words import dimension
from graph.mentions.wording import is_action

if TYPE_CHECKING:
    from graph.mentions.figures import Figure

_CLAUSE = ",;:。!?\n"
_EACH = "各"
_LONGEST_VERB = 4
_RATE_VERBS = ("达到", "达", "为", "到")


def set_apart(text: str, figures: list[Figure]) -> list[Figure]:
    """Mark the numbers of a folded text that only say where, by whose means or whose progress, and those told of each.

    >>> from graph.mentions.figures import find_figures
    >>> [f.setting for f in find_figures("9月底前4处历史建筑修缮工作进度达60%。在6家农贸市场开展检测,新建公厕3座。", True)]
    [True, False, True, False]
    >>> [f.setting for f in find_figures("红火蚁发生面积约1.6万亩,要求疫情面积控制在2%以下。", True)]
    [True, False]
    >>> [f.each for f in find_figures("状元坊、仙玉湖各新建1座公厕,共2座。")]
    [True, False]
    """
    marked = [
        replace(
            figure,
            setting=_is_setting(text, figure) or (figure.role == "target" and _is_found(text, figure)),
            each=_is_of_each(text, figure.at),
        )
        for figure in figures
    ]
    for index, (one, other) in enumerate(pairwise(figures)):
        if _tells_progress(text, one, other):
            marked[index] = replace(marked[index], setting=True)
    return marked


def _is_found(text: str, figure: Figure) -> bool:
    """Whether a plan tells what is found, no promise: harm, of which it says about how much there is."""
    if figure.growth or figure.bound or not figure.measure.endswith(measure_words("harm")):
        return False
    return any(quantity.number == figure.at and quantity.approximate for quantity in find_quantities(text))


def _is_setting(text: str, figure: Figure) -> bool:
    """Whether a number stands behind 在, 依托 … and before the verb that says what is done there.

    So does one behind a verb that only moves known things on: 加快13个项目建设 promises no thirteen new ones.
    """
    if dimension(figure.unit) in {"share", "points", "yuan"}:
        return False
    if text[: figure.at].endswith(measure_words("advance")):
        return True
    begin, end = clause_start(text, figure.at, _CLAUSE), clause_end(text, figure.at, _CLAUSE)
    if not any(word in text[begin : figure.at] for word in measure_words("setting")):
        return False
    before = tokens(text[begin : figure.at])
    places = [index for index, token in enumerate(before) if token.text in measure_words("setting")]
    if not places or any(token.tag.startswith("v") or is_action(token.text) for token in before[places[-1] + 1 :]):
        return False
    return any(token.tag.startswith("v") for token in tokens(text[figure.at : end]))


def _is_of_each(text: str, at: int) -> bool:
    """Whether a number holds for each of several: 各1家, 各新建1座."""
    left = text[clause_start(text, at, _CLAUSE) : at]
    place = left.rfind(_EACH)
    verb = left[place + 1 :]
    return place >= 0 and (
        not verb or (len(verb) <= _LONGEST_VERB and (is_action(verb) or verb in measure_words("new")))
    )


def _tells_progress(text: str, one: Figure, other: Figure) -> bool:
    """Whether a number only says of what the share behind it is told: 4处修缮工作进度达60%."""
    if dimension(other.unit) != "share" or dimension(one.unit) == "share" or other.growth:
        return False
    between = text[one.at : other.at]
    for verb in _RATE_VERBS:
        between = between.removesuffix(verb)
    return between.endswith(measure_words("progress")) and not any(mark in between for mark in _CLAUSE + "()、")
