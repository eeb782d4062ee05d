"""The errors Hetu raises on purpose.

HetuError
├── TableError           the source table cannot be read
├── BuildError           a build folder is missing, incomplete or does not match
│   └── IndexMismatchError   vectors made by another model or from other records
├── ModelError           the embedding model cannot be had
├── PlanError            a question's plan cannot be compiled or run
├── VocabularyError      a name outside the vocabulary, or an IRI that cannot be minted
├── StoreError           a SPARQL endpoint cannot be reached, refuses, or answers something else
├── PublishError         a server cannot be reached or does not take a graph
├── ServeError           the page cannot be opened at the address asked for
├── QuestionFileError    a file of questions cannot be read
├── QueryError           a SPARQL query that is not run
├── WorkerStopped        (graph.processes.worker_pool) a call of a worker got no reply
├── LateError            (qa.limits) an answer took too long and was stopped
├── UploadError          (ui.service.uploads) what a visitor of the page brings cannot be taken
├── CompletionError      (qa.answering.completion) what a language model says is not used
└── ProposalError        (qa.understanding.proposal_schema) what a language model proposes is not used

Every error holds its parts as data; :func:`str` gives the one Chinese sentence shown to users.
"""

from __future__ import annotations

from graph.tables.cleaning import one_line

_LONGEST = 1000
"""Characters of a sentence about a table; the names of its files may be long."""


class HetuError(Exception):
    """Root of the tree; ``str(error)`` is one clear sentence in Chinese."""


class TableError(HetuError):
    """The source table cannot be read: names the file, the line, what was expected and what was found."""

    def __init__(
        self,
        document: str,
        line: int | None,
        expected: str,
        got: str,
        *,
        advice: str = "",
    ) -> None:
        self.document = document
        self.line = line
        self.expected = expected
        self.got = got
        self.advice = advice
        place = f"{document} 第 {line} 行" if line else document
        tail = f"；{advice}" if advice else ""
        # Parts of cells and names of files stand in it: whatever they hold, it is one line.
        super().__init__(one_line(f"{place}：应为{expected}，实为{got}{tail}。", _LONGEST))


class BuildError(HetuError):
    """A build folder is missing, incomplete or cannot be written."""


class IndexMismatchError(BuildError):
    """The vectors in a build folder do not belong to its records, or to the model in use."""


class ModelError(HetuError):
    """The embedding model cannot be fetched or does not have the expected content."""


class PlanError(HetuError):
    """A question's plan cannot be compiled or run."""


class VocabularyError(HetuError):
    """A term outside the vocabulary, or a value from which no IRI can be minted."""


class StoreError(HetuError):
    """A SPARQL endpoint cannot be reached, refuses, or answers something else."""


class PublishError(HetuError):
    """A server cannot be reached or does not take a graph."""


class ServeError(HetuError):
    """The page cannot be opened at the address asked for."""


class QuestionFileError(HetuError):
    """A file of questions cannot be read."""


class QueryError(HetuError):
    """A SPARQL query that is not run: the status code of HTTP that fits, and why in one sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
