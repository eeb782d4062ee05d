"""The topic of a set: 污水治理 in 鹤城镇的污水治理任务有哪些, a condition on what the texts of a task tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from embeddings.everyday import official_terms
from graph.language.segmentation import tagged
from qa.joining import ROLE_WORDS
from qa.querying.conditions import Tells

_WIDE = 0.2
"""A word in more than this share of the tasks tells no topic (建设, 落实)."""
_BEFORE_TASKS = r"(?:这一?块|方面|领域|一类|类|上)?的?(?:重点)?(?:任务|工作|项目|事项|措施)"
_ABOUT = r"(?:有关|相关|挂钩|沾边|方面)"
_CHINESE = re.compile(r"^[\u4e00-\u9fff]{2,12}$")


def topic_of(rest: str, phrases: Sequence[str], share: Callable[[str], float]) -> Tells | None:
    """The topic of the tasks asked for.

    :param rest: the question without what conditions explain.
    :param phrases: its words that no condition explains.
    :param share: in which share of the tasks a word stands.
    """
    for phrase in phrases:
        if (
            _CHINESE.match(phrase)
            and not ROLE_WORDS.search(phrase)
            and re.search(rf"{phrase}(?:{_BEFORE_TASKS}|{_ABOUT})|(?:关于|涉及|有关){phrase}", rest)
        ):
            words = _telling(phrase, share)
            if words:
                return Tells(phrase, words)
    return None


def _telling(phrase: str, share: Callable[[str], float]) -> tuple[str, ...]:
    """The words by which a text tells of a topic: rare enough to tell it, and there at all."""
    tagged_words = tagged(phrase)
    if not any(tag.startswith(("n", "vn", "j", "l")) for _, tag in tagged_words):
        return ()  # 直接承担的任务 tells no topic
    parts = [word for word, _ in tagged_words if is_telling(word, share)]
    words = [phrase, *sorted(parts, key=share)[:1], *official_terms(phrase)]
    return tuple(word for word in dict.fromkeys(words) if is_telling(word, share))


def is_telling(word: str, share: Callable[[str], float]) -> bool:
    """Whether a word is rare enough to tell a topic, and there at all."""
    return bool(_CHINESE.match(word)) and 0 < share(word) <= _WIDE
