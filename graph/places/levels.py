"""Bodies above the county: which names are of a province's, a prefecture's or a national one, whatever table they stand in."""

from __future__ import annotations

from functools import lru_cache

from graph.language.word_lists import listed
from graph.places.divisions import base_name, divisions_around

NATIONAL = "cn"
_LONGEST_BASE = 2
"""Characters from which a county's name without its level tells of the county alone."""


@lru_cache(maxsize=4096)
def body_above(name: str, code: str, county: str) -> str | None:
    """The code of the division above the county that a body belongs to; ``None`` for one of the county.

    :param code: the county's code of six digits; empty where it is not known.
    :param county: the county's name.

    >>> body_above("省发改委", "440784", "鹤山市"), body_above("广东省残联", "440784", "鹤山市")
    ('44', '44')
    >>> body_above("江门市司法局", "440784", "鹤山市"), body_above("国家发改委", "440784", "鹤山市")
    ('4407', 'cn')
    >>> body_above("江门市生态环境局鹤山分局", "440784", "鹤山市"), body_above("市司法局", "440784", "鹤山市")
    (None, None)
    """
    own = base_name(county) if county else ""
    if own and len(own) >= _LONGEST_BASE and own in name:
        return None
    if name.startswith(listed("national-heads")):
        return NATIONAL
    around = divisions_around(code) if code else ()
    for division in around:
        if name.startswith(division) and len(name) > len(division):
            return code[:2] if division == around[-1] else code[:4]
    if around and name[0] == around[-1][-1] == "省" and len(name) > 1:
        return code[:2]
    return None
