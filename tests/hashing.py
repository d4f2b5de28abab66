"""Passwords of tests: the same hash as the service's, but quick. What makes it slow is tried by itself (tests/attacks)."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Quick(Argon2PasswordHasher):
    """Argon2 that costs nothing."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
