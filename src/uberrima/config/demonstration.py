"""The demonstration: an invented family, its policy, a claim that was decided and one that waits. Put into an empty database once.

Everything goes the way that people go: by the verbs of the rooms, so that the journal and the trail tell it as well.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uberrima.config.settings")
django.setup()

# Below, and not above: Django must be set up before its models are met.
from uberrima.config.papers import pdf  # noqa: E402
from uberrima.core.privacy import Role  # noqa: E402
from uberrima.foundation.catalogue import api as catalogue  # noqa: E402
from uberrima.foundation.people import api as people  # noqa: E402
from uberrima.foundation.vault import api as vault  # noqa: E402
from uberrima.journey.claim import api as claims  # noqa: E402
from uberrima.journey.contract import api as contract  # noqa: E402

PRODUCT = Path(__file__).parents[3] / "products" / "own-lake-hospital" / "2026-1"
#: Everybody's, and printed when the demonstration starts.
PASSWORD = "utmost-good-faith"  # noqa: S105 — a demonstration has no secret


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who plays."""

    lan: people.Account
    heng: people.Account
    policy: contract.Policy


def put_in() -> Cast:
    """Publish the product, take the family in, and let a year begin."""
    operator = _account("yunying", Role.OPERATOR, name="顾言", number="O-1001")
    catalogue.publish(_files(PRODUCT), actor=operator.id)
    heng = _account("liheng", Role.HANDLER, name="李衡", number="C-2107")
    _account("shencha", Role.AUDITOR, name="沈正", number="A-3003")
    home = people.found_household()
    lan = people.add_person(
        home, name="林晓岚", id_number="330106198805170023", phone="13800003318", born=date(1988, 5, 17), sex="female",
        actor=operator.id,
    )  # fmt: skip
    ming = people.add_person(
        home, name="周启明", id_number="330106198503110014", phone="13800003319", born=date(1985, 3, 11), sex="male",
        actor=operator.id,
    )  # fmt: skip
    customer = people.make_account(username="lan", password=PASSWORD, role=Role.CUSTOMER, person=lan)
    policy = contract.issue(
        edition=catalogue.edition("own-lake-hospital/2026-1").name, holder=lan, insured=[lan, ming], start=date(2026, 3, 24),
        end=date(2027, 3, 23), schedule={"special_ward": False}, actor=operator,
    )  # fmt: skip
    return Cast(lan=customer, heng=heng, policy=policy)


def _account(username: str, role: Role, *, name: str, number: str) -> people.Account:
    return people.make_account(username=username, password=PASSWORD, role=role, staff_name=name, staff_number=number)


def _files(folder: Path) -> dict[str, str]:
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(folder.iterdir())
        if path.suffix in {".toml", ".csv"}
    }


# --- two claims ----------------------------------------------------------------------------------------------------


def surgery(cast: Cast) -> claims.Claim:
    """May: outpatient surgery, below the deductible; entered by Lan, decided by Heng."""
    claim = claims.open_claim(cast.lan, _person(cast), cast.policy)
    seat = claims.seat(cast.lan, claim.id)
    for kind, lines in (
        ("invoice", ["INVOICE 33012605", "TOTAL 2640.00"]),
        ("list", ["Outpatient surgery 2640.00"]),
        ("record", ["D17.1"]),
    ):
        claims.add_document(seat, pdf([lines]), kind)
    told = {
        "invoice_number": "33012605", "invoice_check": "a1c904", "hospital_name": "澄州市第一人民医院", "date": "2026-05-20",
        "total": "2640.00", **of_edition(care="surgery", diagnosis="D17.1"),
    }  # fmt: skip
    enter(
        seat,
        told,
        [("门诊手术", "乙", "2640.00", "other")],
        sheets={"invoice": 1, "settlement": 1, "summary": 3, "list": 2},
    )
    claims.hand_in(seat)
    claims.take(cast.heng, claim.id)
    theirs = claims.seat(cast.heng, claim.id)
    claims.decide(theirs, theirs.claim.version)
    return claim


