"""May a question be answered: typed gates in one order (:mod:`qa.answerability.gates`)."""
