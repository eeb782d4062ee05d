"""Whether what is served works: questions, SPARQL and vectors, probed now and then and told without waiting."""

from __future__ import annotations

import threading
from typing import Any

from embeddings.builds import Build
from graph.sparql.query_pool import SparqlPool
from graph.storage.file_manifest import size_fault
from ui.service.answering import Answering


class Health:
    """The state of one build being served."""

    def __init__(self, build: Build, answering: Answering, pool: SparqlPool) -> None:
        self._build = build
        self._answering = answering
        self._pool = pool
        self._lock = threading.Lock()
        self._state: dict[str, bool] = {"files": False, "questions": False, "sparql": False}

    def probe(self) -> None:
        """Ask each part once; one that is only busy keeps the state it had."""
        whole = size_fault(self._build.folder, self._build.manifest.files) is None
        found = {"files": whole, "questions": self._answering.works(), "sparql": self._pool.works()}
        with self._lock:
            self._state |= {name: works for name, works in found.items() if works is not None}

    @property
    def well(self) -> bool:
        """Whether everything works."""
        with self._lock:
            return all(self._state.values())

    def told(self) -> dict[str, Any]:
        """What ``/healthz`` says: which build, and what works; vectors are ``none`` in a build of words only."""
        with self._lock:
            state = dict(self._state)
        vectors = "none" if self._build.manifest.model is None else state["questions"]
        return {
            "status": "ok" if self.well else "unavailable",
            "build": self._build.folder.name,
            **state,
            "vectors": vectors,
        }
