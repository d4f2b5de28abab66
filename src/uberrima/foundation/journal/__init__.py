"""The append-only record (存证): what happened, in order, so that nobody can change it unnoticed.

In comes an act, as sealed bytes and a commitment to them, within the transaction that does the act. The sequencer gives each entry its
place in a Merkle tree within a second and signs the tree. Out go proofs, receipts, and an audit that names what was changed.
"""
