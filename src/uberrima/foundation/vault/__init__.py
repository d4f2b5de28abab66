"""Sealed personal data: a text and its place come in, bytes that open nowhere else go out.

They open again for a permit and within a trail, which is written down before anything leaves. Data keys, one a person and class, are
wrapped by the keys of a file; :mod:`~uberrima.foundation.vault.api` is the door.
"""
