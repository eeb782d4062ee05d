"""Tables: cells, headings, statuses, items."""
