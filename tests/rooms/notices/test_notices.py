"""Letters kept as they were sent: sealed, recorded, opened only with a permit, and noted when they arrive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from uberrima.core.privacy import Action, DataClass, Permit, Purpose, Role
from uberrima.foundation.notices import api as notices
from uberrima.foundation.notices.api import (
    Body,
    Heading,
    Items,
    NotALetter,
    Paragraph,
    Quote,
    Row,
    from_text,
    plain,
    to_text,
)
from uberrima.foundation.vault import api as vault

XIAOLAN, LI, STRANGER = uuid4(), uuid4(), uuid4()
CASE = "C-2611-0417"
CANARY = "林晓岚胆囊结石"
BODY: Body = (
    Heading(text="理赔决定"),
    Paragraph(text=f"{CANARY}，我们付 11,580.80 元。", source="CL-06"),
    Row(label="我们付", amount="11,580.80 元", minor=1_158_080, clause="4.1"),
    Items(items=("打监管热线 12378。", "问李衡。")),
    Quote(clause="4.1", text="我们按 90% 给付。"),
)


def permit(reader: UUID = LI, subject: UUID = XIAOLAN) -> Permit:
    return Permit(
        reader=reader, role=Role.HANDLER, purpose=Purpose.CLAIM, case=CASE, subject=subject, classes=frozenset({DataClass.MEDICAL}),
        action=Action.READ,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def trail(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a request is to a page: a trail in which reads are noted."""
    if request.node.get_closest_marker("django_db") is None:
        yield
        return
    request.getfixturevalue("db")
    with vault.batch_trail("tests"):
        yield


def sent(channel: str = "portal", code: str = "") -> tuple[notices.Letter, ...]:
    return notices.write_letter(
        {"zh": BODY, "en": BODY}, subject=XIAOLAN, case=CASE, kind=notices.Kind.DECISION, channel=channel, actor=LI,
        code=code or notices.new_code(),
    )  # fmt: skip


@pytest.mark.django_db
def test_a_letter_is_kept_in_both_languages_under_one_code_and_reads_as_it_was_sent() -> None:
    zh, en = sent()
    assert (zh.lang, en.lang) == ("zh", "en")
    assert zh.code == en.code
    assert zh.entry != en.entry
    assert notices.opened(zh, permit()) == BODY
    assert [one.id for one in notices.of_case(CASE)] == [en.id, zh.id]
    assert notices.letter(CASE, zh.id) == zh
    assert notices.letter("C-2611-0418", zh.id) is None


@pytest.mark.django_db
def test_nothing_that_a_letter_says_lies_open_in_its_row() -> None:
    sent()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM notices_letter")
        rows = repr(
            [bytes(value) if isinstance(value, memoryview) else value for row in cursor.fetchall() for value in row]
        )
    for open_word in (CANARY, CANARY.encode().hex(), repr(CANARY.encode())[2:-1], "11,580.80", "1158080", "理赔决定"):
        assert open_word not in rows


@pytest.mark.django_db
def test_a_permit_for_somebody_else_or_for_other_data_opens_nothing() -> None:
    zh, _ = sent()
    with pytest.raises(vault.Unreadable):
        notices.opened(zh, permit(subject=STRANGER))
    with pytest.raises(vault.Refused):
        notices.opened(zh, replace(permit(), classes=frozenset({DataClass.CONTACT})))


@pytest.mark.django_db
def test_a_letter_moved_to_another_row_is_unreadable() -> None:
    zh, en = sent()
    zh.sealed = en.sealed
    with pytest.raises(vault.Unreadable):
        notices.opened(zh, permit())


@pytest.mark.django_db
def test_on_paper_a_letter_arrives_when_somebody_says_so_and_the_first_note_stands() -> None:
    zh, _ = sent("post")
    assert zh.arrived_at is None
    day = zh.sent_at + timedelta(days=2)
    assert notices.mark_arrived(zh, at=day, actor=LI).arrived_at == day
    assert notices.mark_arrived(zh, at=day + timedelta(days=9), actor=LI).arrived_at == day
    with pytest.raises(notices.ArrivedBeforeSent):
        notices.mark_arrived(sent("post")[0], at=zh.sent_at - timedelta(days=1), actor=LI)


@pytest.mark.django_db
def test_what_is_put_on_the_persons_own_page_is_there_at_once() -> None:
    zh, _ = sent()
    assert zh.arrived_at == zh.sent_at
    assert notices.mark_arrived(zh, at=zh.sent_at + timedelta(days=1), actor=LI).arrived_at == zh.sent_at


@pytest.mark.django_db
def test_a_letter_and_its_record_come_together_or_not_at_all() -> None:
    code = notices.new_code()
    sent(code=code)
    before = _entries()
    with pytest.raises(IntegrityError), transaction.atomic():
        sent(code=code)
    assert _entries() == before
    assert len(notices.of_case(CASE)) == 2


def _entries() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_entry")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_the_code_finds_the_letter_however_it_is_typed() -> None:
    zh, _ = sent()
    for typed in (
        zh.code,
        zh.code.lower(),
        zh.code.replace("-", ""),
        zh.code.replace("-", " "),
        f" {zh.code} ",
        zh.code.replace("0", "o").replace("1", "l"),
    ):
        found = notices.by_code(typed)
        assert found is not None
        assert found.code == zh.code
    assert notices.by_code("7K3M-9QTX") is None
    assert notices.by_code("") is None


def test_codes_are_typed_in_many_ways_and_read_in_one() -> None:
    assert notices.read_code("７ｋ３ｍ－９ｑｔｘ－２ｂ４ｄ") == "7K3M-9QTX-2B4D"
    assert notices.read_code("oi1l-uuuu-0000") == "0111-VVVV-0000"
    assert notices.read_code("7K3M-9QTX-2B4D-1") == ""
    assert notices.read_code("7K3M-9QTX-2B4*") == ""
    made = {notices.new_code() for _ in range(2_000)}
    assert len(made) == 2_000
    assert all(notices.read_code(code) == code for code in made)


def test_a_body_is_the_same_from_its_text_again() -> None:
    assert from_text(to_text(BODY)) == BODY
    assert to_text(from_text(to_text(BODY))) == to_text(BODY)
    assert plain(BODY).splitlines()[-3:] == ["1. 打监管热线 12378。", "2. 问李衡。", "§4.1  我们按 90% 给付。"]


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "1", '{"format":"other","blocks":[]}', '{"format":"uberrima-letter/1","blocks":[{"kind":"song"}]}', '{"format":"uberrima-letter/1","blocks":[3]}',
     '{"format":"uberrima-letter/1","blocks":[{"kind":"row","label":"x"}]}', json.dumps({"format": "uberrima-letter/1"}), "[" * 100_000],
    ids=range(10),
)  # fmt: skip
def test_what_is_no_letter_is_refused(text: str) -> None:
    with pytest.raises(NotALetter):
        from_text(text)
