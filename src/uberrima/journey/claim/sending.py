"""Letters on their way: after a decision, and when papers are missing; written by the worker, once each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import transaction

from uberrima.core.clocks import Rules
from uberrima.core.explanation.context import Lang
from uberrima.core.privacy import DataClass
from uberrima.core.wording.edition import Edition
from uberrima.foundation import clock
from uberrima.foundation.catalogue import api as catalogue
from uberrima.foundation.documents import api as documents
from uberrima.foundation.notices import api as notices
from uberrima.foundation.people import api as people
from uberrima.journey.claim.access import PAPERS
from uberrima.journey.claim.bill import AMOUNTS, INVOICE, OF_EDITION, SETTLEMENT
from uberrima.journey.claim.deciding import worked_again
from uberrima.journey.claim.letters import Handler, Insurer, Missing, Shown, decision_letter, missing_letter
from uberrima.journey.claim.mapping import Told, bill_of, opened_payload, statement
from uberrima.journey.claim.models import Claim, Decision, Event
from uberrima.journey.claim.names import DOCUMENTS, FACTS
from uberrima.law import law_of_china

_LANGS: tuple[Lang, ...] = ("zh", "en")
#: In the order of the papers: the invoice first, then what social insurance settled, then the rest.
_PLACES = {name: number for number, name in enumerate((*INVOICE, *SETTLEMENT))}


def terms_of(edition: Edition) -> Rules:
    """The law with the terms that the contract itself sets: its own days to pay (CL-06)."""
    days = [
        clause.count("days")
        for clause in edition.wording.clauses
        if clause.kind.name == "right" and clause.word("topic") == "payment_promise"
    ]
    found = next((one.value for one in days if one.value), None)
    return law_of_china().with_terms({"CL-06": found}) if found else law_of_china()


def insurer(lang: Lang) -> Insurer:
    """Whom letters come from."""
    house, address = settings.UBERRIMA_HOUSE, settings.ENVIRONMENT.address
    return Insurer(
        name=house["name_en"] if lang == "en" else house["name"], verify=f"{address}/verify", phone=house["phone"], complaint=house["phone"],
        mediation={"zh": "当地金融纠纷调解组织", "en": "the local financial mediation body"},
        court={"zh": "有管辖权的人民法院", "en": "the court that has jurisdiction"},
    )  # fmt: skip


def send_decision(decision: UUID) -> None:
    """Write the letter of a decision in both languages, and note that it was sent; a second time changes nothing."""
    row = Decision.objects.select_related("claim", "claim__policy").get(id=decision)
    claim = row.claim
    with transaction.atomic():
        claim = Claim.objects.select_for_update(of=("self",)).select_related("policy").get(id=claim.id)
        about = str(row.id)
        if claim.events.filter(kind__in=["claim.letter_sent", "claim.refusal_sent"], about=about).exists():
            return
        permit = people.system_permit(claim.person, case=claim.number, classes=[*PAPERS, DataClass.CONTACT])
        _, payload = opened_payload(row, permit)
        worked = worked_again(payload, {row.edition: catalogue.edition(row.edition)} | _others(payload))
        facts = statement(claim, permit)
        edition = catalogue.edition(claim.policy.edition)
        bill = bill_of(facts, edition.currency)
        code = notices.new_code()
        bodies = {
            lang: decision_letter(
                lang, settlement=worked.settlement, bill=worked.bill, case=claim.number, person=_name(claim),
                items={line.number: line.item for line in bill.lines}, facts=_shown(lang, facts, claim, edition),
                decided_on=clock.day_of(row.decided_at), handler=_handler(row.decided_by), insurer=insurer(lang), law=terms_of(edition),
                code=code, since=_since(worked.log.policies),
            )
            for lang in _LANGS
        }  # fmt: skip
        notices.write_letter(
            bodies, subject=claim.person, case=claim.number, kind=notices.Kind.DECISION, channel=notices.Channel.PORTAL,
            actor=people.SYSTEM, code=code,
        )  # fmt: skip
        reasons = {one.reason for one in worked.decided}
        kinds = (["claim.letter_sent"] if "decided" in reasons else []) + (
            ["claim.refusal_sent"] if reasons != {"decided"} else []
        )
        for kind in kinds:
            Event.objects.create(claim=claim, kind=kind, at=clock.now(), by=people.SYSTEM, about=about)


def send_missing(claim: Claim, kinds: Sequence[str], asked_by: UUID) -> None:
    """Write the one notice of all that is missing, in the transaction that asks for it."""
    code = notices.new_code()
    law = terms_of(catalogue.edition(claim.policy.edition))
    bodies = {
        lang: missing_letter(
            lang, case=claim.number, person=_name(claim), missing=[Missing(document=DOCUMENTS[lang][k]) for k in kinds],
            handler=_handler(asked_by), insurer=insurer(lang), law=law, asked_on=clock.today(), code=code,
        )
        for lang in _LANGS
    }  # fmt: skip
    notices.write_letter(
        bodies, subject=claim.person, case=claim.number, kind=notices.Kind.MISSING, channel=notices.Channel.PORTAL,
        actor=asked_by, code=code,
    )  # fmt: skip


def _others(payload: dict[str, object]) -> dict[str, Edition]:
    records = payload["records"]
    names = {str(r["policy"]["edition"]) for r in records if "policy" in r}  # type: ignore[attr-defined]
    return {name: catalogue.edition(name) for name in names}


def _since(policies: tuple[object, ...]) -> dict[str, date]:
    return {policy.id: policy.continuous_since for policy in policies}  # type: ignore[attr-defined]


def _name(claim: Claim) -> str:
    person = people.person(claim.person)
    if person is None:
        raise people.Denied
    return people.name_of(person, people.system_permit(person.id, case=claim.number, classes=[DataClass.CONTACT]))


def _handler(account: UUID) -> Handler:
    found = people.account(account)
    return Handler(name=found.staff_name if found else "", number=found.staff_number if found else "")


def _shown(lang: Lang, facts: tuple[Told, ...], claim: Claim, edition: Edition) -> list[Shown]:
    """What the decision rests on, each with its document and page; the lines are told by the waterfall."""
    kinds = {doc.number: doc.kind for doc in documents.of_case(claim.number)}
    return [
        Shown(
            label=_label(lang, fact.name, edition), value=_value(lang, fact, edition),
            document=DOCUMENTS[lang][kinds.get(fact.document or 0, "other")], number=fact.document or 0, page=fact.page or 0,
        )
        for fact in sorted(facts, key=lambda fact: _PLACES.get(fact.name, len(_PLACES)))
        if not fact.line and fact.value and not fact.struck
    ]  # fmt: skip


def _label(lang: Lang, name: str, edition: Edition) -> str:
    fact = edition.wording.facts.get(name.removeprefix(OF_EDITION)) if name.startswith(OF_EDITION) else None
    if fact is not None:
        return fact.en if lang == "en" else fact.zh
    return FACTS[lang].get(name, name)


def _value(lang: Lang, told: Told, edition: Edition) -> str:
    if told.name in AMOUNTS:
        return f"{Decimal(told.value):,.2f}"
    fact = edition.wording.facts.get(told.name.removeprefix(OF_EDITION))
    if fact is not None and fact.form == "flag":
        return {"zh": {"true": "是", "false": "否"}, "en": {"true": "yes", "false": "no"}}[lang].get(
            told.value, told.value
        )
    if fact is not None and fact.form == "choice":
        return fact.labels.get(told.value, {}).get(lang, told.value)
    return told.value
