"""How the house is built: which way imports point, and what the core may never do."""
