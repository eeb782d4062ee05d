"""Forms about sets: lists, counts, groups, rankings, comparisons, shares, averages, yes or no about a set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from graph.language.word_lists import listed_set
from qa.querying.conditions import (
    EVERY_TASK,
    AllOf,
    AnyOf,
    Condition,
    Due,
    Has,
    HasStatus,
    Names,
    NotThis,
    Responsible,
    Role,
    StatusMode,
    Tells,
    Under,
    all_of,
    any_of,
    atoms,
    conjuncts,
    link_of,
    without,
)
from qa.querying.conditions import Counted as Part
from qa.understanding.asked_order import number_of_top
from qa.understanding.logical_form import (
    AnySet,
    Compared,
    Counted,
    Explained,
    Form,
    Grouped,
    Items,
    Kind,
    Listed,
    Mean,
    Quantifier,
    Share,
    Tasks,
    Things,
    Verified,
)
from qa.understanding.question import Question
from qa.understanding.slot_finders import ROLES, STATUS_KEYS, Slot, bound_behind
from qa.understanding.slots import Slots, joined

COMPLETED = HasStatus("完成", *STATUS_KEYS["completed"])
_LACKING = {
    "unit": Has(Part.UNITS, 0, 0),
    "support": Has(Part.UNITS, 0, 0, Role.PARTICIPANT),
    "town": Has(Part.TOWNS, 0, 0),
    "leader": Has(Part.LEADERS, 0, 0),
    "month": Has(Part.DEADLINES, 0, 0),
    "report": Has(Part.REPORTS, 0, 0),
}
"""What a task may lack, by the sense of the words that say so."""
_GENERAL = frozenset({Kind.UNIT, Kind.TOWN, Kind.LEADER, Kind.CATEGORY, Kind.THEME})


@dataclass(frozen=True)
class SetForms:
    """Makes the forms about sets of one question.

    :param topics: conditions on what the texts tell, from the words that nothing else explains; ``written``: the names
        that some texts write without naming the thing.
    """

    question: Question
    slots: Slots
    topics: tuple[Condition, ...] = ()
    written: frozenset[str] = frozenset()

    @cached_property
    def where(self) -> Condition:
        """All conditions: those of the slots, what the texts tell, and a status told by 完成 alone."""
        return self._with_topics(self.slots.where)

    def _with_topics(self, condition: Condition) -> Condition:
        lacking = [_LACKING[piece.sense("lack")] for piece in self.question.all("lack")]
        parts = [part for part in (*conjuncts(condition), *self.topics, *lacking) if part != EVERY_TASK]
        parts = [self._or_written(part) for part in parts]
        return all_of(parts) if parts else EVERY_TASK

    def _or_written(self, part: Condition) -> Condition:
        """A name, or the very words for it: what mentions a thing may do so within another name (雅图仕党校)."""
        if isinstance(part, Names) and part.link.text in self.written:
            return any_of([part, Tells(part.link.text, (part.link.text,))])
        return part

    @cached_property
    def by_status(self) -> bool:
        """Whether a status is among the conditions."""
        return any(isinstance(atom, HasStatus) for atom in atoms(self.slots.where))

    @cached_property
    def rate(self) -> Condition | None:
        """The condition whose share is asked for (完成率, 暂缓的占比); ``None`` where none is."""
        if self.question.has("fraction", "rate"):
            return COMPLETED
        if self.question.has("fraction", "share"):
            return self._statuses() or COMPLETED
        return None

    def _statuses(self) -> Condition | None:
        """The conditions of status alone."""
        found = [part for part in conjuncts(self.slots.where) if _only_status(part)]
        return all_of(found) if found else None

    @cached_property
    def rest(self) -> Condition:
        """The conditions without those of status."""
        kept = [part for part in conjuncts(self.where) if not _only_status(part)]
        return all_of(kept) if kept else EVERY_TASK

    def set_of(self, kind: Kind) -> AnySet:
        """The set that is listed or counted."""
        where = self._completed(self.where)
        if kind is Kind.TASK:
            return Tasks(where)
        if kind is Kind.ITEM:
            return Items(where)
        return self._things(kind, where)

    def _completed(self, where: Condition) -> Condition:
        """The condition with 完成 alone as a status, where it is said of the tasks asked for (完成了几项)."""
        if (
            self.by_status
            or any(isinstance(atom, Due) for atom in atoms(where))
            or not self.question.has("done", "bare")
        ):
            return where
        return all_of([*(part for part in conjuncts(where)), COMPLETED])

    def _things(self, kind: Kind, where: Condition) -> Things:
        role = self._role()
        status = self._statuses()
        lacking = self._lacking(kind)
        if lacking is not None:
            return Things(kind, EVERY_TASK, role, Quantifier.NONE, lacking)
        if status and self._says_all():
            return Things(kind, self.rest, role, Quantifier.ALL, overall(status))
        if self.question.has("all") and self.question.has("done", "bare") and not self.by_status and self._says_all():
            return Things(kind, self.rest, role, Quantifier.ALL, COMPLETED)
        denied = [part for part in conjuncts(where) if isinstance(part, NotThis) and _only_status(part.part)]
        if denied:
            kept = [part for part in conjuncts(where) if part not in denied]
            return Things(
                kind,
                all_of(kept) if kept else EVERY_TASK,
                role,
                Quantifier.NONE,
                all_of([part.part for part in denied]),
            )
        if self.question.has("joint") and where != EVERY_TASK and kind in _ACTORS and not self._names(kind):
            return Things(kind, where, role, Quantifier.EACH)
        apart = any(piece.text in _BOTH for piece in self.question.all("joint"))
        return Things(kind, where, role, least=self._least(), apart=apart)

    @cached_property
    def by_towns(self) -> bool:
        """Whether all towns are named as what tasks are told apart by (各镇街当中最多的)."""
        return any(
            (link := link_of(slot.condition))
            and link.kind == "CollectiveUnit"
            and link.text.startswith(("各", "每", "所有", "全部"))
            for slot in self.slots.found
            if not slot.denied
        )

    def _names(self, kind: Kind) -> bool:
        """Whether a thing of a kind is named among the conditions."""
        named = (link_of(atom) for atom in atoms(self.slots.where))
        return any(link.kind in _ACTORS[kind] for link in named if link)

    def _least(self) -> int:
        """In how many tasks a thing must be at least (至少两项)."""
        for at, piece in enumerate(self.question.pieces):
            near = self.question.pieces[max(0, at - 2) : at]
            said = next((one.sense("cmp") for one in near if one.says("cmp")), "")
            said = said or bound_behind(self.question.pieces, at + 1)
            if (
                piece.number
                and said in {"ge", "gt"}
                and not any(isinstance(atom, Has) for atom in atoms(self.slots.where))
            ):
                return piece.number + (said == "gt")
        return 1

    def _says_all(self) -> bool:
        """Whether 都 or 全部 is said of what is done."""
        words = [piece.text for piece in self.question.cues if piece.says("status", "completed") or piece.says("all")]
        return any(
            word.startswith(("全", "都", "百分", "均", "统统", "个个", "样样", "项项"))
            or "全部" in word
            or "都" in word
            for word in words
        )

    def _lacking(self, kind: Kind) -> Condition | None:
        """What none of the things asked for may have (没有牵头任何任务的镇): a denial right before a role or the tasks."""
        pieces = self.question.pieces
        for at, piece in enumerate(pieces[:-1]):
            following = pieces[at + 1 : at + 4]
            said = piece.says("not", "not") and not piece.says("ask")
            if said and following and (following[0].says("role") or any(one.says("noun", "task") for one in following)):
                if any(slot.denied for slot in self.slots.found if slot.first > at):
                    denied = replace(self.slots, found=tuple(replace(s, denied=False) for s in self.slots.found))
                    return joined(self.question, denied.found)
                if not any(slot.first > at for slot in self.slots.found if isinstance(slot.condition, HasStatus)):
                    return self.where
        return None

    def _role(self) -> Role:
        """The role in which things have the tasks: what no name of the question bears."""
        borne = any(isinstance(a, Responsible) and a.role is not Role.ANY for a in atoms(self.slots.where))
        return Role.ANY if borne else self.slots.role

    def listed(self, kind: Kind) -> Form:
        """All of a set."""
        return Listed(self.set_of(kind))

    def counted(self, kind: Kind) -> Form:
        """How many."""
        return Counted(self.set_of(kind))

    def grouped(self, by: Kind) -> Form | None:
        """A number for each."""
        share = self.rate if self.question.has("fraction") else None
        where = self.rest if share else self._completed(self.where) if by is not Kind.STATUS else self.rest
        order = self.question.all("order", "rank")
        most = None if not order else not any("低到" in one.text or "少到" in one.text for one in order)
        return Grouped(by, self._ungrouped(where, by), self._role(), share, most, None)

    def ranked(self, by: Kind) -> Form | None:
        """The first of an order; ``None`` where nothing is ordered."""
        if not self.question.has("order") and not self.question.has("top"):
            return None
        most = not self.question.has("order", "least") and not self.question.has("order", "earliest")
        share = self.rate if self.question.has("fraction") else self._well_done()
        where = self.rest if share else self._completed(self.where)
        if by is Kind.TASK:
            return Grouped(by, where, Role.ANY, None, most, self.top, self._counted_parts())
        return Grouped(by, self._ungrouped(where, by), self._role(), share, most, self.top)

    def _well_done(self) -> Condition | None:
        """The share done, where 完成得最好 asks for it."""
        return (
            COMPLETED if self.question.has("done", "bare") and not self._counts_tasks() and not self.by_status else None
        )

    def _counts_tasks(self) -> bool:
        order = [at for at, piece in enumerate(self.question.pieces) if piece.says("order")]
        near = (self.question.pieces[max(0, at - 2) : at] for at in order)
        return any(piece.says("noun", "task") or piece.says("ask", "many") for pieces in near for piece in pieces)

    def _counted_parts(self) -> Kind:
        pairs = zip(self.question.pieces, self.question.pieces[1:], strict=False)
        if any(piece.text.endswith("节点") and behind.says("order") for piece, behind in pairs):
            return Kind.ITEM
        if self.question.has("order", "latest") or self.question.has("order", "earliest") or self.question.has("due"):
            return Kind.MONTH
        return Kind.ITEM if self.question.has("noun", "item") else Kind.UNIT

    @staticmethod
    def _ungrouped(where: Condition, by: Kind) -> Condition:
        """The condition without a heading or leader of the very kind that tasks are grouped by.

        For towns without what all of them are called, too: each stands for itself.
        """
        kept = [part for part in conjuncts(where) if not _of_dimension(part, by)]
        return all_of(kept) if kept else EVERY_TASK

    @cached_property
    def top(self) -> int | None:
        """How many of an order are asked for; ``None`` for all."""
        return number_of_top(self.question)

    def compared(self) -> Form | None:
        """Named sets against each other; ``None`` when the question names no two of a kind."""
        group = self._rivals()
        if len(group) < 2:
            return None
        others = tuple(slot for slot in self.slots.found if slot not in group)
        where = self._with_topics(joined(self.question, others))
        sets = tuple(dict.fromkeys(slot.condition for slot in group))
        share = self.rate
        if share:
            where = without(where, (HasStatus,))
        return Compared(sets, self._completed_only(where, share), share) if len(sets) > 1 else None

    def rivals_of(self, by: Kind) -> Form | None:
        """The things of a kind that a question names several of, against each other: of these the first is asked for."""
        group = self._rivals()
        kinds = {link.kind for slot in group if (link := link_of(slot.condition))}
        return self.compared() if kinds == {_RIVALS.get(by)} and len(kinds) == 1 else None

    def _completed_only(self, where: Condition, share: Condition | None) -> Condition:
        return where if share else self._completed(where)

    def _rivals(self) -> list[Slot]:
        """The largest group of conditions of one sort."""
        groups: dict[str, list[Slot]] = {}
        for slot in self.slots.found:
            if not slot.denied and isinstance(slot.condition, Responsible | Under | HasStatus | Due):
                link = getattr(slot.condition, "link", None)
                sort = (
                    "actor"
                    if isinstance(slot.condition, Responsible)
                    else link.kind
                    if link
                    else type(slot.condition).__name__
                )
                groups.setdefault(sort, []).append(slot)
        return max(groups.values(), key=len, default=[])

    def share(self) -> Form | None:
        """Which share of a set."""
        split = self._split_by_role() or self._split_at_share() or self._split_within()
        if split:
            return Share(*split)
        status = self._statuses()
        if self.question.has("fraction", "rate") and not status:
            return Share(COMPLETED, self.rest)
        rate = self.question.has("fraction", "rate")
        whole_said = not rate and any(piece.text in _WHOLE for piece in self.question.pieces)
        if status and not (whole_said and self.rest != EVERY_TASK and not self._status_first()):
            return Share(status, self.rest)
        if self.where == EVERY_TASK:
            return Share(COMPLETED, EVERY_TASK)
        return Share(self.where, EVERY_TASK if whole_said else self._headings())

    def _headings(self) -> Condition:
        """The headings under which something else is asked for (政府投资项目中属于新建的占多大比例); every task where none is named."""
        parts = conjuncts(self.where)
        over = [part for part in parts if isinstance(part, Under) and part.link.kind in _HEADED]
        return all_of(over) if over and len(over) < len(parts) else EVERY_TASK

    def _split_by_role(self) -> tuple[Condition, Condition] | None:
        """Of the tasks of one unit those in which it has a role that a pronoun tells (甲的任务里，由它牵头的占多少)."""
        pieces = self.question.pieces
        at = next((i for i, piece in enumerate(pieces) if piece.text in _WITHIN or piece.says("within")), None)
        own = [
            slot.condition for slot in self.slots.found if isinstance(slot.condition, Responsible) and not slot.denied
        ]
        if at is None or len(own) != 1 or not any(piece.says("self") for piece in pieces[at:]):
            return None
        told = next((piece.sense("role") for piece in pieces[at:] if piece.sense("role") in ROLES), "")
        others = [slot for slot in self.slots.found if slot.condition is not own[0]]
        whole = self._with_topics(joined(self.question, [*others, Slot(0, 1, replace(own[0], role=Role.ANY))]))
        return (replace(own[0], role=ROLES[told]), whole) if told else None

    def _split_at_share(self) -> tuple[Condition, Condition] | None:
        """What stands before 占 and behind it, where both set conditions (甲牵头的重点项目占全部重点项目的比重)."""
        at = next((i for i, piece in enumerate(self.question.pieces) if piece.text.startswith("占")), None)
        if at is None or (split := self._split(at)) is None:
            return None
        before, behind = split
        return self._with_topics(before), behind

    def _split_within(self) -> tuple[Condition, Condition] | None:
        """What stands behind 中 or 里, of what stands before it (重点项目中打星号的占多大比例)."""
        pieces = self.question.pieces
        at = next((i for i, piece in enumerate(pieces) if piece.text in _WITHIN or piece.says("within")), None)
        if at is None or (split := self._split(at)) is None:
            return None
        before, behind = split
        return behind, before

    def _split(self, at: int) -> tuple[Condition, Condition] | None:
        """The conditions before a piece and behind it; ``None`` where one side has none."""
        before = tuple(slot for slot in self.slots.found if slot.last <= at)
        behind = tuple(slot for slot in self.slots.found if slot.first > at)
        return (joined(self.question, before), joined(self.question, behind)) if before and behind else None

    def _status_first(self) -> bool:
        return bool(self.slots.found) and isinstance(self.slots.found[0].condition, HasStatus)

    def mean(self) -> Form | None:
        """How many parts on average."""
        parts = Kind.ITEM if self.question.has("noun", "item") else Kind.UNIT
        each = self.question.all("each") or self.question.all("mean")
        behind = [p.sense("noun") for p in self.question.pieces if each and p.start >= each[0].end and p.sense("noun")]
        per = Kind(behind[0]) if behind and behind[0] in {k.value for k in _GENERAL} else Kind.TASK
        return Mean(Kind.TASK if per is not Kind.TASK else parts, self.where, per)

    def verified(self) -> Form | None:
        """Whether all, or any, of a set fulfil a condition."""
        status = self._statuses()
        some = any(
            piece.text.startswith(("有", "存在", "有没", "是否有")) for piece in self.question.all("ask", "whether")
        )
        if status and some and not self._says_all():
            return Verified(status, self.rest, Quantifier.SOME)
        if status:
            return Verified(status, self.rest, Quantifier.ALL)
        if self.question.has("done") or self.question.has("fraction", "rate"):
            return Verified(COMPLETED, self.rest, Quantifier.ALL)
        return (
            Verified(self.where, EVERY_TASK, Quantifier.SOME)
            if self.where != EVERY_TASK and self._asks_tasks()
            else None
        )

    def _asks_tasks(self) -> bool:
        """Whether more is asked than whether the things named are there (X的搬迁户是不是都住进新房了 asks of X)."""
        only_named = all(isinstance(part, Names | Tells | Responsible) for part in conjuncts(self.where))
        exists = any(piece.text.startswith("有") for piece in self.question.all("ask", "whether"))
        return not only_named or exists or any(self.question.has(kind) for kind in ("mention", "noun", "role"))

    def explained(self) -> Form | None:
        """The causes told of a set."""
        if self.where == EVERY_TASK:
            return None
        return Explained(self.where)


_ACTORS = {Kind.UNIT: {"Unit", "Town", "CollectiveUnit"}, Kind.TOWN: {"Town"}, Kind.LEADER: {"Person"}}
_WITHIN = listed_set("within")
_BOTH = listed_set("both-at-once")
_WHOLE = listed_set("whole-table")


_HEADED = frozenset({"Category", "Theme", "Part"})
_DIMENSIONS = {Kind.CATEGORY: "Category", Kind.THEME: "Theme", Kind.LEADER: "Person"}


_RIVALS = {**_DIMENSIONS, Kind.UNIT: "Unit", Kind.TOWN: "Town"}


def _of_dimension(part: Condition, by: Kind) -> bool:
    """Whether a condition only names what tasks are grouped by."""
    inner = part.part if isinstance(part, NotThis) else part
    links = [link for atom in atoms(inner) if (link := link_of(atom))]
    if by is Kind.TOWN:
        return bool(links) and all(link.kind == "CollectiveUnit" for link in links)
    single = len(links) == 1 and links[0].kind == _DIMENSIONS.get(by)
    return single and not isinstance(part, NotThis)


def _only_status(part: Condition) -> bool:
    return all(isinstance(atom, HasStatus) for atom in atoms(part)) and bool(list(atoms(part)))


def overall(condition: Condition) -> Condition:
    """The condition with statuses held against a task as a whole, not against any of its reports."""
    match condition:
        case HasStatus():
            return replace(condition, mode=StatusMode.OVERALL)
        case AllOf(parts) | AnyOf(parts):
            return type(condition)(tuple(map(overall, parts)))
        case NotThis(part):
            return NotThis(overall(part))
        case _:
            return condition
