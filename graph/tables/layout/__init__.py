"""Tables whose layout is not known beforehand: columns by their meaning, rows by what they cover."""

from graph.tables.layout.table_reading import TableReading, read_tables

__all__ = ["TableReading", "read_tables"]
