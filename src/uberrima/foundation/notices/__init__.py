"""Letters to people, kept as they were sent."""
