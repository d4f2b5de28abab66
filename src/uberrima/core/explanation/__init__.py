"""Clauses, decisions and corrections → sentences that people read, in Chinese and in English.

Everything here is a pure function from values to text structures; every figure comes from a field of a clause or from a decision.
"""
