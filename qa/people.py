"""Who holds an office, where a text says so by the way: 市长张华景同志带队前往."""

from __future__ import annotations

import re
from collections.abc import Iterable

_OFFICE = r"(?:(?:市委|县委|区委|人大常委会|政协)?(?:书记|主任|主席)|市长|县长|区长)"
_ASKED = re.compile(
    rf"(?<![镇乡村局委办])(?<!副)(?P<office>{_OFFICE})(?:现在|目前|如今)?(?:是|叫|姓)(?:谁|啥|什么|哪位)|"
    rf"谁(?:是|当|任)[^，。]{{0,5}}?(?<![镇乡村局委办副])(?P<behind>{_OFFICE})(?=$|[？?，。])"
)


def holder_named(question: str, texts: Iterable[str]) -> str | None:
    """The office asked for with the name of who holds it, as a text writes both together.

    >>> holder_named("鹤山现任市长叫什么名字", ["市委副书记、市长张华景同志带队前往"])
    '市长张华景'
    >>> holder_named("址山镇镇长是谁", ["市长张华景同志"]), holder_named("市长是谁", ["副市长李海权同志"])
    (None, None)
    """
    asked = _ASKED.search(question)
    if asked is None:
        return None
    office = asked["office"] or asked["behind"]
    written = re.compile(rf"(?<!副)(?P<both>{re.escape(office)}[\u4e00-\u9fff]{{2,3}})同志")
    return next((match["both"] for text in texts if (match := written.search(text))), None)
