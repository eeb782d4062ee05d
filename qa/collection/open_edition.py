"""The documents of one county and year among several that are open: what they are called, and the engine that answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from graph.places.divisions import base_name, divisions_around
from qa.answering.phrases import say
from qa.corpus import Corpus
from qa.engine import Engine
from qa.understanding.form_classifier import FormClassifier


@dataclass(eq=False)
class OpenEdition:
    """One edition; its names are read and its engine is made when it is first asked."""

    corpus: Corpus
    classifier: FormClassifier | None = None

    @cached_property
    def engine(self) -> Engine:
        """What answers questions about it alone."""
        return Engine(self.corpus, self.classifier)

    @property
    def county(self) -> str | None:
        """The county's official name, where it is known."""
        return self.corpus.build.sources[0].info.county

    @property
    def year(self) -> int | None:
        """The year, where it is known."""
        return self.corpus.build.sources[0].info.year

    def is_written(self, words: str) -> bool:
        """Whether its texts have some folded words."""
        return any(words in text for text in self.corpus.texts.values())

    @cached_property
    def label(self) -> str:
        """What it is called in answers: county and year, or the title of its document."""
        info = self.corpus.build.sources[0].info
        if info.county is None:
            return say("edition.titled", title=info.title)
        return say("edition.label", county=info.county, year=info.year) if info.year else info.county

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The names by which its place is called: the county's, and the city's and province's around it."""
        info = self.corpus.build.sources[0].info
        return (info.county, *divisions_around(info.county_code or "")) if info.county else ()

    @cached_property
    def short_places(self) -> tuple[str, ...]:
        """The same without 县, 市 and the like."""
        return tuple(short for name in self.places if len(short := base_name(name)) > 1 and short != name)
