"""The people of the rooms' tests, all invented: the demonstration's family, its handler, and a stranger's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from uberrima.config import demonstration
from uberrima.core.privacy import Role
from uberrima.foundation.people import api as people
from uberrima.journey.claim import api as claims
from uberrima.journey.contract import api as contract

LAKE = Path(__file__).parents[2] / "products" / "own-lake-hospital" / "2026-1"


def cast() -> demonstration.Cast:
    """Lan and her family, Heng who handles claims, and Lan's policy."""
    return demonstration.put_in()


def stranger(edition: str = "own-lake-hospital/2026-1") -> people.Account:
    """Somebody of another household, with a policy of their own."""
    home = people.found_household()
    operator = people.make_account(username="other-operator", password="x" * 12, role=Role.OPERATOR, staff_name="o")
    wang = people.add_person(
        home, name="王桂兰", id_number="330106195512080021", phone="13900000001", born=date(1955, 12, 8), sex="female",
        actor=operator.id,
    )  # fmt: skip
    account = people.make_account(username="wang", password="x" * 12, role=Role.CUSTOMER, person=wang)
    contract.issue(
        edition=edition,
        holder=wang,
        insured=[wang],
        start=date(2026, 1, 1),
        end=date(2026, 12, 31),
        schedule={},
        actor=operator,
    )
    return account


def second_handler() -> people.Account:
    """A handler who works on nothing yet."""
    return people.make_account(
        username="other", password="x" * 12, role=Role.HANDLER, staff_name="高文", staff_number="C-1"
    )


def submitted(who: demonstration.Cast) -> claims.Claim:
    """October's stay in hospital, handed in."""
    return demonstration.gallbladder(who)


def decided(who: demonstration.Cast) -> claims.Claim:
    """The same, decided."""
    demonstration.surgery(who)
    claim = submitted(who)
    claims.take(who.heng, claim.id)
    seat = claims.seat(who.heng, claim.id)
    claims.decide(seat, seat.claim.version)
    return claim
