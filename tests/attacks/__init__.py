"""Attacks on the web service, kept as tests: each says what is tried, by whom, and what must be left standing."""
