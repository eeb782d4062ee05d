"""Chinese, read once: the cases were written without sight of the program."""
