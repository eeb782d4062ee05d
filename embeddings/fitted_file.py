"""Values that were fitted to questions, kept as JSON beside the language data: read with one clear sentence for every fault."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from graph.errors import ModelError

ADVICE = "请运行 python -m scripts.fit_retrieval 重新生成"


class FittedFile(Protocol):
    """What every such file says of itself."""

    @property
    def format(self) -> int:
        """The version of its form."""
        ...


F = TypeVar("F", bound=FittedFile)


def read_fitted(path: Path, kind: type[F], name: str, wanted: int, advice: str = ADVICE) -> F:
    """Read a file of fitted values.

    :param kind: what it holds; ``name``: what it is called in Chinese; ``wanted``: the format this version reads; ``advice``: what
        makes the file again.
    :raises ModelError: it is missing, broken or of another format.
    """
    try:
        read = msgspec.json.decode(path.read_bytes(), type=kind)
    except OSError as error:
        raise ModelError(f"{name} {path} 无法读取：{error.strerror}；{advice}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ModelError(f"{name} {path} 的内容不合格式：{error}；{advice}") from error
    if read.format != wanted:
        raise ModelError(f"{name} {path} 的格式为 {read.format}，本版需要 {wanted}；{advice}")
    return read
