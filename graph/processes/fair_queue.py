"""A queue that serves those who wait in turns, so that nobody is kept waiting by how much another asks (round robin)."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Generic, Protocol, TypeVar


class Waiting(Protocol):
    """What waits: it belongs to somebody."""

    client: str


W = TypeVar("W", bound=Waiting)


class FairQueue(Generic[W]):
    """First come first served for each client, and the clients in turns."""

    def __init__(self) -> None:
        self._lines: OrderedDict[str, deque[W]] = OrderedDict()

    def __len__(self) -> int:
        return sum(len(line) for line in self._lines.values())

    def add(self, item: W) -> None:
        """Put an item at the end of its client's line."""
        self._lines.setdefault(item.client, deque()).append(item)

    def count(self, client: str) -> int:
        """How many items of a client wait."""
        return len(self._lines.get(client, ()))

    def heads(self) -> list[W]:
        """The first item of every client, in the order of their turns."""
        return [line[0] for line in self._lines.values()]

    def serve(self, item: W) -> None:
        """Take an item out; its client's next turn comes after everybody else's."""
        if self.discard(item) and item.client in self._lines:
            self._lines.move_to_end(item.client)

    def discard(self, item: W) -> bool:
        """Take an item out; whether it was there."""
        line = self._lines.get(item.client)
        if not line or item not in line:
            return False
        line.remove(item)
        if not line:
            del self._lines[item.client]
        return True

    def last_of_longest(self) -> W | None:
        """The item that came last in the longest line."""
        line = max(self._lines.values(), key=len, default=None)
        return line[-1] if line else None
