"""Claim lines → waterfall of amounts, each step naming its clause. See docs/language.md for what the steps mean."""
