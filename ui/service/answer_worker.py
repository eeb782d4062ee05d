"""A process that answers questions over one build, so that an answer can be stopped by stopping the process.

Replies are pickles: both ends are ours and start from the same code; nothing a stranger sends is unpickled.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import sys
from pathlib import Path

from graph.errors import HetuError
from graph.processes.isolation import without_network
from graph.processes.messages import refuse, serve
from qa import Hetu
from qa.answering.endpoint import endpoint_from_environment
from ui.service.incidents import configure
from ui.service.outcomes import outcome_of


def _main(folder: Path, name: str, endpoint: str | None, seconds: float) -> None:
    # What a library prints must not stand among the replies.
    sys.stdout = io.TextIOWrapper(os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)
    if endpoint is None and endpoint_from_environment() is None:
        without_network()
    try:
        kg = Hetu.open(folder, endpoint, name)
        kg.warm(thoroughly=True)
    except HetuError as error:
        refuse(str(error))
        return

    def answered(message: bytes) -> bytes:
        question, *history = json.loads(message)
        return pickle.dumps(outcome_of(kg, question, seconds, history))

    serve(answered)


if __name__ == "__main__":
    configure(rotating=False)
    _main(Path(sys.argv[1]), sys.argv[2], sys.argv[3] or None, float(sys.argv[4]))
