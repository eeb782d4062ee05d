"""Hetu against foreign parsers, validators, stores and clients: ``make test-interop``."""
