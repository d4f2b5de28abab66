"""One claim, from papers to receipt, by the verbs of the room, on a real database."""

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.rooms.cast import cast, decided, second_handler, stranger, submitted
from uberrima.config.demonstration import Cast
from uberrima.core.wording import tables as t
from uberrima.foundation.documents import api as documents
from uberrima.foundation.journal import api as journal
from uberrima.foundation.notices import api as notices
from uberrima.foundation.people import api as people
from uberrima.foundation.vault import api as vault
from uberrima.journey.claim import api as claims
from uberrima.journey.claim import sending

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def who() -> Iterator[Cast]:
    with vault.batch_trail("test"):
        yield cast()


def test_the_gallbladder_operation_is_paid_to_the_cent(who: Cast) -> None:
    row = decided(who).decisions.get()
    assert (row.billed, row.other, row.paid, row.insured) == (4_621_835, 2_431_080, 1_158_080, 1_032_675)


def test_the_deductible_that_an_earlier_claim_filled_is_not_taken_again(who: Cast) -> None:
    claim = submitted(who)
    claims.take(who.heng, claim.id)
    seat = claims.seat(who.heng, claim.id)
    assert claims.decide(seat, seat.claim.version).paid == 920_480  # nothing used before: 10,000 in full


def test_what_the_customer_saw_while_typing_is_what_is_decided(who: Cast) -> None:
    claim = submitted(who)
    claims.take(who.heng, claim.id)
    seat = claims.seat(who.heng, claim.id)
    seen = claims.work(claim, claims.bill_of(claims.statement(claim, seat.reading()), "CNY"))
    row = claims.decide(seat, seat.claim.version)
    assert (
        sum(one.columns[t.PAID] for one in seen.decided)
        == row.paid
        == sum(line.columns[t.PAID] for line in row.lines.all())
    )


def test_a_decision_is_shown_only_as_it_was_recorded(who: Cast) -> None:
    claim = decided(who)
    seat = claims.seat(who.lan, claim.id)
    row = claim.decisions.get()
    assert claims.shown(seat, row).payload["claim"] == claim.number
    line = row.lines.get(line=5)
    line.columns[t.PAID] += 1
    line.save()
    with pytest.raises(claims.DoesNotFit, match=claim.number):
        claims.shown(seat, row)


def test_every_fact_names_its_document_and_page(who: Cast) -> None:
    claim = submitted(who)
    facts = claims.statement(claim, claims.seat(who.lan, claim.id).reading())
    held = {doc.number for doc in documents.of_case(claim.number)}
    assert facts
    assert {fact.document for fact in facts} == held
    assert not claims.without_source(facts)


def test_a_fact_without_a_page_stands_in_the_way_of_a_decision(who: Cast) -> None:
    claim = submitted(who)
    claims.take(who.heng, claim.id)
    seat = claims.seat(who.heng, claim.id)
    claims.enter(seat, {(0, "invoice_number"): "33012611"}, {})
    with pytest.raises(claims.NotReady) as refused:
        claims.decide(seat, claims.seat(who.heng, claim.id).claim.version)
    assert refused.value.what == ("source",)


def test_a_correction_stands_beside_what_it_corrects(who: Cast) -> None:
    claim = submitted(who)
    claims.take(who.heng, claim.id)
    seat = claims.seat(who.heng, claim.id)
    claims.enter(seat, {(0, "invoice_check"): "7f20bf"}, {(0, "invoice_check"): claims.Source(document=1, page=1)})
    told = {f.name: f for f in claims.statement(claim, seat.reading()) if not f.line}["invoice_check"]
    assert (told.value, [older.value for older in told.corrected]) == ("7f20bf", ["7f20be"])
    assert (told.entered_by, told.corrected[0].entered_by) == (who.heng.id, who.lan.id)


def test_after_handing_in_the_customer_changes_nothing_any_more(who: Cast) -> None:
    claim = submitted(who)
    with pytest.raises(claims.NotNow):
        claims.enter(claims.seat(who.lan, claim.id), {(0, "total"): "1.00"}, {})


def test_an_older_version_than_what_stands_is_a_conflict(who: Cast) -> None:
    claim = submitted(who)
    claims.take(who.heng, claim.id)
    seat = claims.seat(who.heng, claim.id)
    old = seat.claim.version
    claims.enter(seat, {(0, "invoice_check"): "7f20bf"}, {(0, "invoice_check"): claims.Source(document=1, page=1)})
    with pytest.raises(claims.Changed):
        claims.decide(seat, old)


def test_nobody_else_sees_it(who: Cast) -> None:
    claim = submitted(who)
    for other in (stranger(), second_handler(), people.staff()[0]):
        with pytest.raises(people.Denied):
            claims.seat(other, claim.id)


def test_who_lost_the_case_sees_it_no_more(who: Cast) -> None:
    claim = submitted(who)
    claims.take(who.heng, claim.id)
    claims.seat(who.heng, claim.id)
    people.release(claim.number)
    with pytest.raises(people.Denied):
        claims.seat(who.heng, claim.id)


def test_papers_are_asked_for_once_and_the_clock_stands_still_meanwhile(who: Cast) -> None:
    claim = submitted(who)
    claims.take(who.heng, claim.id)
    claims.ask_for_papers(claims.seat(who.heng, claim.id), ["summary"])
    claim.refresh_from_db()
    assert {c.rule: c.state for c in claims.clocks_of(claim)}["CL-03"] == "paused"
    claims.papers_arrived(claims.seat(who.lan, claim.id))
    with pytest.raises(claims.NotNow):
        claims.ask_for_papers(claims.seat(who.heng, claim.id), ["invoice"])


def test_from_handing_in_to_payment_every_clock_is_met(who: Cast) -> None:
    claim = decided(who)
    claim.refresh_from_db()
    assert {c.rule: c.state for c in claims.clocks_of(claim)}[
        "CL-05"
    ] == "running"  # some lines are refused: say so in writing
    sending.send_decision(claim.decisions.get().id)
    claims.agree(claims.seat(who.lan, claim.id))
    claims.note_payment(claims.seat(who.heng, claim.id))
    claim.refresh_from_db()
    assert claim.status == claims.Status.PAID
    assert {c.state for c in claims.clocks_of(claim) if c.law} == {"met"}


def test_the_letter_is_written_once_in_both_languages_and_its_code_leads_to_the_entry(who: Cast) -> None:
    claim = decided(who)
    row = claim.decisions.get()
    sending.send_decision(row.id)
    sending.send_decision(row.id)
    letters = notices.of_case(claim.number)
    assert sorted(letter.lang for letter in letters) == ["en", "zh"]
    seat = claims.seat(who.lan, claim.id)
    found = claims.letter_of(seat, "zh")
    assert found is not None
    assert "11,580.80" in "".join(str(block) for block in found.body)
    assert notices.by_code(found.code) is not None


def test_the_receipt_holds_facts_decision_and_proof(who: Cast) -> None:
    claim = decided(who)
    journal.configured().drain()
    seen = claims.shown(claims.seat(who.lan, claim.id), claim.decisions.get())
    receipt = claims.receipt(seen)
    assert receipt["payload"]["decision"][4]["paid"] is not None  # type: ignore[index]


def test_one_cent_changed_in_the_business_table_is_found_and_named(who: Cast) -> None:
    claim = decided(who)
    before = {found.entry: found.digest for found in claims.recorded_rows()}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claim_decision SET paid = paid + 1 WHERE claim_id = %s", [claim.id])
    changed = [found.name for found in claims.recorded_rows() if before[found.entry] != found.digest]
    assert changed == [f"claim {claim.number}, decision 1"]
