"""The lines of an answer as HTML: the point largest, tasks as rows, numbers of groups as bars, what lies apart folded up."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from markupsafe import Markup, escape

from qa import Hetu
from qa.answering.answer import Answer
from qa.answering.phrases import say
from qa.answering.results import EntityList
from ui.browse import address
from ui.chips import chips_html, group_choice
from ui.pages import status_badge
from ui.source_page import source_address

_OPEN, _CLOSE = "〔〕"
_QUOTED = "原文："
_ITEM = "- "
_LONGEST_ID = 20


class AnswerLines:
    """The text of one answer, line by line."""

    def __init__(self, answer: Answer, kg: Hetu) -> None:
        self._answer, self._kg = answer, kg
        items = answer.result.items if isinstance(answer.result, EntityList) and not answer.parts else ()
        self._labels = {item.label: item.value for item in items}
        self._share = getattr(answer.plan.form, "share", None) is not None

    def html(self) -> Iterator[Markup]:
        """The point, how the question was understood, then the other lines; what no line says of the notes at the end."""
        heads = {part.headline for part in self._answer.parts} or {self._answer.headline}
        waiting = self._answer.answer.split("\n")
        if waiting[0] not in heads:  # it was reworded
            heads = {waiting[0]}
        yield self._headline(waiting.pop(0))
        yield chips_html(self._answer)
        yield from self._bars_at_once(waiting)
        while waiting:
            line = waiting.pop(0)
            members = list(takewhile(lambda one: one.startswith(_ITEM), waiting)) if line.endswith("：") else []
            del waiting[: len(members)]
            if line in heads:
                yield self._headline(line)
            elif members:
                yield self._folded(line.removesuffix("："), [one.removeprefix(_ITEM) for one in members], opened=True)
            else:
                yield self._line(line)
        for note in self._answer.notes:
            if note not in self._answer.answer:
                yield self._remark(f"（{note}）")

    def _headline(self, line: str) -> Markup:
        return Markup('<h2 class="hetu-headline">{}</h2>').format(self.linked(line))

    def _line(self, line: str) -> Markup:
        task, rest = _numbered(line)
        if task in self._kg.corpus.tasks and self._is_title(task, rest):
            return self._task(task)
        if line.startswith(_QUOTED):
            return Markup("<blockquote>{}</blockquote>").format(line.removeprefix(_QUOTED))
        if line.startswith("（") and line.endswith("）"):
            return self._remark(line)
        label = self._label(line)
        if label:
            return self._bar(label, line.partition("：")[2].partition(_OPEN))
        head, _, members = line.rpartition("：")
        if head and all(one.startswith(_OPEN) and one.endswith(_CLOSE) for one in members.split("、")):
            return self._folded(head, [members], opened=False)
        if self._labels and line == "、".join(self._labels):
            return Markup("<p>{}</p>").format(Markup("、").join(map(self._entity, self._labels)))
        return Markup("<p>{}</p>").format(self.linked(line))

    def _remark(self, line: str) -> Markup:
        return Markup('<p class="hetu-remark">{}</p>').format(self.linked(line))

    def _folded(self, head: str, members: list[str], *, opened: bool) -> Markup:
        """What stands beside an answer: what is nearest to a refused question is shown, what lies apart folded up."""
        inside = Markup("").join(Markup("<p>{}</p>").format(self.linked(one)) for one in members)
        state = Markup(" open" if opened else "")
        return Markup('<details class="hetu-group"{}><summary>{}</summary>{}</details>').format(state, head, inside)

    def _is_title(self, task: str, rest: str) -> bool:
        """Whether what stands behind a number is the task's title (shortened, with its status), not what is told of it."""
        title = rest[: rest.rfind("（")] if rest.endswith("）") else rest
        return bool(title) and self._kg.corpus.tasks[task].title.value.startswith(title.rstrip("…"))

    def _task(self, key: str) -> Markup:
        task = self._kg.corpus.tasks[key]
        due = "、".join(dict.fromkeys(deadline.text for deadline in task.deadlines))
        facts = " · ".join(filter(None, (task.lead_unit and f"{task.lead_unit}牵头", due, "原表")))
        hit = self._kg.corpus.hit(task.id, "direct", 1.0, "")
        return Markup('<p class="hetu-task">{} {} <small>{}<a href="{}">{}</a></small></p>').format(
            self._link(task.id, f"〔{task.id}〕{task.title.value}"),
            status_badge(hit.status or ""),
            facts,
            source_address(task.document, task.lines),
            self._kg.corpus.place_of(task.document, (task.lines[0], task.lines[0])),
        )

    def _label(self, line: str) -> str:
        """The thing of the result whose number a line tells; empty where it tells none."""
        if "：" in line:
            label = line.partition("：")[0]
        else:
            label = line.partition("（")[0] if line.count("（") == 1 and line.endswith("）") else ""
        return label if self._labels.get(label) is not None else ""

    def _bars_at_once(self, waiting: list[str]) -> Iterator[Markup]:
        """The numbers that only the point tells, as bars below it."""
        told = [label for label, value in self._labels.items() if value is not None]
        if len(told) > 1 and not any(map(self._label, waiting)):
            for label in told:
                yield self._bar(label, ("", "", ""))

    def _bar(self, label: str, behind: tuple[str, str, str]) -> Markup:
        """A number as a bar beside the others, which leads to the tasks behind it; below it those that the line names."""
        value = self._labels[label] or 0
        longest = 100 if self._share else max((one or 0 for one in self._labels.values()), default=0)
        choice = group_choice(self._answer.plan, label)
        name = Markup('<a href="{}">{}</a>').format(address(choice), label) if choice else self._entity(label)
        told = f"{value}%" if self._share else f"{value} {say('measure.task')}"
        width = round(100 * value / max(1, longest), 1)
        bar = Markup('<p class="hetu-count"><span>{}</span><b>{}</b><i style="width: {}%"></i></p>')
        named = Markup('<p class="hetu-named">{}</p>').format(self.linked("".join(behind[1:]))) if behind[2] else ""
        return bar.format(name, told, width) + named

    def _entity(self, label: str) -> Markup:
        """A unit, town or leader as a link."""
        key = self._kg.corpus.actors.get(label)
        return Markup('<a href="/page/{}">{}</a>').format(key, label) if key else escape(label)

    def linked(self, text: str) -> Markup:
        """A text with its task numbers as links."""
        done, at = Markup(""), 0
        while (start := text.find(_OPEN, at)) >= 0:
            task, _ = _numbered(text[start:])
            end = start + len(task) + 2 if task in self._kg.corpus.tasks else start + 1
            done += escape(text[at:start])
            done += self._link(task, text[start:end]) if end > start + 1 else escape(_OPEN)
            at = end
        return done + escape(text[at:])

    def _link(self, task: str, words: str) -> Markup:
        return Markup('<a href="/page/{}">{}</a>').format(self._kg.corpus.keys[task], words)


def _numbered(line: str) -> tuple[str, str]:
    """The number in front of a line, and what stands behind it; empty where there is none.

    >>> _numbered("〔3-48〕镇南片区"), _numbered("镇南片区")
    (('3-48', '镇南片区'), ('', ''))
    """
    end = line.find(_CLOSE)
    return (line[1:end], line[end + 1 :]) if line.startswith(_OPEN) and 1 < end <= _LONGEST_ID + 1 else ("", "")
