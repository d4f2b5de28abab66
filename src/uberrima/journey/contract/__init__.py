"""Policies: who is insured, on which edition, from when until when; they go out as records for the core."""
