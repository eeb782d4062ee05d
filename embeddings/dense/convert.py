"""sentence-transformers model → quantised ONNX folder for :class:`embeddings.dense.encoder.OnnxEncoder`.

int8 weights of the layers, scaled by channel, make the model several times faster on a CPU, and let questions be answered
without importing torch; they keep the exact model's recall (docs/decisions/004). Conversion happens once per model and is
cached.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import warnings
from pathlib import Path
from typing import Any

from embeddings.cache import Say, cached
from embeddings.dense.encoder import TorchEncoder
from embeddings.dense.model import cache_dir, model_setting
from graph.errors import HetuError, ModelError
from graph.storage.file_manifest import reason

FORMAT = 3
OPSET = 17
_POOLING = ("mean", "cls")


def converted_dir(model: str) -> Path:
    """Where the conversion of a model is cached: by its name when it is one of our own folders, else by a checksum."""
    folder = Path(model)
    ours = folder.is_dir() and folder.parent.parent == cache_dir()
    stem = folder.name if ours else hashlib.sha256(model.encode()).hexdigest()[:12]
    return cache_dir() / "converted" / f"{stem}-int8-v{FORMAT}"


def ensure_converted(model: str, say: Say) -> Path:
    """Return the converted folder of a model, verified; made if it is not there or damaged.

    :param say: receives a sentence when something damaged is made again.
    :raises ModelError: the model cannot be loaded, or its pooling cannot be converted.
    :raises graph.errors.BuildError: the cache cannot be written.
    """

    def write(staging: Path) -> None:
        encoder = TorchEncoder(model, name=model_setting())
        try:
            convert(encoder, staging)
        except (HetuError, OSError):
            raise
        except Exception as error:  # torch and onnx raise of any kind over a model of another sort
            raise ModelError(f"模型 {encoder.name} 无法转换为 ONNX：{reason(error)}") from error

    return cached(converted_dir(model), write, say)


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
            weight_type=QuantType.QUInt8,  # signed weights overflow on processors without VNNI (many laptops)
            per_channel=True,
            op_types_to_quantize=["MatMul"],  # the word vectors stay exact: they cost space, not time
        )
    encoder.model.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    settings = {"name": encoder.name, "dimension": encoder.dimension, "pooling": pooling, "format": FORMAT}
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
