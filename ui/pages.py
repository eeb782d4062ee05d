"""The pages' templates; whatever they are given is text, never markup."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from graph.tables.statuses import concept_of

NAVIGATION = (
    ("/", "提问"),
    ("/browse", "浏览"),
    ("/graph", "图谱"),
    ("/stats", "统计"),
    ("/tables", "我的表"),
    ("/data", "数据"),
)
FOOT = Markup('<p class="licences">代码 MIT 许可　<a href="/data#licences">模型与数据的许可</a></p>')
"""What stands at the foot of every page."""


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )


def rendered(template: str, here: str, **values: Any) -> str:
    """A page.

    :param here: the address among :data:`NAVIGATION` that it belongs to.
    """
    page = _environment().get_template(template)
    return page.render(navigation=NAVIGATION, here=here, status=status_badge, foot=FOOT, **values)


def piece(template: str, **values: Any) -> str:
    """A piece of a page."""
    return _environment().get_template(template).render(status=status_badge, **values)


@lru_cache(maxsize=256)
def status_badge(status: str) -> Markup:
    """A status in its colour; the words say it as well.

    >>> str(status_badge("已完成"))
    '<span class="status completed">已完成</span>'
    """
    if not status:
        return Markup('<span class="none">未写明</span>')
    concept = concept_of(status)
    return Markup('<span class="status {}">{}</span>').format(concept.key if concept else "other", status)
