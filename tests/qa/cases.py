"""Cases of tests: rows of ``tests/cases/*.jsonl``."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

CASES = Path(__file__).resolve().parent.parent / "cases"


@lru_cache(maxsize=32)
def cases(name: str) -> tuple[dict[str, Any], ...]:
    """The rows of a file of cases, by its name without the ending."""
    lines = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def question_of(case: dict[str, Any]) -> str:
    """How a case is called."""
    return str(case["question"]) if "question" in case else " → ".join(case["turns"])
