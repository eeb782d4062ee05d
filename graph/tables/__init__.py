"""Files → grids → the records of a table, with an account of every cell."""
