"""A bill comes in, becomes facts with their sources, is decided by the core, and goes out as a decision, a letter and a receipt."""
