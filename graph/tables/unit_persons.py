"""Persons named beside units (市民政局 伍某某, 县水利局局长 张某某), told apart from them; names spread by blanks."""

from __future__ import annotations

from functools import cache

from graph.language.segmentation import cut, tagged
from graph.language.simplified import simplified
from graph.language.text import fold, is_chinese
from graph.language.word_lists import words
from graph.places.divisions import division_names
from graph.tables.unit_labels import offices

_MOST = 3
"""Characters of a name with a surname of one; a surname of two allows one more."""
_LONGEST = 40
"""A stretch of more characters names more than a person and an office."""
_BETWEEN = "、，,；;/\n"


@cache
def _surnames(kind: str) -> frozenset[str]:
    return frozenset(words("surnames", "words", "kind", kind))


def is_person(text: str, expected: bool = False) -> bool:
    """Whether a word is a person's name by its surname and length, and no word of the dictionary.

    :param expected: it stands where persons stand: words of the dictionary may be names there.

    >>> [is_person(x) for x in ("伍某某", "欧阳某某", "某某", "农业", "水利局", "全部")]
    [True, True, True, False, False, False]
    """
    name = simplified(fold(text))
    if not 1 < len(name) <= _MOST + 1 or not all(map(is_chinese, name)):
        return False
    if not name[1:].strip("某"):
        return True
    double = name[:2] in _surnames("double")
    if not (double and len(name) > 2) and not (name[0] in _surnames("single") and len(name) <= _MOST):
        return False
    if name in division_names():
        return False
    if expected:
        return True
    pieces = cut(name)
    if len(pieces) > 1 and len(pieces[0]) == (2 if double else 1):
        return True  # a surname alone; 和平 in 和平路 is none
    return [tag for _, tag in tagged(name)] == ["nr"]


def without_office(text: str) -> str:
    """A text without the office at its end.

    >>> without_office("县水利局局长"), without_office("局长"), without_office("县水利局")
    ('县水利局', '', '县水利局')
    """
    if not text.endswith(offices()):
        return text
    office = next(office for office in offices() if text.endswith(office))
    return text[: len(text) - len(office)]


def person_in(text: str, expected: bool = False) -> str | None:
    """The person a stretch names and nothing else, an office left aside (局长 伍某某, 伍某某同志).

    :param expected: as of :func:`is_person`.

    >>> [person_in(x) for x in ("局长 伍某某", "伍某某（党组书记）", "伍某某 同志", "伍  某", "县水利局")]
    ['伍某某', '伍某某', '伍某某', '伍某', None]
    """
    if len(text) > _LONGEST:
        return None
    name = fold(text)
    opened = name.find("(")
    if opened > 0 and name.endswith(")") and _are_offices(name[opened + 1 : -1]):
        name = name[:opened]
    name = without_office(name)
    while name.startswith(offices()):
        name = name[len(next(office for office in offices() if name.startswith(office))) :]
    return name if is_person(name, expected) else None


def _are_offices(text: str) -> bool:
    """Whether a text tells offices and nothing else (县委常委、常务副县长)."""
    parts = [part for part in text.replace("，", "、").replace(",", "、").split("、") if part]
    return not text or (bool(parts) and all(part.endswith(offices()) for part in parts))


def offices_beside(text: str) -> tuple[str, ...]:
    """The offices that stand in brackets behind a name and nothing else.

    >>> offices_beside("伍某某（县委常委、常务副县长）"), offices_beside("伍某某（牵头）")
    (('县委常委', '常务副县长'), ())
    """
    name = fold(text)
    opened = name.find("(")
    inside = name[opened + 1 : -1] if opened > 0 and name.endswith(")") and name.count("(") == 1 else ""
    return tuple(inside.replace(",", "、").split("、")) if inside and _are_offices(inside) else ()


def person_names(text: str) -> tuple[str, ...]:
    """The persons a cell of persons names, those spread by blanks joined.

    >>> person_names("方  明、伍某某"), person_names("副局长 伍某某"), person_names("伍某某 方 明")
    (('方明', '伍某某'), ('伍某某',), ('伍某某', '方明'))
    >>> person_names("伍某某（县委常委、常务副县长）")
    ('伍某某',)
    """
    found: list[str] = []
    for part in _divided(text):
        tokens = joined_tokens(part.split())
        told = [name for token in tokens if (name := person_in(token, True))]
        whole = None if told else person_in(part, True)
        found += [whole] if whole else told
    return tuple(dict.fromkeys(found))


def joined_tokens(tokens: list[str]) -> list[str]:
    """Tokens with names spread by blanks joined: a surname alone and the one or two characters behind it.

    >>> joined_tokens(["方", "明", "县水利局", "伍", "某某", "方", "某", "某"])
    ['方明', '县水利局', '伍某某', '方某某']
    """
    joined: list[str] = []
    at = 0
    while at < len(tokens):
        taken = 1
        if tokens[at] in _surnames("single") | _surnames("double"):
            following = tokens[at + 1 : at + 3]
            single = len(following) > 1 and len(following[0]) == len(following[1]) == 1
            for count in (2, 1) if single else (1,):
                name = "".join(tokens[at : at + 1 + count])
                if len(following) >= count and len(tokens[at + 1]) < _MOST and is_person(name, True):
                    taken = 1 + count
                    break
        joined.append("".join(tokens[at : at + taken]))
        at += taken
    return joined


def _divided(text: str) -> list[str]:
    """The parts between marks, those in brackets aside."""
    parts, depth = [""], 0
    for char in text:
        depth += char in "（("
        if char in _BETWEEN and depth <= 0:
            parts.append("")
        else:
            parts[-1] += char
        depth -= char in "）)" and depth > 0
    return [part for part in parts if part.strip()]
