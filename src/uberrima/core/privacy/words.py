"""The words of privacy: classes of data, roles, purposes, actions, circumstances, and the permit that joins them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class DataClass(StrEnum):
    """How sensitive a value is. Each class has keys of its own."""

    #: name, number of the identity document, telephone, address
    CONTACT = "contact"
    #: amounts, accounts, premiums
    FINANCIAL = "financial"
    #: diagnoses, treatments, what a hospital's bill tells of a body
    MEDICAL = "medical"


class Role(StrEnum):
    """As what somebody acts. One person may have several roles, and acts in one of them at a time."""

    CUSTOMER = "customer"
    HANDLER = "handler"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    SYSTEM = "system"


class Purpose(StrEnum):
    """What for."""

    #: a person looks after what is his own
    OWN = "own"
    #: somebody has come or rung up, and it is asked who he is
    RECEPTION = "reception"
    #: a claim is made, handled, decided, paid
    CLAIM = "claim"
    #: people are entered and a contract is made
    CONTRACT = "contract"
    #: what was done is looked through
    AUDIT = "audit"
    #: what may no longer be kept is made unreadable
    ERASURE = "erasure"


class Action(StrEnum):
    """What is done with the value."""

    #: a few characters are shown, so that people can tell one from another
    MASKED = "masked"
    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What is so at the moment of asking."""

    #: the case that is named is open
    case_open: bool
    #: the case is assigned to the reader
    assigned: bool
    #: the data are about the reader
    own_data: bool
    #: the reader is the person, or of his family
    related: bool
    #: the reader entered these very data himself, as a policyholder does for his child
    entered: bool = False


@dataclass(frozen=True, kw_only=True)
class Permit:
    """One reader may do one thing with some classes of one person's data, for one purpose, in one case.

    People issues it after :func:`allowed` has said yes; the vault opens for nothing else.
    """

    #: who reads: account, or the person that a process acts for
    reader: UUID
    role: Role
    purpose: Purpose
    #: the case it is for, e.g. a claim's id; empty where the purpose has none
    case: str
    #: whose data
    subject: UUID
    classes: frozenset[DataClass]
    #: READ covers MASKED, never the other way round
    action: Action

    def covers(self, data_class: DataClass, action: Action) -> bool:
        """May this be done with a value of that class?"""
        return data_class in self.classes and (
            action is self.action or (action is Action.MASKED and self.action is Action.READ)
        )
