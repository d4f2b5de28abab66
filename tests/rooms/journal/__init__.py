"""The journal: recorded, placed, proved, audited, and attacked."""
