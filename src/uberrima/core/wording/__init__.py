"""The clause language, in the order a clause travels: source → resolved → checked → compiled."""
