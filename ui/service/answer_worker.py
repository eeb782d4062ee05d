"""A process that answers questions over one build, so that an answer can be stopped by stopping the process.

Says that it is ready, then reads questions and writes answers, each as its length in eight bytes and a pickle. Both ends
are ours and start from the same code; nothing a stranger sends is unpickled.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from pathlib import Path
from typing import BinaryIO

from graph.errors import HetuError
from qa import Hetu
from qa.limits import time_limit
from ui.service.incidents import configure, incident
from ui.service.outcomes import Outcome

_LENGTH = struct.Struct(">Q")


def _outcome(kg: Hetu, question: str, seconds: float) -> Outcome:
    try:
        with time_limit(seconds):
            return Outcome(kg.ask(question))
    except HetuError as error:  # also that the time was up
        return Outcome(message=str(error))
    except Exception as error:  # nobody foresaw it: the asker is told its number
        return Outcome(incident=incident(error, f"question {question[:200]!r}"))


def _send(stream: BinaryIO, content: bytes) -> None:
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def _serve(folder: Path, name: str, endpoint: str | None, seconds: float) -> None:
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    kg = Hetu.open(folder, endpoint, name)
    kg.ask("预热")
    _send(out, pickle.dumps(Outcome()))
    while head := sys.stdin.buffer.read(_LENGTH.size):
        question = sys.stdin.buffer.read(_LENGTH.unpack(head)[0]).decode("utf-8", "replace")
        _send(out, pickle.dumps(_outcome(kg, question, seconds)))


if __name__ == "__main__":
    configure()
    _serve(Path(sys.argv[1]), sys.argv[2], sys.argv[3] or None, float(sys.argv[4]))
