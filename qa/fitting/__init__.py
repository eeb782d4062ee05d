"""Everything that is fitted to questions: the weights of retrieval, when to refuse, the classifier of forms."""
