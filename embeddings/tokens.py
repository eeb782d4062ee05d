"""Chinese tokens for the lexical index: words of the dictionary, and character pairs for names it does not know."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*|\d+(?:\.\d+)?|[\u4e00-\u9fff]+")
_STOPWORD_LIST = (
    "的 了 和 与 及 在 是 有 吗 呢 吧 啊 呀 么 什么 怎么 怎样 怎么样 如何 哪 哪些 哪个 哪里 哪儿 哪几 哪项 几 多少 谁 为什么 为何 "
    "请问 请 帮我 查 一下 查查 看看 告诉 我 我们 你 他 它 这 那 这个 那个 些 个 项 到 没 没有 不 也 都 还 就 要 会 能 可以 可 被 把 "
    "给 让 对 从 以 由 于 为 等 或 并 而 之 其 所 着 过 吧 嘛 情况 任务 工作 项目 事 事情 现在 目前 今年 多 大 上 下 里 中 后 前 时候 "
    "干 做 办 搞 弄 说 想 知道 了解 关于 有没有 是不是 进展 完成 全市 我市 市"
)
STOPWORDS = frozenset(_STOPWORD_LIST.split())
"""Words that say nothing about which task is meant."""


@lru_cache(maxsize=8192)
def tokenize(text: str) -> tuple[str, ...]:
    """Tokens of a text, NFKC-folded and lower-cased.

    >>> tokenize("第三水厂 5G基站")
    ('第三', '水厂', '第三', '三水', '水厂', '5', 'g', '基站')
    """
    import rjieba

    folded = unicodedata.normalize("NFKC", text).lower()
    tokens: list[str] = []
    for run in _WORD.findall(folded):
        if not _CHINESE.fullmatch(run):
            tokens += re.findall(r"[a-z]+|\d+(?:\.\d+)?", run)
            continue
        words = [word for word in rjieba.cut_for_search(run) if len(word) > 1 or len(run) == 1]
        tokens += words
        if len(run) > 2:
            tokens += [run[i : i + 2] for i in range(len(run) - 1)]
    return tuple(tokens)


def content_tokens(text: str) -> tuple[str, ...]:
    """Return the tokens of a question that carry meaning, each once."""
    return tuple(dict.fromkeys(token for token in tokenize(text) if token not in STOPWORDS))