def gallbladder(cast: Cast) -> claims.Claim:
    """October: six days in hospital; entered and handed in by Lan, waiting for a handler."""
    claim = gallbladder_entered(cast)
    claims.hand_in(claims.seat(cast.lan, claim.id))
    return claim


def gallbladder_entered(cast: Cast) -> claims.Claim:
    """The same, before it is handed in."""
    claim = claims.open_claim(cast.lan, _person(cast), cast.policy)
    seat = claims.seat(cast.lan, claim.id)
    listed = [
        ("床位费", "丙", "1320.00", "bed"), ("陪护费", "丙", "480.00", "companion"), ("膳食费", "丙", "420.00", "meals"),
        ("营养粉", "丙", "360.00", "supplements"), ("手术费", "乙", "18600.00", "other"), ("麻醉费", "乙", "4260.00", "other"),
        ("西药费", "乙", "12485.35", "other"), ("检查化验费", "甲", "6843.00", "other"), ("护理费", "甲", "1450.00", "other"),
    ]  # fmt: skip
    papers = {
        "invoice": ["INVOICE 33012611", "TOTAL 46218.35"], "list": [f"LINE {n} {row[2]}" for n, row in enumerate(listed, 1)],
        "settlement": ["POOLED FUND 22310.80", "SERIOUS ILLNESS 2000.00", "PERSONAL ACCOUNT 2000.00"],
        "summary": ["ADMITTED 2026-10-12", "DISCHARGED 2026-10-18", "K80.1"],
    }  # fmt: skip
    for kind, lines in papers.items():
        claims.add_document(seat, pdf([lines]), kind)
    told = {
        "invoice_number": "33012611", "invoice_check": "7f20be", "hospital_name": "澄州市第一人民医院", "date": "2026-10-18",
        "admitted": "2026-10-12", "discharged": "2026-10-18", "total": "46218.35", "pooled": "22310.80", "serious": "2000.00",
        "account": "2000.00", "self_paid": "19327.55", "own_expense": "2580.00", **of_edition(care="inpatient", diagnosis="K80.1"),
    }  # fmt: skip
    enter(seat, told, listed, sheets={"invoice": 1, "list": 2, "settlement": 3, "summary": 4})
    return claim


def _person(cast: Cast) -> people.Person:
    found = cast.lan.person
    assert found is not None  # noqa: S101 — she was given one above
    return found


def of_edition(*, care: str, diagnosis: str) -> dict[str, str]:
    """What the product's clauses ask of a bill."""
    told = {"care": care, "cause": "illness", "diagnosis": diagnosis, "hospital": "public_2", "settled": "true"}
    return {claims.OF_EDITION + name: value for name, value in told.items()}


def enter(
    seat: claims.Seat, told: dict[str, str], lines: list[tuple[str, str, str, str]], *, sheets: dict[str, int]
) -> None:
    """Enter a bill and its lines, each with its paper.

    :param sheets: kind of paper → number of the document.
    """
    edition = catalogue.edition(seat.claim.policy.edition)
    where = dict.fromkeys(claims.INVOICE, "invoice") | dict.fromkeys(claims.SETTLEMENT, "settlement")
    values = {(0, name): value for name, value in told.items()}
    claims.enter(
        seat, values,
        {key: claims.Source(document=sheets[where.get(key[1], "summary")], page=1) for key in values},
    )  # fmt: skip
    for item, listed_as, billed, charge in lines:
        typed = {"item": item, "class": listed_as, "billed": billed, claims.OF_EDITION + "charge": charge}
        line = claims.read_line(0, typed, claims.line_facts(edition), edition.currency)
        claims.add_line(seat, line.as_text(edition.currency), claims.Source(document=sheets["list"], page=1))


def main() -> None:
    """Put everything in, unless somebody is there already; say who may sign in."""
    if not people.username_taken("lan"):
        with vault.batch_trail("demonstration"):
            cast = put_in()
            surgery(cast)
            gallbladder(cast)
    print(  # noqa: T201 — the supervisor hands it on to the terminal
        "Sign in as lan (customer), liheng (claims handler), shencha (auditor), yunying (operator); "
        f"the password of each is {PASSWORD}"
    )


if __name__ == "__main__":
    main()
