"""Task lists as text: documents that print their tasks as numbered paragraphs with labels, not as a table.

:func:`read_task_list` is the door; lines become paragraphs, paragraphs an outline, the outline drafts of tasks.
"""

from graph.tables.task_lists.list_reading import TaskListReading, read_task_list

__all__ = ["TaskListReading", "read_task_list"]
