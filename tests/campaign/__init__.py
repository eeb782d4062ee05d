"""Hostile inputs by the thousand, seeded and resumable: ``make fuzz`` runs all of it, ``make test`` a slice."""
