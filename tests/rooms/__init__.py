"""Rooms, each by its door, on a real database."""
