"""Threads in which requests wait for workers: so many that those who wait keep no other page from being answered."""

from __future__ import annotations

from anyio import CapacityLimiter

from graph.processes.worker_pool import MAX_WAITING_OF_ALL
from ui.service.answering import QUESTIONS_WAITING_OF_ALL

WAITING = CapacityLimiter(2 * (MAX_WAITING_OF_ALL + QUESTIONS_WAITING_OF_ALL))
"""Apart from the threads of the pages; the pools of workers say who waits too long and take everybody in turn."""
