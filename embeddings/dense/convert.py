"""The model in use → a folder for :class:`embeddings.dense.encoder.OnnxEncoder`, made once, cached.

The default model goes from its packed weights and the shipped adapter straight to an 8-bit graph, in a few seconds and without
torch. Any other is loaded by sentence-transformers, exported by torch and quantised by onnxruntime: unsigned, since signed weights
overflow on processors without VNNI, and by channel (docs/decisions/004).
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import warnings
from pathlib import Path
from typing import Any

from embeddings.cache import Say, cached
from embeddings.dense.adapter import Adapter
from embeddings.dense.encoder import TorchEncoder
from embeddings.dense.model import (
    DEFAULT_MODEL,
    PROMPTS,
    WEIGHTS_SHA256,
    cache_dir,
    default_weights,
    model_setting,
    own_model,
)
from embeddings.dense.packed_weights import PackedWeights, Weights
from graph.errors import HetuError, ModelError
from graph.storage.file_manifest import reason, sha256_of

FORMAT = 4
OPSET = 17
ADAPTER = Path(__file__).resolve().parent.parent.parent / "data" / "model" / "adapter.npz"
"""What the default model was taught of everyday and official wording."""
_POOLING = ("mean", "cls")


def converted_dir(model: str) -> Path:
    """Where the conversion of a model is cached: the default by its adapter, another by a checksum of its name."""
    if model == DEFAULT_MODEL:
        stem = f"{model}-{sha256_of(ADAPTER)[:12]}"
    else:
        stem = hashlib.sha256(model.encode()).hexdigest()[:12]
    return cache_dir() / "converted" / f"{stem}-int8-v{FORMAT}"


def ensure_converted(say: Say) -> Path:
    """Return the converted folder of the model in use, verified; made if it is not there or damaged.

    :param say: receives one Chinese sentence per step.
    :raises ModelError: the model cannot be had, or its pooling cannot be converted.
    :raises graph.errors.BuildError: the cache cannot be written.
    """
    setting = model_setting()
    if setting == DEFAULT_MODEL:
        return cached(converted_dir(setting), lambda staging: convert_default(staging, say), say)
    model = own_model(setting)
    return cached(converted_dir(model), lambda staging: _convert_own(model, staging), say)


def convert_default(folder: Path, say: Say) -> None:
    """Write the default model with its adapter, the same bytes every time.

    :raises ModelError: the model cannot be had, or the adapter is not for it.
    """
    from embeddings.dense.bert_graph import write_bert_graph
    from embeddings.dense.word_pieces import tokenizer_of

    packed, weights = _adapted(say)
    write_bert_graph(folder / "model.onnx", weights, packed.shape)
    tokenizer = tokenizer_of(packed.pieces)
    tokenizer.enable_padding(pad_id=packed.pieces.padding, pad_token=packed.pieces.texts[packed.pieces.padding])
    tokenizer.save(str(folder / "tokenizer.json"))
    _write_settings(folder, DEFAULT_MODEL, packed.shape.hidden, PROMPTS)


def write_default_folder(folder: Path, say: Say) -> None:
    """Write the default model with its adapter, exact, as sentence-transformers loads it.

    :raises ModelError: the model cannot be had, or the adapter is not for it.
    :raises OSError: the folder cannot be written.
    """
    from embeddings.dense.model_folder import write_model_folder

    packed, weights = _adapted(say)
    folder.mkdir(parents=True, exist_ok=True)
    write_model_folder(folder, weights, packed.shape, packed.pieces, PROMPTS)


def _adapted(say: Say) -> tuple[PackedWeights, dict[str, Weights]]:
    packed, adapter = default_weights(say), Adapter.load(ADAPTER)
    if adapter.base != WEIGHTS_SHA256:
        raise ModelError(f"适配文件 {ADAPTER.name} 是为另一份权重做的；请重新安装 Hetu")
    return packed, adapter.applied(packed.unpacked())


def _convert_own(model: str, folder: Path) -> None:
    encoder = TorchEncoder(model, name=model_setting())
    try:
        convert(encoder, folder)
    except (HetuError, OSError):
        raise
    except Exception as error:  # torch and onnx raise of any kind over a model of another sort
        raise ModelError(f"模型 {encoder.name} 无法转换为 ONNX：{reason(error)}") from error


def convert(encoder: TorchEncoder, folder: Path) -> None:
    """Write ``model.onnx`` (int8), ``tokenizer.json`` and ``encoder.json``."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    pooling = _pooling(encoder)
    with tempfile.TemporaryDirectory() as temporary, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        full = Path(temporary) / "full.onnx"
        _export(encoder, pooling, full)
        quantize_dynamic(
            full,
            folder / "model.onnx",
            weight_type=QuantType.QUInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul"],  # the word vectors stay exact: they cost space, not time
        )
    encoder.model.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    _write_settings(folder, encoder.name, encoder.dimension, encoder.prompts)


def _write_settings(folder: Path, name: str, dimension: int, prompts: dict[str, str]) -> None:
    settings = {"name": name, "dimension": dimension, "prompts": prompts, "format": FORMAT}
    (folder / "encoder.json").write_text(json.dumps(settings), encoding="utf-8")


def _pooling(encoder: TorchEncoder) -> str:
    modules = list(encoder.model.children())
    pooling = str(getattr(modules[1], "pooling_mode", "")) if len(modules) > 1 else ""
    if pooling not in _POOLING:
        raise ModelError(f"模型 {encoder.name} 的池化方式“{pooling or '未知'}”无法转换，只支持 mean 与 cls")
    return pooling


def _export(encoder: TorchEncoder, pooling: str, path: Path) -> None:
    import torch

    transformer: Any = encoder.model[0].model

    class Pooled(torch.nn.Module):
        """Transformer and pooling as one graph."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            hidden: torch.Tensor = self.transformer(
                input_ids=input_ids, attention_mask=attention_mask
            ).last_hidden_state
            if pooling == "cls":
                return hidden[:, 0]
            mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
            return (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)

    sample = torch.ones(2, 16, dtype=torch.long)
    axes = {name: {0: "batch", 1: "tokens"} for name in ("input_ids", "attention_mask")}
    torch.onnx.export(
        Pooled().eval(),
        (sample, sample),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=["embedding"],
        dynamic_axes={**axes, "embedding": {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,
    )
