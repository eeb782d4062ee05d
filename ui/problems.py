"""How a problem is told: as such, as the cause of something, or as what is waited for."""

from __future__ import annotations

ROLES = {"problem": "问题", "cause": "原因", "pending": "等待"}
"""Roles of the graph's reasons, in words for people."""
