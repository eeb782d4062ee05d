"""Which word pieces of a multilingual model are kept for Chinese government text, and its tokenizer.

Of 250,000 pieces some 32,000 are kept: every one of Chinese characters, figures and marks, and Latin ones so short that any
Latin word can be put together from them. A character that no piece holds becomes the unknown one.
"""

from __future__ import annotations

import re

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from embeddings.dense.packed_weights import Pieces

SPACE = "▁"
"""Stands for a blank in word pieces."""
LONGEST_LATIN = 3
PREFIX_WORDS = ("query", "passage")
"""Words of the model's own prefixes, which stay whole as far as they are so."""
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LATIN = re.compile(r"[A-Za-z]*")
_MARKS = re.compile(r"[\x20-\x7e\u00a0-\u00bf\u00d7\u00f7\u2000-\u2bff\u3000-\u303f\u30fb\uff00-\uffef]+")
_SIGN = re.compile(r"[\u0370-\u03ff\u2100-\u214f\u3200-\u33ff]")
"""Greek letters and letter-like signs as they stand in measures and formulas: alone."""


def keeps(piece: str) -> bool:
    """Whether a piece is kept.

    >>> [keeps(piece) for piece in ("有限公司", "▁2022", "φ", "GDP", "▁passage", "と思う", "▁Regierung")]
    [True, True, True, True, True, False, False]
    """
    bare = piece.replace(SPACE, "")
    if _LATIN.fullmatch(bare):
        return len(bare) <= LONGEST_LATIN or bare in PREFIX_WORDS
    return bool(_CHINESE.fullmatch(bare) or _MARKS.fullmatch(bare) or _SIGN.fullmatch(bare))


def tokenizer_of(pieces: Pieces) -> Tokenizer:
    """The tokenizer over pieces: a unigram model with begin and end around each text."""
    vocabulary = list(zip(pieces.texts, pieces.scores, strict=True))
    made = Tokenizer(models.Unigram(vocabulary, unk_id=pieces.unknown))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always")
    begin, end = pieces.texts[pieces.begin], pieces.texts[pieces.end]
    made.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}", special_tokens=[(begin, pieces.begin), (end, pieces.end)]
    )
    return made
