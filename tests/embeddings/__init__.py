"""Tests of the encoder, its conversion and its training."""
