"""What a query of a stranger may take and give."""

from __future__ import annotations

MAX_ROWS = 10_000
"""Rows of a result, or statements of a constructed graph; what there is beyond is left out, and said so."""
MAX_BYTES = 16 * 1024 * 1024
"""Bytes of a result."""
TIME_LIMIT = 8.0
"""Seconds a query may take."""
LIMITS = f"只读；一次查询最多 {TIME_LIMIT:g} 秒、{MAX_ROWS} 行、{MAX_BYTES // 1024**2} MB，超出的行截去并在响应头 Hetu-Truncated 里说明；不支持 SERVICE。"
"""The same, told to those who ask."""
