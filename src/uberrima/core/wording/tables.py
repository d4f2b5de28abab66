"""The numbers that the compiled tables are made of: operations, bases, reasons, columns. Kernel and compiler share them."""

from __future__ import annotations

from typing import Final

# --- operations, in the order in which they usually stand in a row -----------------------------------------------
OP_DAYS: Final = 1  # draw the day from a pool
OP_ALLOWED: Final = 2  # cut to an allowed amount
OP_RECOGNISE: Final = 3  # count a share of it
OP_PROPORTION: Final = 4  # count it in the proportion limit : fact
OP_BENEFIT: Final = 5  # what is left is recognised
OP_GRANT_DAY: Final = 6  # fixed amount for a day
OP_GRANT_EVENT: Final = 7  # fixed amount for an event
OP_OTHER: Final = 8  # payment of another payer, taken off first
OP_CAP: Final = 9  # sub-limit
OP_UNITS: Final = 10  # units that still fit
OP_VISITS: Final = 11  # visits that still fit
OP_DEDUCT: Final = 12
OP_DEDUCT_CAP: Final = 13  # a second deductible that caps the first
OP_COPAY: Final = 14
OP_COPAY_RATE: Final = 15
OP_COPAY_DAY: Final = 16  # copay of the pool the day was drawn from
OP_SHARE: Final = 17
OP_OTHER_LATE: Final = 18  # payment of another payer, taken off the benefit
OP_LIMIT: Final = 19
OP_EVENTS: Final = 20  # number of events
OP_INTERVAL: Final = 21  # days between events
OP_TAKE_OVER: Final = 22
OP_OOP: Final = 23  # out-of-pocket maximum
OP_FURTHER: Final = 24  # a further amount once a limit is used up

# --- what fills an accumulator (basis) --------------------------------------------------------------------------
FILL_AFTER_SUBLIMITS: Final = 1
FILL_DEDUCTIBLE: Final = 2
FILL_COPAY: Final = 3  # what this operation took
FILL_MEASURED: Final = 4  # what this operation measured or admitted
FILL_PAID: Final = 5
FILL_OWN: Final = 6  # what an out-of-pocket maximum counts
FILL_EVENT: Final = 7  # 1 when something was paid
FILL_LAST_DAY: Final = 8  # the day of the last event
FILL_GRANTED: Final = 9  # what this operation granted
FILL_FLAG: Final = 10  # written by the operation itself

# --- rules that change a capacity from year to year -------------------------------------------------------------
RULE_NONE: Final = 0
RULE_FALLS: Final = 1  # no-claim step down to a bound
RULE_GROWS: Final = 2  # no-claim step up to a bound
RULE_UNUSED: Final = 3  # what is left is carried over

# --- rounding ---------------------------------------------------------------------------------------------------
MODES: Final = ("half_up", "half_even", "up", "down")

# --- why a line was settled as it was ---------------------------------------------------------------------------
REASONS: Final = (
    "decided", "not-in-force", "pended", "not-covered", "excluded", "waiting", "days-used-up",
)  # fmt: skip
DECIDED: Final = 0
NOT_IN_FORCE: Final = 1
PENDED: Final = 2
NOT_COVERED: Final = 3
EXCLUDED: Final = 4
WAITING: Final = 5
DAYS_USED_UP: Final = 6

# --- columns of the waterfall -----------------------------------------------------------------------------------
COLUMNS: Final = (
    "billed", "recognised", "other", "sublimit", "deductible", "copay", "share", "limit", "relief",
    "granted", "paid", "insured", "self_paid", "uncovered",
)  # fmt: skip
BILLED: Final = 0
RECOGNISED: Final = 1
OTHER: Final = 2
SUBLIMIT: Final = 3
DEDUCTIBLE: Final = 4
COPAY: Final = 5
SHARE: Final = 6
LIMIT: Final = 7
RELIEF: Final = 8
GRANTED: Final = 9
PAID: Final = 10
INSURED: Final = 11
SELF_PAID: Final = 12
UNCOVERED: Final = 13
N_COLUMNS: Final = 14

#: What an out-of-pocket maximum or a rider may name, as bits.
OWN_BITS: Final = {"deductible": 1, "copay": 2, "share": 4}

#: Operations on one row at most: one bit of the evidence mask each.
MASK_BITS: Final = 32

#: Payers that one wording may name.
MAX_PAYERS: Final = 8
