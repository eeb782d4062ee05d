"""What every file of fitted values is held to when it is missing, broken or spoilt."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.errors import ModelError

Load = Callable[[Path], object]


def refuses_in_one_sentence(load: Load, content: Any, said: str, folder: Path) -> None:
    """A spoilt file is refused in one clear sentence that names the command which makes it again."""
    path = folder / "fitted.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ModelError, match=said) as raised:
        load(path)
    assert "fit_retrieval" in str(raised.value)
    assert "\n" not in str(raised.value)


def refuses_missing_and_broken(load: Load, folder: Path) -> None:
    """A file that is not there, or holds anything else, is refused."""
    with pytest.raises(ModelError, match="无法读取"):
        load(folder / "none.json")
    for content in (b"", b"{", b"\xff\xfe", b"[1]"):
        path = folder / "broken.json"
        path.write_bytes(content)
        with pytest.raises(ModelError, match="不合格式"):
            load(path)
