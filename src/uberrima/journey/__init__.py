"""The customer's way, one room a stage."""
