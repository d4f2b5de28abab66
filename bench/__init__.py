"""Measures what the documents say of speed: every figure is a ratio to something in the same run."""
