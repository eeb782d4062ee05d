"""Which kind of form fits a question, where the words that the likeliest kind needs are missing."""

from __future__ import annotations

import itertools

from graph.language.word_lists import listed, listed_set
from qa.querying.conditions import (
    Condition,
    Linked,
    Responsible,
    Tells,
    Under,
    link_of,
)
from qa.understanding.asked_kinds import asked_nouns
from qa.understanding.logical_form import (
    Kind,
)
from qa.understanding.matters import is_plain
from qa.understanding.question import Piece, PieceKind, Question
from qa.understanding.reading import Reading


def fitting(op: str, reading: Reading) -> str:
    """The kind of form, or the plainer one where the words that it needs are missing."""
    question = reading.question
    if op == "calc" and not (any(map(question.has, _CALCULATES)) or _takes(question) or _adds(question)):
        return "rank_value" if question.has("order", "rank") else "value"
    if op == "share" and reading.named and not any(piece.text.startswith("占") for piece in question.pieces):
        return "value"
    if op in _NUMBERS and _holds_against(reading):
        return "compare"
    if op == "value" and _adds(question):
        return "calc"
    if op == "rank" and not question.has("order") and not question.has("top"):
        return "list"
    if op in _RATES and question.has("fraction", "rate") and _names_all_towns(reading):
        return "group"
    if _is_rate(op, reading):
        return "share"
    if op == "leader" and question.has("ask", "who") and not (question.has("role") or question.has("noun", "leader")):
        return "tell"  # 红楼梦的作者是谁
    if op == "relate_done" and not question.has("role") and not question.has("also"):
        return "done"
    return _fitting_set(op, reading)


def _names_headings(question: Question) -> bool:
    return question.has("noun", "theme") or question.has("noun", "category")


_VALUES = frozenset({"rank_value", "value", "calc"})


def _orders_numbers(question: Question) -> bool:
    """Whether the first of an order of numbers are asked for (任务数排前三位的)."""
    pairs = zip(question.pieces, question.pieces[1:], strict=False)
    return any(piece.text in _NUMBER_NOUNS and behind.says("top") for piece, behind in pairs)


_NUMBER_NOUNS = listed_set("number-nouns")


def _fitting_set(op: str, reading: Reading) -> str:
    """The kind of form where no tasks are counted or listed, or each town's."""
    question = reading.question
    if op in _VALUES and question.has("fraction", "rate") and question.has("order") and _names_headings(question):
        return "rank"  # 六个板块里哪个完成率最高
    if op == "count" and (_counts_told(reading) or _counts_no_tasks(reading)):
        return "value"
    if op == "count" and _ends_in_things(reading):
        return "list"
    if op == "count" and _counts_by_town(reading):
        return "group"
    if op == "list" and _orders_numbers(reading.question):
        return "rank"
    if op == "list" and _names_wanted(reading):
        return "tell"
    if op == "list" and reading.slots.found and _closes_with_why(reading.question):
        return "why"
    if op == "all_of" and not reading.question.has("ask") and _only_names_a_set(reading):
        return "list"  # 甲和乙都参加、却没有丙的任务
    return _of_one_matter(reading, op) if op in {"list", "all_of"} and _selects_nothing(reading) else op


def _only_names_a_set(reading: Reading) -> bool:
    """Whether a question ends in the tasks it describes, or is made of conditions alone (郑晓东分管 已完成)."""
    pieces = reading.question.pieces
    spaced = any(piece.kind is PieceKind.MARK and not piece.text.strip() for piece in pieces)
    ends = pieces[-1].says("noun", "task") or reading.question.text.rstrip("?？。").endswith(_OF_TASKS)
    return ends or (spaced and len(reading.slots.found) > 1)


_OF_TASKS = listed("ends-in-tasks")


def _selects_nothing(reading: Reading) -> bool:
    """Whether no name, status, time or wording of the table selects tasks, but a matter is told of in other words."""
    question = reading.question
    if reading.slots.found or not reading.subjects or question.has("noun", "task") or question.has("all"):
        return False
    return all(isinstance(topic, Tells) and topic.topic not in topic.words for topic in reading.topics)


def _of_one_matter(reading: Reading, op: str) -> str:
    """What is asked of one matter where no set is: its units, its leader, whether it is done, what is told of it."""
    asked = asked_nouns(reading.question)
    if asked & {Kind.TOWN, Kind.UNIT}:
        return "units"
    if Kind.LEADER in asked:
        return "leader"
    return "done" if op == "all_of" else "tell"


def _is_rate(op: str, reading: Reading) -> bool:
    """Whether one rate of a set is asked for, none for each of its parts."""
    question = reading.question
    if not question.has("fraction", "rate"):
        return False
    apart = question.has("each") or question.has("order")
    return (op in _NOT_RATES and not reading.named and not apart) or (op == "group" and not _names_dimension(reading))


