"""Several counties and years open together: what a question is asked of, and answers of each made one."""
