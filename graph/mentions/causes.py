"""What a problem or a cause is about: money, land, an epidemic, plans from above, leave, weather, works, the market, people.

The knowledge is in ``data/names/cause_kinds.csv``: cues, each of a kind, a strength, with an example and a
counter-example. A longer cue hides the shorter ones it holds (政策处理 is about land, 政策 about policy).
"""

from __future__ import annotations

from functools import lru_cache

from graph.language.word_lists import rows

OTHER = "其他"
"""The kind of what no cue tells."""
_JOINS = ",，、;；。:：()（）及和与"
"""What parts the clauses of a reason, and the words that join equals."""


def cause_kinds() -> tuple[str, ...]:
    """Return the kinds of causes in the order of the table, the rest last."""
    return (*dict.fromkeys(row["kind"] for row in rows("cause_kinds")), OTHER)


def cause_kind(words: str, around: str = "") -> str:
    """Return what a cause is about: the kind of its most telling cues, of the first part that has one the last.

    Heads stand last in Chinese (施工图审查未通过 is about leave); what is joined (疫情及股权变更) is told by its first part.

    :param around: the sentence it stands in, asked where its own words tell nothing.

    >>> cause_kind("因资金不足"), cause_kind("政策处理滞后"), cause_kind("受政策影响"), cause_kind("因故")
    ('资金', '用地', '上级规划或政策', '其他')
    >>> cause_kind("因此暂缓", "企业订单减少,因此暂缓"), cause_kind("技术人员不足"), cause_kind("技术难度大")
    ('市场', '人员', '施工')
    """
    for text in (words, around):
        parts = [_cues_in(part) for part in _parts(text)]
        strongest = max((strength for part in parts for _, strength in part), default=0)
        for part in parts:
            telling = [kind for kind, strength in part if strength == strongest]
            if telling:
                return telling[-1]
    return OTHER


def _parts(text: str) -> list[str]:
    """The clauses of a text, and what is joined in them, each by itself."""
    for mark in _JOINS:
        text = text.replace(mark, "\n")
    return text.split("\n")


def _cues_in(text: str) -> list[tuple[str, int]]:
    """The kinds and strengths of the cues of a text in reading order; where several begin, the longest counts."""
    table, longest = _table()
    found: list[tuple[str, int]] = []
    position = 0
    while position < len(text):
        held = (text[position:end] for end in range(position + longest, position, -1))
        cue = next((word for word in held if word in table), "")
        if cue:
            found.append(table[cue])
        position += len(cue) or 1
    return found


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, tuple[str, int]], int]:
    """Cue → kind and strength, and the length of the longest cue."""
    table = {row["cue"]: (row["kind"], int(row["strength"])) for row in rows("cause_kinds")}
    return table, max(map(len, table), default=0)
