"""Exports as files to take home: each written once and kept, with its size and checksum for those who ask beforehand."""

from __future__ import annotations

import hashlib
import threading
from functools import cached_property

from graph.rdf.description import Written
from graph.rdf.media import RDF_FORMATS
from qa import Hetu
from ui.exports import export_build

_MOST_TASKS = 3000
"""Tasks up to which the RDF files are written before anybody asks for them."""


class Downloads:
    """The exports of a build."""

    def __init__(self, kg: Hetu) -> None:
        self._hetu = kg
        self._lock = threading.Lock()
        self._files: dict[str, bytes] = {}
        self._written: dict[str, Written] = {}

    def file(self, form: str) -> bytes:
        """The export in one of the formats."""
        with self._lock:
            if form not in self._files:
                content = export_build(self._hetu.build, form)
                self._files[form] = content
                self._written[form] = Written(len(content), hashlib.sha256(content).hexdigest())
            return self._files[form]

    @property
    def written(self) -> dict[str, Written]:
        """Size and checksum of the files there are by now."""
        return dict(self._written)

    def warm(self) -> None:
        """Write the RDF files, so that the description can tell their sizes; not of many documents."""
        if self._tasks <= _MOST_TASKS:
            for form in RDF_FORMATS:
                self.file(form)

    @cached_property
    def _tasks(self) -> int:
        return sum(source.tasks for source in self._hetu.build.sources)
