"""Canonical bytes and content hashes: the same content gives the same bytes, whoever writes them down."""
