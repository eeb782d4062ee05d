"""Questions that no table of tasks answers, whatever it holds: small talk, errands, opinions, general knowledge.

The wordings are patterns in ``data/language/outside.csv``, each with its kind.
"""

from __future__ import annotations

import re
from functools import lru_cache

from embeddings.pairs import LANGUAGE_DIR
from graph.language.word_lists import read_rows

WORDINGS = LANGUAGE_DIR / "outside.csv"
_REASONS = {
    "talk": "只回答与这张表有关的问题，不聊“{}”",
    "creative": "只回答表里写明的内容，不能“{}”",
    "private": "表中没有“{}”这类信息",
    "daily": "表中记的是政府工作任务，没有“{}”这类日常信息",
    "opinion": "只回答表里写明的内容，不作“{}”这类评价、预测或建议",
    "errand": "表中记的是政府工作任务，没有个人办事的“{}”",
    "knowledge": "只回答表里写明的内容，不解释“{}”这类常识",
}


@lru_cache(maxsize=1)
def _wordings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["kind"], re.compile(row["pattern"], re.IGNORECASE)) for row in read_rows(WORDINGS))


def outside(question: str) -> str | None:
    """Why a question is none for a table of tasks; ``None`` when it may be one.

    >>> outside("你好"), outside("护照过期了去哪里换") is None, outside("哪些任务没完成")
    ('只回答与这张表有关的问题，不聊“你好”', False, None)
    """
    for kind, pattern in _wordings():
        match = pattern.search(question)
        if match:
            return _REASONS[kind].format(match.groupdict().get("field") or match.group(0))
    return None
