"""The append-only record (存证): what happened, in order, so that nobody can change it unnoticed."""
