"""Tests of several counties and years asked together."""
