"""The documents as understanding asks for them: words written, causes, the task a phrase calls and who answers for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cached_property, lru_cache

from embeddings.everyday import official_terms
from graph.language.segmentation import tagged
from graph.language.text import fold, is_chinese
from graph.language.word_lists import rows
from graph.language.word_lists import words as words_in
from qa.answerability.telling import words_of
from qa.corpus import Corpus
from qa.querying.conditions import Caused, Condition, Is, Linked, Responsible, Role, Tells
from qa.querying.grouping import groups_of, ranked
from qa.understanding.logical_form import Grouped, Kind

_WIDE = 0.2
"""A word in more than this share of the tasks tells no matter (建设, 落实)."""
_PROPER = frozenset({"nr", "ns", "nt", "nz"})
_FEW = 3
_WORD, _SEVERAL = 2, 3
"""Characters of a word, and headings that must begin with one so that it calls them."""
_SURE = 0.55
"""The share of a phrase's weight that the task found must hold."""
_CLEAR = 0.08
"""The gap to the next task, of its score, from which a found task is the one called."""


_FEWEST, _OFTEN, _SHORT_VALUE = 5, 2, 8
"""Cells of a column of kinds, how often its values come again on the average, and their longest."""


class CorpusWorld:
    """One corpus, as :class:`qa.understanding.world.World`."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._share = lru_cache(maxsize=4096)(self._counted)
        self.any_task = lru_cache(maxsize=256)(self._fits_any)
        self.count = lru_cache(maxsize=16)(self._count)
        self.heading_kind = lru_cache(maxsize=1024)(self._heading_kind)

    def _counted(self, word: str) -> float:
        folded = fold(word)
        return sum(folded in text for text in self._corpus.texts.values()) / max(1, len(self._corpus.texts))

    def is_scope(self, words: str) -> bool:
        """Whether words only name the county or city the documents are of, or say what their title says of all (重大)."""
        if words in words_in("title_words", "words", "kind", "grade"):
            return any(words in source.info.title for source in self._corpus.build.sources)
        names = (name for county in self._corpus.scope.counties for name in (county, county[:-1]) if len(name) > 1)
        return any(words.startswith(name) and words[len(name) :] in ("", *words_of("of-table")) for name in names)

    def is_as_of(self, month: int) -> bool:
        """Whether the documents tell their states as of the end of a month (截至10月底), and of no other."""
        return self._corpus.months_told_of == {month}

    def own_year(self) -> int | None:
        """The year of the documents where deadlines of other years stand beside its own: months without a year are of it."""
        return self._own_year

    @cached_property
    def _cells(self) -> dict[str, tuple[str, ...]]:
        """The values of columns that have few different short ones, each with the tasks that have it."""
        columns: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for task in self._corpus.tasks.values():
            for extra in task.extras:
                columns[extra.header][fold(extra.text.value)].append(task.id)
        few = [
            values for values in columns.values() if _FEWEST <= sum(map(len, values.values())) >= _OFTEN * len(values)
        ]
        return {
            value: tuple(tasks)
            for values in few
            for value, tasks in values.items()
            if 1 < len(value) <= _SHORT_VALUE and len(tasks) > 1 and all(map(is_chinese, value))
        }

    @cached_property
    def _own_year(self) -> int | None:
        years = self._corpus.scope.years
        told = {deadline.year for task in self._corpus.tasks.values() for deadline in task.deadlines if deadline.year}
        return next(iter(years)) if len(years) == 1 and told - years else None

    def cell(self, phrase: str) -> Is | None:
        """The tasks that have some words as one of the few values of a column (续建, 专项债券); ``None`` where none has."""
        value = fold(phrase).removesuffix("项目").removesuffix("的")
        return Is(phrase, self._cells[value]) if value in self._cells else None

    def topic(self, phrase: str, *, verbatim: bool) -> Tells | None:
        """The condition that a task's texts tell of a matter; ``None`` when no text does."""
        if not phrase:
            return None
        if verbatim or self._share(phrase) > 0:
            spellings = tuple(dict.fromkeys([phrase, phrase.replace(":", "：")]))
            return Tells(phrase, spellings) if self._share(phrase) else None
        if any(tag[:2] in _PROPER and len(word) > 1 and not self._share(word) for word, tag in tagged(phrase)):
            return None  # a name that no text has is not told by the words around it
        words = tuple(dict.fromkeys([*_rarest(phrase, self._share), *official_terms(phrase)]))
        told = tuple(word for word in words if 0 < self._share(word) <= _WIDE)
        return Tells(phrase, told) if told else None

    def _count(self, kind: str) -> int:
        """How many things of a kind the documents have."""
        return sum(values["kind"] == kind for _, values in self._corpus.kg.nodes(data=True))

    def has(self, kind: str) -> bool:
        """Whether the documents have anything of a kind."""
        return self.count(kind) > 0

    def _heading_kind(self, words: str) -> Kind | None:
        """The kind of headings that all begin with some words, where several do."""
        if len(words) < _WORD:
            return None
        nodes = self._corpus.kg.nodes(data=True)
        for kind in (Kind.THEME, Kind.CATEGORY):
            labels = [values["label"] for _, values in nodes if values["kind"] == kind.value.capitalize()]
            if sum(label.startswith(words) for label in labels) >= _SEVERAL:
                return kind
        return None

    def _fits_any(self, where: Condition) -> bool:
        """Whether any task fulfils a condition."""
        return bool(self._corpus.fitting(where))

    def cause(self, phrase: str) -> Caused | None:
        """The condition that a report tells a cause of the kinds a phrase names."""
        named = [row["kind"] for row in rows("cause_kinds") if row["cue"] in phrase]
        kinds = [kind for kind in dict.fromkeys(row["kind"] for row in rows("cause_kinds")) if kind in phrase]
        found = tuple(dict.fromkeys([*kinds, *named]))
        return Caused(phrase, found) if found else None

    def subject(self, phrase: str) -> Is | None:
        """The task that a phrase calls: by its number, by its title, by words that few tasks have, or by meaning."""
        if self.is_scope(phrase):
            return None
        words = fold(phrase)
        if len(words) < 2:
            return None
        if phrase in self._corpus.tasks:
            return Is(phrase, (phrase,))
        titled = [task for task, title in self._corpus.titles.items() if words in title]
        if titled:
            return Is(phrase, (min(titled, key=lambda task: len(self._corpus.titles[task])),))
        found = self._holding(phrase) or self._found(phrase)
        return Is(phrase, (found,)) if found else None

    def _holding(self, phrase: str) -> str | None:
        """The task whose text has all telling words of a phrase; of several the one whose title has most of them."""
        words = [fold(word) for word, tag in tagged(phrase) if len(word) > 1 and tag[0] in "nvjlaz"]
        if not words:
            return None
        texts, titles = self._corpus.texts, self._corpus.titles
        having = [task for task, text in texts.items() if all(word in text for word in words)]
        if len(having) == 1:
            return having[0]
        titled = [task for task in having if all(word in titles[task] for word in words)]
        return titled[0] if len(titled) == 1 else None

    def _found(self, phrase: str) -> str | None:
        things = self._corpus.linker.link(phrase)
        gains = {task: 0.5 for thing in things for key in thing.keys for task in self._corpus.tasks_at(key)}
        retrieval = self._corpus.retriever.search(phrase, _FEW, None, gains)
        if not retrieval.hits:
            return None
        best = retrieval.hits[0]
        text = [self._corpus.texts[best.task]]
        covered = self._corpus.retriever.lexical.coverage(phrase, text)
        gap = best.score - (retrieval.hits[1].score if len(retrieval.hits) > 1 else 0.0)
        return best.task if covered >= _SURE or gap >= _CLEAR * max(best.score, 1e-6) else None

    def only_task(self, where: Condition) -> str | None:
        """The one task that fulfils a condition; ``None`` where none does, or several."""
        tasks = self._corpus.fitting(where)
        return tasks[0] if len(tasks) == 1 else None

    def leader_of(self, task: str) -> Linked | None:
        """The leader over a task."""
        return self._linked(task, ("inPortfolioOf",), {"Person"})

    def leader_over(self, field: str, unit: Linked | None) -> Linked | None:
        """The leader over most of the tasks of a field: of those that its unit leads, else whose titles have its words."""
        tasks = self._corpus.fitting(Responsible(unit, Role.LEAD)) if unit else []
        if not tasks:
            tasks = [task for task, title in self._corpus.titles.items() if len(field) > 1 and fold(field) in title]
        leaders = [leader for task in tasks if (leader := self.leader_of(task))]
        most = Counter(leader.keys for leader in leaders).most_common(1)
        if not most or 2 * most[0][1] <= len(leaders):
            return None
        return next(leader for leader in leaders if leader.keys == most[0][0])

    def winner(self, form: Grouped) -> Linked | None:
        """The one thing that wins a ranking, ``None`` where several do or none."""
        groups, _ = groups_of(self._corpus.store, self._corpus, form.by, form.where, form.role)
        counted = [(group.label, float(len(group.tasks))) for group in groups]
        _, winners = ranked(counted, most=form.most is not False, top=1)
        if form.share is not None or len(winners) != 1:
            return None
        return next(iter(self._corpus.linker.link(winners[0])), None)

    def town_of(self, phrase: str) -> Linked | None:
        """The town in which a firm, project or village that a phrase names lies."""
        kg = self._corpus.kg
        keys = [key for link in self._corpus.linker.link(phrase) for key in link.keys]
        ends = [end for _, end, values in kg.out_edges(keys, data=True) if values["kind"] in {"seatedIn", "locatedIn"}]
        towns = list(dict.fromkeys(end for end in ends if kg.nodes[end]["kind"] == "Town"))
        label = "、".join(kg.nodes[town]["label"] for town in towns)
        return Linked(label, "Town", label, tuple(towns), 0, 0) if towns else None

    def heading_of(self, task: str, kind: str) -> Linked | None:
        """The category or theme of a task."""
        return self._linked(task, ("partOf", "underTheme"), {kind.capitalize()})

    def units_of(self, task: str, role: Role, *, towns: bool = False) -> Linked | None:
        """The units or towns (or only towns) that answer for a task in a role, as one link."""
        wanted = "lead" if role is Role.LEAD else None
        return self._linked(task, ("responsible",), {"Town"} if towns else {"Unit", "Town"}, wanted)

    def _linked(self, task: str, edges: tuple[str, ...], kinds: set[str], role: str | None = None) -> Linked | None:
        kg = self._corpus.kg
        found = [
            end
            for _, end, values in kg.out_edges(self._corpus.keys[task], data=True)
            if values["kind"] in edges
            and kg.nodes[end]["kind"] in kinds
            and (role is None or values.get("role") == role)
        ]
        if not found:
            return None
        kind = Counter(kg.nodes[end]["kind"] for end in found).most_common(1)[0][0]
        label = "、".join(dict.fromkeys(kg.nodes[end]["label"] for end in found))
        return Linked(label, kind, label, tuple(dict.fromkeys(found)), 0, 0)


def _rarest(phrase: str, share: Callable[[str], float]) -> list[str]:
    """The rarest noun of a phrase that some text has, and those that share a character with it (灯具、灯饰)."""
    parts = [
        (tag[0] in "vad", share(word), word) for word, tag in tagged(phrase) if len(word) > 1 and tag[0] in "nvjlaz"
    ]
    found = [word for _, often, word in sorted(parts) if 0 < often <= _WIDE]
    return [word for word in found if set(word) & set(found[0])]
