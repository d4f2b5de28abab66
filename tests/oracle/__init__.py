"""A second reading of the clause language: an oracle, made-up worlds, and the comparison with the core."""
