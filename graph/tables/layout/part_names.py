"""What a table of several in a document is called: 陇西县2023年重点项目建设进展情况表 lists 重点项目."""

from __future__ import annotations

from collections.abc import Iterable

from graph.language.text import is_chinese, tidy
from graph.language.word_lists import words
from graph.places.divisions import leading_division

_LEAST = 2
_LONGEST = 40
_NUMBERING = '0123456789０１２３４５６７８９一二三四五六七八九十()（）〔〕[]【】:：、.．-—－~～至 \t“”"《》'


def part_names(titles: Iterable[str]) -> tuple[str, ...]:
    """What a table may be called by, from its titles, the first one first; titles that tell nothing are left out.

    >>> part_names(["重点项目", "陇西县2023年重点项目建设进展情况表", "附件2：2023年为民办实事工作进展台账（截至11月底）", "Sheet1"])
    ('重点项目', '为民办实事')
    """
    found = (_listed(title) for title in titles)
    return tuple(dict.fromkeys(name for name in found if name))


def _listed(title: str) -> str:
    """What a title says that its table lists; empty where it says nothing of that kind."""
    text = tidy(title).partition("（截")[0].partition("(截")[0]
    if len(text) > _LONGEST:
        return ""
    behind = False
    while (bare := text.strip(_NUMBERING)) != text or (rest := _without_head(bare, behind=behind)) != text:
        behind = True
        text = bare if bare != text else rest
    while (cut := _without_tail(text).strip(_NUMBERING)) != text:
        text = cut
    telling = sum(map(is_chinese, text)) >= _LEAST and text not in words("title_words", "words", "kind", "blank")
    return text if telling else ""


def _without_head(text: str, *, behind: bool) -> str:
    """A title without place or time before what is listed; ``behind``: something stood before it."""
    place = leading_division(text)
    if place and len(place) < len(text):
        rest = text[len(place) :]
        return rest.removeprefix("人民政府") or rest
    head = next((word for word in words("title_words", "words", "kind", "head") if text.startswith(word)), "")
    unit = next((word for word in words("title_words", "words", "kind", "counted") if text.startswith(word)), "")
    return text[len(unit) :] if behind and unit and not head else text[len(head) :]


def _without_tail(text: str) -> str:
    for kind, least in (("tail", _LEAST), ("matter", _LEAST + 1)):
        tail = next((word for word in words("title_words", "words", "kind", kind) if text.endswith(word)), "")
        if tail and len(text) - len(tail) >= least:
            return text[: len(text) - len(tail)]
    return text
