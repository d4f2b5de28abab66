"""Strange words in every field of every form and every part of every address: refused or taken, and never a fault of ours."""

from __future__ import annotations

import os
import time
from itertools import product
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.attacks import world as play
from tests.attacks.world import OPEN, World, addresses, everything, known, signed
from uberrima.journey.claim import api as claims

pytestmark = pytest.mark.django_db

WORDS = [
    "' OR 1=1 --",
    '"; DROP TABLE people_person; --',
    "%s%(x)s{0}{{ 7|add:7 }}{% debug %}",
    "\x00",
    "a\x00b",
    "²",  # a digit to isdigit(), and to int() none
    "١٢٣",
    "１２３",
    "-1",
    "0",
    "9" * 40,
    "9" * 5000,  # more than int() takes
    "1e400",
    "NaN",
    "Infinity",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "\u202egnol\u202c",
    "a\u200bb\ufeff",
    "林\U00020000岚",
    "e\u0301",
    "\ud7ff\ue000\uffff",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "\r\nSet-Cookie: a=b",
    "00000000-0000-0000-0000-000000000000",
    "{00000000-0000-0000-0000-000000000000}",
    "x" * 3000,
    "[]",
    "true",
]


#: Every field of every form, beside those of `everything`.
FIELDS = [
    "next", "see", "code", "product", "size", "theme", "language", "password", "staff_number", "price", "quantity", "file", "csrfmiddlewaretoken",
    "invoice_number", "invoice_check", "hospital_name", "date", "admitted", "discharged", "total", "pooled", "serious", "aid", "account",
    "self_paid", "own_expense", "source_invoice", "source_settlement", "source_summary",
    *(claims.OF_EDITION + name for name in ("care", "cause", "diagnosis", "hospital", "settled")),
]  # fmt: skip


#: `make prove` takes every combination, and not each so-manieth.
SHARE = int(os.environ.get("UBERRIMA_STRANGE", "12"))


def test_no_word_in_any_field_is_our_fault(world: World) -> None:
    """Every address, as form and as query; the other fields stay good, so that the word comes as far as it can."""
    good = everything(world)
    names, faults = [*good, *FIELDS], []
    for who, prefix in (
        ("owner", "customer-"),
        ("handler", "staff-"),
        ("operator", "staff-"),
        ("auditor", "oversight-"),
    ):
        client, claim = signed(world.accounts[who]), world.claims["draft" if who == "owner" else "submitted"].id
        listed = [one for one in addresses() if one.name.startswith(prefix) or (who == "owner" and one.name in OPEN)]
        tries = list(
            product([one for one in listed if one.name not in {"sign-out", "oversight-journal"}], names, WORDS)
        )
        for one, field, word in tries[:: SHARE * 31]:
            path = next(iter(one.filled(known(world, claim=[claim]))))
            data = good | {"key": str(uuid4()), field: word}
            query = {name: str(value) for name, value in data.items()}
            seen = [client.post(path, data).status_code, client.get(path, query).status_code]
            faults += [f"{who} {path} {field}={word[:30]!r}: {status}" for status in seen if status >= 500]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("form", ["bill", "lines/add", "person", "policy", "decide", "reception", "sign-in"])
def test_each_field_of_the_large_forms_takes_each_word(world: World, form: str) -> None:
    """One word in one field, everything else as it should be."""
    draft, submitted = world.claims["draft"].id, world.claims["submitted"].id
    who, path, fields = {
        "bill": ("owner", f"/my/claims/{draft}/bill", FIELDS[13:]),
        "lines/add": ("owner", f"/my/claims/{draft}/lines/add", ["item", "class", "price", "quantity", "billed", "source", claims.OF_EDITION + "charge"]),
        "person": ("operator", f"/staff/people/{world.household}/person", ["name", "id_number", "phone", "born", "sex"]),
        "policy": ("operator", f"/staff/people/{world.household}/policy", ["product", "holder", "insured", "start", "end", "choice_special_ward"]),
        "decide": ("handler", f"/staff/claims/{submitted}/decide", ["version", "key"]),
        "reception": ("handler", "/staff/reception", ["name", "id_number"]),
        "sign-in": ("owner", "/signin", ["username", "password", "next"]),
    }[form]  # fmt: skip
    client, faults = signed(world.accounts[who]), []
    for field, word in list(product(fields, WORDS))[:: max(1, SHARE // 3)]:
        answer = client.post(path, everything(world, **{field: word}))
        if answer.status_code >= 500:
            faults.append(f"{field}={word[:30]!r}: {answer.status_code}")
        if form == "bill" and answer.status_code == 302 and (page := client.get(path)).status_code >= 500:
            faults.append(f"after {field}={word[:30]!r}: {page.status_code}")
    assert not faults, "\n".join(faults)


def test_no_word_in_an_address_is_our_fault(world: World) -> None:
    faults = []
    client = signed(world.accounts["owner"])
    for word in (*WORDS[::2], "%", "%00", "%ff", "%c0%af", "..;/", "a" * 300):
        part = quote(word, safe="")
        for path in (f"/verify/{part}", f"/verify?code={part}", f"/law/{part}", f"/clauses/own-lake-hospital/2026-1/{part}",
                     f"/clauses/{part}/2026-1/1.1", f"/my/claims/{part}", f"/my/claims/{world.claims['draft'].id}/papers/{part}", f"/{part}",
                     f"/staff/people?product={part}", f"/static/{part}", f"/staff/worklist?see={part}"):  # fmt: skip
            status = client.get(path).status_code
            if status >= 500:
                faults.append(f"{path[:80]}: {status}")
    assert not faults, "\n".join(faults)


def test_what_is_too_large_is_refused_quickly(world: World) -> None:
    client, draft = signed(world.accounts["owner"]), world.claims["draft"].id
    begun = time.monotonic()
    scan = SimpleUploadedFile("scan.pdf", b"%PDF-" + bytes(11 * 1024 * 1024), "application/pdf")
    assert (
        client.post(f"/my/claims/{draft}/papers", {"key": play.key(), "kind": "invoice", "file": scan}).status_code
        == 413
    )
    for field in ("item", "billed", "key", "csrfmiddlewaretoken"):
        answer = client.post(f"/my/claims/{draft}/lines/add", {"key": play.key(), field: "x" * 1_000_000})
        assert 400 <= answer.status_code < 500, field
    many = {f"k{n}": "1" for n in range(5000)}
    assert client.post(f"/my/claims/{draft}/bill", many).status_code == 400
    assert time.monotonic() - begun < 60, "a machine that is busy may take its time, and not for ever"


def test_rows_of_others_do_not_come_out_of_any_field(world: World) -> None:
    """Words of SQL in every field of a stranger's pages: nothing of the family's is in any answer."""
    client, hers = signed(world.accounts["stranger"]), ("林晓岚", "330106198805170023", world.claims["decided"].number)
    for word in ("' OR '1'='1", "1) OR (1=1", "' UNION SELECT password FROM people_account --", "%' OR 1=1 --"):
        for path in ("/my/claims/new", "/signin", "/verify"):
            for answer in (
                client.post(path, everything(world, whose=word, username=word, code=word)),
                client.get(path, {"code": word, "next": word}),
            ):
                assert not [found for found in (*hers, "argon2$") if found in answer.content.decode()]
