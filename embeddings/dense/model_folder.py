"""A model as a folder that sentence-transformers loads: for training further, comparing, and other programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from embeddings.dense.packed_weights import Pieces, Shape, Weights
from embeddings.dense.word_pieces import tokenizer_of

LONGEST = 256
"""Tokens of the longest text."""


def write_model_folder(
    folder: Path, weights: Mapping[str, Weights], shape: Shape, pieces: Pieces, prompts: Mapping[str, str]
) -> None:
    """Write weights, word pieces and settings into a folder that is there.

    :param weights: by the names of transformers' ``BertModel``.
    :param prompts: what stands before a text, by its role (``query``, ``document``).
    :raises OSError: it cannot be written.
    """
    from safetensors.numpy import save_file

    save_file(dict(weights), folder / "model.safetensors", metadata={"format": "pt"})
    tokenizer_of(pieces).save(str(folder / "tokenizer.json"))
    for part in ("1_Pooling", "2_Normalize"):
        (folder / part).mkdir(exist_ok=True)
    for name, content in _settings(weights, shape, pieces, prompts).items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _settings(
    weights: Mapping[str, Weights], shape: Shape, pieces: Pieces, prompts: Mapping[str, str]
) -> dict[str, object]:
    special = {
        "bos_token": pieces.texts[pieces.begin],
        "eos_token": pieces.texts[pieces.end],
        "pad_token": pieces.texts[pieces.padding],
        "unk_token": pieces.texts[pieces.unknown],
    }
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "vocab_size": len(pieces.texts),
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.inner,
            "hidden_act": "gelu",
            "max_position_embeddings": shape.positions,
            "type_vocab_size": len(weights["embeddings.token_type_embeddings.weight"]),
            "layer_norm_eps": shape.epsilon,
            "pad_token_id": pieces.padding,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            **special,
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "sentence_bert_config.json": {"max_seq_length": LONGEST, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": dict(prompts), "similarity_fn_name": "cosine"},
    }
