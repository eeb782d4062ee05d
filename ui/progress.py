"""Progress bars of a build, on standard error."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Never

from tqdm import tqdm


class ProgressBars:
    """Shows one bar per step; a step without a length is a sentence."""

    def __init__(self) -> None:
        self._bar: tqdm[Never] | None = None
        self._step = ""

    def __enter__(self) -> ProgressBars:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` of a step is done."""
        if total == 0:
            tqdm.write(step, file=sys.stderr)
            return
        if step != self._step:
            self._close()
            self._step = step
            self._bar = tqdm(total=total, desc=step, file=sys.stderr)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
