"""The one table that says who may do what with whose data. What it does not list is denied."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from uberrima.core.privacy.words import Action, Circumstances, DataClass, Purpose, Role


class Row(NamedTuple):
    """One line of the table: it allows when every column agrees."""

    role: Role
    purpose: Purpose
    classes: tuple[DataClass, ...]
    actions: tuple[Action, ...]
    #: True: must be so; False: must not be so; None: either
    case_open: bool | None
    assigned: bool | None
    own_data: bool | None
    related: bool | None
    entered: bool | None

    def holds(self, now: Circumstances) -> bool:
        """Do the circumstances agree with this row?"""
        return (
            self.case_open in (None, now.case_open)
            and self.assigned in (None, now.assigned)
            and self.own_data in (None, now.own_data)
            and self.related in (None, now.related)
            and self.entered in (None, now.entered)
        )


CUSTOMER, HANDLER, AUDITOR, OPERATOR, SYSTEM = Role
OWN, RECEPTION, CLAIM, CONTRACT, AUDIT, ERASURE = Purpose
ALL = CONTACT, FINANCIAL, MEDICAL = tuple(DataClass)
MASKED, READ, WRITE = Action
YES, NO, ANY = True, False, None

# A handler never handles what is his own or his family's. An auditor sees that something was done, not what it says.
# A purpose without a row (erasure, so far) opens nothing at all: keys are destroyed without being used.
# fmt: off
TABLE: tuple[Row, ...] = (
    #   role      purpose    classes     actions                case_open assigned own_data related entered
    # what is mine
    Row(CUSTOMER, OWN,       ALL,        (MASKED, READ, WRITE),     ANY,     ANY,    YES,    ANY,    ANY),
    # my household as I entered it: who they are, never how they are
    Row(CUSTOMER, OWN,       (CONTACT,), (MASKED, READ, WRITE),     ANY,     ANY,    NO,     YES,    YES),
    # a claim for me or mine, while its case is open; afterwards what is mine, and what I typed in myself
    Row(CUSTOMER, CLAIM,     ALL,        (WRITE,),                  YES,     ANY,    ANY,    YES,    ANY),
    Row(CUSTOMER, CLAIM,     ALL,        (MASKED, READ),            ANY,     ANY,    YES,    ANY,    ANY),
    Row(CUSTOMER, CLAIM,     ALL,        (MASKED, READ),            ANY,     ANY,    NO,     YES,    YES),
    # a stranger's open case that was given to me
    Row(HANDLER,  CLAIM,     ALL,        (MASKED, READ, WRITE),     YES,     YES,    NO,     NO,     ANY),
    # the one way in without a case
    Row(HANDLER,  RECEPTION, (CONTACT,), (MASKED,),                 ANY,     ANY,    NO,     NO,     ANY),
    Row(AUDITOR,  AUDIT,     (CONTACT,), (MASKED,),                 ANY,     ANY,    NO,     NO,     ANY),
    # whoever makes accounts and contracts writes names down, and sees them masked afterwards
    Row(OPERATOR, CONTRACT,  (CONTACT,), (MASKED, WRITE),           ANY,     ANY,    ANY,    ANY,    ANY),
    # the machine decides and writes letters in open cases
    Row(SYSTEM,   CLAIM,     ALL,        (MASKED, READ, WRITE),     YES,     ANY,    ANY,    ANY,    ANY),
)
# fmt: on

_Key = tuple[Role, Purpose, DataClass, Action]


def _by_key(rows: Iterable[Row]) -> dict[_Key, tuple[Row, ...]]:
    found: dict[_Key, tuple[Row, ...]] = {}
    for row in rows:
        for data_class in row.classes:
            for action in row.actions:
                key = (row.role, row.purpose, data_class, action)
                found[key] = (*found.get(key, ()), row)
    return found


_ROWS = _by_key(TABLE)


def allowed(
    *, role: Role, purpose: Purpose, data_class: DataClass, action: Action, circumstances: Circumstances
) -> bool:
    """Is there a row that allows it? Without one the answer is no."""
    return any(row.holds(circumstances) for row in _ROWS.get((role, purpose, data_class, action), ()))
