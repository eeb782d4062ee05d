"""Growth of matching: every pattern of the product, found by walking its modules, against strings made to slow it down.

The strings come from a pattern's own parse tree: for every repetition in it, what leads to it, then the repeated part
many times over (each way it can be written, and two ways in turn), then something that cannot match.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as sre_parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

PACKAGES = ("graph", "embeddings", "qa", "ui")
SIZES = (200, 400, 800)
LINEAR = 4.0
"""How much longer a linear match takes on four times the text."""
MOST = 8.0
"""Growth from the shortest to the longest above which a pattern is not linear (quadratic is 16)."""
UNSEEN = 250e-6
"""Seconds for the longest string below which growth cannot be told from noise and harms nobody."""
TOO_LONG = 0.5
"""Seconds after which a match is stopped: it would never end."""
_SPOILERS = ("", "\x00", "\n\x00", "甲\x00")
_CALLS = {"compile", "search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split"}


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern and where it stands."""

    place: str
    pattern: re.Pattern[str]


def product_modules() -> Iterator[ModuleType]:
    """Every module of the four packages."""
    for name in PACKAGES:
        package = importlib.import_module(name)
        yield package
        for info in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not info.name.endswith("__main__"):
                yield importlib.import_module(info.name)


def product_patterns() -> list[Found]:
    """Every pattern that a module holds, at any depth, or that a function writes out where it uses it."""
    found: dict[tuple[str, int], Found] = {}
    for module in product_modules():
        held = [(f"{module.__name__}.{name}", value) for name, value in vars(module).items()]
        for place, pattern in [*_held(held), *_written(module)]:
            found.setdefault((pattern.pattern, pattern.flags), Found(place, pattern))
    return list(found.values())


def _held(values: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, re.Pattern[str]]]:
    stack, seen = list(values), set()
    while stack:
        place, value = stack.pop()
        if isinstance(value, re.Pattern):
            if isinstance(value.pattern, str):
                yield place, value
            continue
        if id(value) in seen or isinstance(value, str | bytes | int | float | ModuleType):
            continue
        seen.add(id(value))
        if isinstance(value, dict):
            stack += [(f"{place}[{key!r}]", inner) for key, inner in islice(value.items(), 5000)]
        elif isinstance(value, list | tuple | set | frozenset):
            stack += [(f"{place}[{index}]", inner) for index, inner in enumerate(islice(value, 5000))]
        elif hasattr(type(value), "__dataclass_fields__"):
            stack += [(f"{place}.{name}", getattr(value, name, None)) for name in type(value).__dataclass_fields__]
        elif isinstance(value, type) and value.__module__.split(".")[0] in PACKAGES:
            stack += [(f"{place}.{name}", inner) for name, inner in vars(value).items()]


