"""No plaintext leaves before it is written down who read it; what cannot be written down does not leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as settings_now
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import path
from pytest_django import Settings

from tests.rooms.vault.world import AUDITOR, CONTACT, HANDLER, LIN, MEDICAL, WANG, permit_for, place_of
from uberrima.config.wiring import AUDITED
from uberrima.core.privacy import Action, DataClass, Mask, Purpose, Role
from uberrima.foundation.journal import api as journal
from uberrima.foundation.journal.api import Unfit
from uberrima.foundation.vault import api, models

pytestmark = pytest.mark.django_db(transaction=True)

AsOwner = Callable[[], AbstractContextManager[None]]
NAMES: dict[object, bytes] = {}
NOTHING: frozenset[DataClass] = frozenset()


def show(request: HttpRequest) -> HttpResponse:
    """A page that shows Lin's name twice, her illness once, and Wang's name masked."""
    permit = permit_for(LIN)
    text = api.unseal(permit, CONTACT, place_of(), NAMES[LIN]) + api.unseal(
        permit_for(LIN), CONTACT, place_of(), NAMES[LIN]
    )
    text += api.unseal(permit, MEDICAL, place_of("illness"), NAMES["illness"])
    text += api.unseal_masked(
        permit_for(WANG, action=Action.MASKED), CONTACT, place_of(row=WANG), NAMES[WANG], Mask.NAME
    )
    return HttpResponse(text)


def undo(request: HttpRequest) -> HttpResponse:
    """A page whose transaction fails after the reading."""
    with transaction.atomic():
        api.unseal(permit_for(LIN), CONTACT, place_of(), NAMES[LIN])
        transaction.set_rollback(True)
    return HttpResponse("undone")


def fail(request: HttpRequest) -> HttpResponse:
    """A page that breaks after the reading."""
    raise ValueError(len(api.unseal(permit_for(LIN), CONTACT, place_of(), NAMES[LIN])))


def stream(request: HttpRequest) -> StreamingHttpResponse:
    """A page that reads before it streams, and tries to while it streams."""
    first = api.unseal(permit_for(LIN), CONTACT, place_of(), NAMES[LIN])

    def pieces() -> Iterator[str]:
        yield first
        yield api.unseal(permit_for(WANG), CONTACT, place_of(row=WANG), NAMES[WANG])

    return StreamingHttpResponse(pieces())


def peek(request: HttpRequest) -> HttpResponse:
    """A page that asks for what its permit does not cover."""
    try:
        api.unseal(permit_for(LIN, classes=(CONTACT,)), MEDICAL, place_of("illness"), NAMES["illness"])
    except api.Refused:
        return HttpResponse("nothing here", status=404)
    return HttpResponse("leaked")


urlpatterns = [path(view.__name__, view, name=f"page-{view.__name__}") for view in (show, undo, fail, stream, peek)]

WRITTEN_WHEN_LEAVING: list[int] = []


def outermost(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Stands where the answer leaves, and looks with a connection of its own at what is committed then."""

    def leave(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        told = connection.get_connection_params()
        with psycopg.connect(
            **{k: told[k] for k in ("dbname", "user", "password", "host", "port") if told.get(k)}
        ) as other:
            found = other.execute("SELECT count(*) FROM vault_read").fetchone()
        assert found is not None
        WRITTEN_WHEN_LEAVING.append(found[0])
        return response

    return leave


@pytest.fixture(autouse=True)
def people(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [f"{__name__}.outermost", "uberrima.foundation.vault.middleware.ReadTrail"]
    NAMES[LIN] = api.seal(LIN, CONTACT, place_of(), "林晓岚")
    NAMES[WANG] = api.seal(WANG, CONTACT, place_of(row=WANG), "王梅")
    NAMES["illness"] = api.seal(LIN, MEDICAL, place_of("illness"), "急性阑尾炎")
    WRITTEN_WHEN_LEAVING.clear()


def test_a_request_leaves_one_row_a_person_and_it_is_committed_first(client: Client) -> None:
    response = client.get("/show")
    assert response.content.decode() == "林晓岚林晓岚急性阑尾炎王*"
    assert WRITTEN_WHEN_LEAVING == [2]
    one, *more = api.reads_of(LIN)
    assert not more
    assert (one.reader, one.role, one.purpose, one.case) == (HANDLER, Role.HANDLER, Purpose.CLAIM, "C-2611-0001")
    assert (one.classes, one.masked, one.route) == (frozenset({CONTACT, MEDICAL}), NOTHING, "page-show")
    (masked,) = api.reads_of(WANG)
    assert (masked.classes, masked.masked) == (NOTHING, frozenset({CONTACT}))


def audited() -> list[tuple[str, str]]:
    """What the journal's audit finds, with the rows that an operator's audit compares."""
    journal.configured().drain()
    report = journal.audit(Path(settings_now.UBERRIMA_JOURNAL_CHECKPOINTS), journal.configured().signer.public, AUDITED)
    return [(one.code, one.says) for one in report.findings]


def test_the_audit_of_the_journal_names_every_reading_that_was_altered_or_removed(
    client: Client, as_owner: AsOwner
) -> None:
    client.get("/show")
    client.get("/peek")
    assert models.Read.objects.count() == 3
    assert audited() == []
    (masked,) = models.Read.objects.filter(subject=WANG)
    with as_owner():
        models.Read.objects.filter(subject=WANG).update(reader=AUDITOR)
        models.Read.objects.filter(outcome="refused").delete()
    altered, removed = audited()
    assert altered == ("rows-altered", f"vault_read {masked.id}: its rows are not those that were recorded")
    assert removed[0] == "rows-gone"


def test_a_reading_counts_although_its_transaction_was_rolled_back(client: Client) -> None:
    client.get("/undo")
    assert len(api.reads_of(LIN)) == 1


def test_a_reading_counts_although_the_page_broke(client: Client) -> None:
    client.raise_request_exception = False
    assert client.get("/fail").status_code == 500
    assert len(api.reads_of(LIN)) == 1


def test_while_an_answer_streams_nothing_more_is_read(client: Client) -> None:
    response = client.get("/stream")
    assert WRITTEN_WHEN_LEAVING == [1]
    assert isinstance(response, StreamingHttpResponse)
    pieces = iter(response.streaming_content)
    assert next(pieces).decode() == "林晓岚"
    with pytest.raises(api.NoTrail):
        next(pieces)
    assert api.reads_of(WANG) == []


def test_a_try_without_a_permit_for_it_is_refused_and_recorded(client: Client) -> None:
    response = client.get("/peek")
    assert (response.status_code, response.content) == (404, b"nothing here")
    assert api.reads_of(LIN) == []
    (tried,) = api.tries_of(LIN)
    assert (tried.outcome, tried.classes) == ("refused", frozenset({MEDICAL}))


@pytest.mark.parametrize("table", ["vault_read", "journal_entry"])
def test_what_cannot_be_written_down_does_not_leave(
    client: Client, settings: Settings, as_owner: AsOwner, table: str
) -> None:
    settings.MIDDLEWARE = ["uberrima.foundation.vault.middleware.ReadTrail"]
    client.raise_request_exception = False
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO elsewhere")
    try:
        response = client.get("/show")
    finally:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE elsewhere RENAME TO {table}")
    assert response.status_code == 500
    assert not any(secret in response.content.decode() for secret in ("林", "王", "阑尾"))
    assert models.Read.objects.count() == 0


def test_the_application_cannot_alter_what_was_noted(client: Client) -> None:
    client.get("/show")
    with pytest.raises(ProgrammingError, match="permission denied"):
        models.Read.objects.update(reader=AUDITOR)
    with pytest.raises(ProgrammingError, match="permission denied"):
        models.Read.objects.all().delete()


def test_outside_a_request_nothing_is_opened() -> None:
    with pytest.raises(api.NoTrail):
        api.unseal(permit_for(LIN), CONTACT, place_of(), NAMES[LIN])


def test_a_batch_job_leaves_one_row_a_person_for_the_whole_run() -> None:
    with api.batch_trail("replay"):
        for _ in range(50):
            api.unseal(permit_for(LIN), CONTACT, place_of(), NAMES[LIN])
    (one,) = api.reads_of(LIN)
    assert one.route == "replay"


def test_a_batch_job_that_breaks_is_written_down_too() -> None:
    def broken() -> None:
        with api.batch_trail("replay"):
            api.unseal(permit_for(LIN), CONTACT, place_of(), NAMES[LIN])
            raise ValueError("the job breaks")

    with pytest.raises(ValueError, match="breaks"):
        broken()
    assert len(api.reads_of(LIN)) == 1


def test_a_batch_trail_cannot_hide_in_a_transaction_that_may_be_undone() -> None:
    def hidden() -> None:
        with transaction.atomic(), api.batch_trail("replay"):
            api.unseal(permit_for(LIN), CONTACT, place_of(), NAMES[LIN])

    with pytest.raises(RuntimeError, match="durable"):
        hidden()


def test_other_purposes_and_cases_are_rows_of_their_own() -> None:
    with api.batch_trail("test"):
        for case in ("C-1", "C-2", "C-1"):
            api.unseal(permit_for(LIN, case=case), CONTACT, place_of(), NAMES[LIN])
    assert sorted(read.case for read in api.reads_of(LIN)) == ["C-1", "C-2"]


def test_a_denied_permit_is_recorded_where_people_tell_it() -> None:
    with api.batch_trail("test"):
        api.refused(reader=AUDITOR, role=Role.AUDITOR, purpose=Purpose.AUDIT, case="", subject=LIN, classes=[MEDICAL])
    (tried,) = api.tries_of(LIN)
    assert (tried.reader, tried.outcome, tried.classes) == (AUDITOR, "refused", frozenset({MEDICAL}))


@pytest.mark.parametrize("action", [Action.MASKED, Action.WRITE])
def test_only_a_permit_to_read_reads(action: Action) -> None:
    with api.batch_trail("test"), pytest.raises(api.Refused):
        api.unseal(permit_for(LIN, action=action), CONTACT, place_of(), NAMES[LIN])
    assert api.reads_of(LIN) == []


def test_reception_compares_what_is_said_and_sees_nothing() -> None:
    permit = permit_for(LIN, action=Action.MASKED, classes=(CONTACT,))
    with api.batch_trail("reception"):
        assert api.fits(permit, CONTACT, place_of(), NAMES[LIN], " 林 晓岚")
        assert not api.fits(permit, CONTACT, place_of(), NAMES[LIN], "林晓风")
    (one,) = api.reads_of(LIN)
    assert (one.classes, one.masked) == (NOTHING, frozenset({CONTACT}))


def test_a_record_is_opened_and_fits_its_commitment() -> None:
    payload = {
        "decision": "pay",
        "amount": 120000,
        "reasons": ["5.3", "7.1"],
        "facts": {"diagnosis": "急性阑尾炎"},
        "late": False,
    }
    with transaction.atomic():
        made = api.record(
            subject=LIN, data_class=MEDICAL, kind="claim.decided/1", stream="claim:C-1", actor=HANDLER, purpose=Purpose.CLAIM,
            case="C-1", payload=payload,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed, commitment FROM journal_entry WHERE id = %s", [made.entry])
        sealed, commitment = map(bytes, cursor.fetchone())
    assert commitment == made.commitment
    assert "阑尾".encode() not in sealed
    with api.batch_trail("test"):
        found = api.open_record(permit_for(LIN), MEDICAL, commitment, sealed)
        assert (found.salt, found.payload) == (made.salt, payload)
        with pytest.raises(api.Unreadable):
            api.open_record(permit_for(LIN), MEDICAL, bytes(32), sealed)


@pytest.mark.parametrize("payload", [{"amount": 1.5}, {"day": object()}])
def test_a_record_holds_only_what_can_be_handed_out(payload: dict[str, object]) -> None:
    with pytest.raises(TypeError), transaction.atomic():
        api.record(
            subject=LIN,
            data_class=MEDICAL,
            kind="x/1",
            stream="x",
            actor=HANDLER,
            purpose=Purpose.CLAIM,
            case="",
            payload=payload,
        )


def test_a_record_outside_a_transaction_is_refused() -> None:
    with pytest.raises(Unfit, match="transaction"):
        api.record(
            subject=LIN,
            data_class=MEDICAL,
            kind="x/1",
            stream="x",
            actor=HANDLER,
            purpose=Purpose.CLAIM,
            case="",
            payload={},
        )
