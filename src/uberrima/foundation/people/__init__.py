"""Accounts, households and persons, who works on which case, and the gate to their data."""
