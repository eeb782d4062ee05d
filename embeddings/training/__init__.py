"""Adapting the encoder to everyday and official wording; nothing here is needed to build or to answer."""
