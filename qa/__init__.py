"""Question → plan → query and retrieval → answer with evidence."""

from qa.hetu import Hetu

__all__ = ["Hetu"]