def _names_dimension(reading: Reading) -> bool:
    """Whether a question says by what tasks are told apart."""
    nouns = {piece.sense("noun") for piece in reading.question.cues} - {"", Kind.TASK.value, Kind.ITEM.value}
    return bool(nouns) or any(slot.condition for slot in reading.slots.found if _actor_link(slot.condition))


_RATES = frozenset({"share", "group", "count", "value"})
_NOT_RATES = frozenset({"value", "calc", "group", "two", "done", "count"})

_NUMBERS = frozenset({"calc", "count", "value", "share"})


def _holds_against(reading: Reading) -> bool:
    """Whether the tasks of two named units or leaders are held against each other (甲分管的任务数减去乙的)."""
    actors = [link for slot in reading.slots.found if not slot.denied and (link := _actor_link(slot.condition))]
    several = len({link.kind for link in actors}) < len(actors)
    question = reading.question
    return several and question.has("noun", "task") and (question.has("diff") or question.has("compare"))


def _actor_link(condition: Condition) -> Linked | None:
    return link_of(condition) if isinstance(condition, Responsible | Under) else None


_CALCULATES = ("sum", "diff", "mean", "compare", "fraction")


def _adds(question: Question) -> bool:
    """Whether named figures are asked for together (甲和乙一共多少)."""
    together = any(piece.text in _TOGETHER for piece in question.pieces)
    return together and (question.has("and") or question.has("joint"))


_TOGETHER = listed_set("all-together")


def _takes(question: Question) -> bool:
    """Whether target and actual are both asked for (目标…实际…)."""
    return question.has("plan") and question.has("actual")


def _names_all_towns(reading: Reading) -> bool:
    """Whether all towns are named as what tasks are told apart by (各镇完成率)."""
    pieces = reading.question.pieces
    return any(_is_each_town(piece) or (piece.text.startswith("各") and "镇" in piece.text) for piece in pieces)


def _is_each_town(piece: Piece) -> bool:
    """Whether a piece names all towns of the table, one by one (各镇（街）)."""
    return bool(piece.link and piece.link.kind == "CollectiveUnit" and piece.text.startswith("各"))


def _counts_by_town(reading: Reading) -> bool:
    """Whether tasks are counted for each town (各镇有多少项…), not those of all towns together (各镇参与的有几项)."""
    pieces = reading.question.pieces
    return any(_is_each_town(piece) and behind.says("ask", "many") for piece, behind in itertools.pairwise(pieces))


def _ends_in_things(reading: Reading) -> bool:
    """Whether the tasks themselves are wanted (手上还开着口的几件事), not how many they are."""
    pieces = reading.question.pieces
    at = next((i for i, piece in enumerate(pieces) if piece.says("ask", "many")), 0)
    return at > 0 and pieces[at - 1].text == "的" and pieces[at].text.startswith("几") and at + 2 >= len(pieces)


def _closes_with_why(question: Question) -> bool:
    """Whether a last clause asks for the cause and nothing else (哪个落后了，卡在哪)."""
    last = question.clauses[-1] if len(question.clauses) > 1 else ()
    whys = [piece for piece in last if piece.says("ask", "why")]
    return bool(whys) and all(piece in whys or is_plain(piece) for piece in last)


def _counts_no_tasks(reading: Reading) -> bool:
    """Whether things of some matter are counted that are no tasks (人才子女里有几个读初中的)."""
    question = reading.question
    counted = [piece for piece in question.cues if piece.says("ask", "many")]
    of_tasks = question.has("noun") or question.has("role") or question.has("mention") or question.has("status")
    return (
        bool(reading.topics)
        and not reading.slots.found
        and not of_tasks
        and all(piece.text[-1] not in _TASK_MEASURES for piece in counted)
    )


_TASK_MEASURES = listed_set("task-measures")


def _names_wanted(reading: Reading) -> bool:
    """Whether the names on a list of people or things are asked for (20名劳动模范的名单), not tasks."""
    question = reading.question
    lists = any(piece.text == "名单" for piece in question.all("ask", "list"))
    return lists and bool(reading.subjects) and not reading.slots.found and not question.has("noun")


def _counts_told(reading: Reading) -> bool:
    """Whether what the text tells is counted: a verb of its own before 多少 (立案多少件), or no task's measure (几宗)."""
    pieces = reading.question.pieces
    if reading.question.has("noun", "task") and reading.slots.found:
        return False
    told = [at for slot in reading.slots.residual for at in range(*slot)]
    for at, piece in enumerate(pieces):
        if not piece.says("ask", "many"):
            continue
        before = next((one for one in reversed(pieces[:at]) if not is_plain(one) or one.says("noun")), None)
        verb = (
            before is not None
            and before.kind is PieceKind.WORD
            and before.tag[:1] == "v"
            and pieces.index(before) in told
        )
        behind = pieces[at + 1] if at + 1 < len(pieces) else None
        measure = piece.text[-1] if piece.text[-1] in _OTHER_MEASURES else behind.text[:1] if behind else ""
        return verb or measure in _OTHER_MEASURES
    return False


_OTHER_MEASURES = listed_set("other-measures")
"""What tasks, units and other things of the table are not counted by."""
