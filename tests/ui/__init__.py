"""Tests of the server and what it serves."""