def _written(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Patterns given to ``re`` where they are used; parts that only a function knows stand for any text."""
    path = Path(str(module.__file__))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if not called or node.func.attr not in _CALLS or not isinstance(node.func.value, ast.Name):
            continue
        if node.func.value.id != "re" or not node.args:
            continue
        text = _text(node.args[0], module)
        if text:
            yield f"{module.__name__}:{node.lineno}", re.compile(text)


def _text(node: ast.expr, module: ModuleType) -> str | None:
    try:
        made = eval(compile(ast.Expression(node), "pattern", "eval"), dict(vars(module)))
    except Exception:
        if not isinstance(node, ast.JoinedStr):
            return None
        parts = [part.value if isinstance(part, ast.Constant) else "某某" for part in node.values]
        made = "".join(map(str, parts))
        try:
            re.compile(made)
        except re.error:
            return None
    return made if isinstance(made, str) else None


def attacks(pattern: re.Pattern[str], size: int) -> Iterator[str]:
    """Strings of about ``size`` characters that lead a backtracking matcher astray."""
    tree = sre_parser.parse(pattern.pattern, pattern.flags)
    seen = set()
    for lead, pump in _pumps(tree, ""):
        if not pump or (lead, pump) in seen:
            continue
        seen.add((lead, pump))
        body = (pump * (size // len(pump) + 1))[:size]
        for spoiler in _SPOILERS:
            yield lead + body + spoiler
        if lead:
            yield ((lead + pump) * (size // len(lead + pump) + 1))[:size] + "\x00"


def _pumps(tree: Any, lead: str) -> Iterator[tuple[str, str]]:
    """(what leads to it, what can be repeated) for every repetition of a parse tree."""
    before = lead
    literal = ""
    for operation, value in tree:
        for inner in _inner(operation, value):
            yield from _pumps(inner, before)
        if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT) and value[1] > 1:
            ways = list(islice(_samples(value[2]), 6))
            for way in ways:
                yield before, way
                yield "", way
            for one, other in pairwise(ways):
                yield before, one + other
        literal = next(_samples([(operation, value)]), "")
        before += literal
    if before and lead == "":
        yield "", before


def _inner(operation: Any, value: Any) -> list[Any]:
    if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return [value[2]]
    if operation is sre.SUBPATTERN:
        return [value[3]]
    if operation is sre.BRANCH:
        return list(value[1])
    if operation in (sre.ASSERT, sre.ASSERT_NOT):
        return [value[1]]
    if operation is sre.ATOMIC_GROUP:
        return [value]
    if operation is sre.GROUPREF_EXISTS:
        return [part for part in value[1:] if part]
    return []


def _samples(tree: Any) -> Iterator[str]:
    """Some strings that a part of a pattern matches."""
    made = [""]
    for operation, value in tree:
        ways = list(islice(_one(operation, value), 6)) or [""]
        made = [start + way for way in ways for start in made][:12]
    yield from made


def _one(operation: Any, value: Any) -> Iterator[str]:
    if operation is sre.LITERAL:
        yield chr(value)
    elif operation is sre.NOT_LITERAL:
        yield "甲" if value != ord("甲") else "乙"
    elif operation is sre.ANY:
        yield from ("甲", " ", "1")
    elif operation is sre.IN:
        yield from _of_class(value)
    elif operation is sre.BRANCH:
        for branch in value[1]:
            yield next(_samples(branch), "")
    elif operation in (sre.SUBPATTERN, sre.ATOMIC_GROUP):
        yield from _samples(value[3] if operation is sre.SUBPATTERN else value)
    elif operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        least, most, inner = value
        for sample in _samples(inner):
            yield sample * max(least, min(1, int(most)))
    else:
        yield ""


_CATEGORIES = {
    sre.CATEGORY_DIGIT: "1",
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_WORD: "甲",
    sre.CATEGORY_NOT_DIGIT: "甲",
    sre.CATEGORY_NOT_SPACE: "甲",
    sre.CATEGORY_NOT_WORD: "。",
}


def _of_class(items: Any) -> Iterator[str]:
    if items and items[0][0] is sre.NEGATE:
        compiled = [chr(v) for op, v in items[1:] if op is sre.LITERAL]
        yield from (char for char in ("甲", "1", " ", "a", "（", "、") if char not in compiled)
        return
    for operation, value in items:
        if operation is sre.LITERAL:
            yield chr(value)
        elif operation is sre.RANGE:
            yield chr(value[0])
        elif operation is sre.CATEGORY:
            yield _CATEGORIES.get(value, "甲")


def growth(pattern: re.Pattern[str], limit: float = 2.0) -> tuple[float, float, str]:
    """The worst (growth from the shortest to the longest, seconds for the longest, string) of a pattern."""
    signal.signal(signal.SIGALRM, _stop)
    worst = (0.0, 0.0, "")
    until = time.monotonic() + limit
    for short, long in zip(attacks(pattern, SIZES[0]), attacks(pattern, SIZES[-1]), strict=False):
        quick = _seconds(pattern, short)
        if quick >= TOO_LONG:
            return (float("inf"), quick, short)
        slow = _seconds(pattern, long)
        if slow > UNSEEN and slow / quick > MOST:  # a second look, since another process may have had its turn
            quick, slow = (min(_seconds(pattern, text) for _ in range(5)) for text in (short, long))
        if slow > UNSEEN and slow / quick > worst[0]:
            worst = (slow / quick, slow, long)
        if time.monotonic() > until:
            break
    return worst


def _seconds(pattern: re.Pattern[str], text: str) -> float:
    """Seconds for finding all, matching and matching whole; stopped at :data:`TOO_LONG`."""
    started = time.perf_counter()
    signal.setitimer(signal.ITIMER_REAL, TOO_LONG)
    try:
        for _ in pattern.finditer(text):
            pass
        pattern.match(text)
        pattern.fullmatch(text)
    except _StoppedError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return max(time.perf_counter() - started, 1e-9)


class _StoppedError(Exception):
    """A match that was stopped."""


def _stop(*_: object) -> None:
    raise _StoppedError
