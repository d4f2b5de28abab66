"""The promises shown again, at length: every figure flipped, faults planted, worlds made up, evidence counted."""
