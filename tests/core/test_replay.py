"""A log can be replayed: corrections, late bills and years give what would have come of knowing everything at once."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from tests.prove.properties import apart, log_of, rows, settlement_bytes, worlds_of
from tests.prove.shelf import Shelved, all_cases
from uberrima.core.adjudication.differences import differences
from uberrima.core.adjudication.log import read_log
from uberrima.core.adjudication.records import Record
from uberrima.core.adjudication.settle import settle
from uberrima.core.wording import tables as t

#: Cases with a correction or with more than one day of knowledge.
CORRECTED = [one for one in all_cases() if any(r.kind == "void" for r in one.case.records) or one.case.differences]
SHARE = Random(2025).sample(all_cases(), min(40, len(all_cases())))


def name(one: Shelved) -> str:
    return f"{one.folders[''].parent.name}/{one.path.stem}"


@pytest.mark.parametrize("one", SHARE, ids=name)
def test_a_worked_case_in_another_order_of_arrival_gives_the_same_bytes(one: Shelved) -> None:
    editions = one.editions()
    policies = [r for r in one.case.records if r.kind == "policy"]
    others = [r for r in one.case.records if r.kind != "policy"]
    once = settlement_bytes(settle(editions, read_log([*policies, *others], editions).one()))
    for seed in range(3):
        shuffled = [*others, *(r for r in others if r.kind == "bill")]
        Random(seed).shuffle(shuffled)
        assert settlement_bytes(settle(editions, read_log([*shuffled, *policies], editions).one())) == once


@pytest.mark.parametrize("one", CORRECTED, ids=name)
def test_the_differences_of_a_corrected_case_lead_from_before_to_after(one: Shelved) -> None:
    editions = one.editions()
    log = read_log(one.case.records, editions).one()
    days = sorted({b.received for b in log.bills} | {v.on for v in log.voids})
    before = settle(editions, log, days[0] - timedelta(days=1))
    booked = 0
    for day in days:
        after = settle(editions, log, day)
        booked += sum(row.settle for row in differences(before, after))
        before = after
    assert booked == sum(d.columns[t.PAID] for d in settle(editions, log).decisions)
    assert apart(rows(before), rows(settle(editions, log))) == ""


def test_booked_differences_add_up_over_any_days_of_knowledge() -> None:
    for world, editions in worlds_of("booked", 40):
        log = log_of(world, editions)
        days = sorted({b.received for b in log.bills} | {v.on for v in log.voids})
        steps = [None, *days[:: max(1, len(days) // 3)], days[-1]]
        stands = [settle(editions, log, day or date(1900, 1, 1)) for day in steps]
        booked = sum(row.settle for one, two in itertools.pairwise(stands) for row in differences(one, two))
        assert booked == sum(d.columns[t.PAID] for d in settle(editions, log).decisions)


def test_nothing_changes_between_two_days_on_which_nothing_became_known() -> None:
    for world, editions in worlds_of("quiet", 30):
        log = log_of(world, editions)
        last = max([b.received for b in log.bills] + [v.on for v in log.voids])
        rows_ = differences(settle(editions, log, last), settle(editions, log, last + timedelta(days=400)))
        assert all(row.settle == 0 and not row.changed for row in rows_)


def test_a_bill_that_is_voided_leaves_no_trace() -> None:
    tried = 0
    for world, editions in worlds_of("trace", 60):
        bill = world.bills[0]
        if (
            sum(b["id"] == bill["id"] for b in world.bills) > 1
            or any(e["void"] == bill["id"] for e in world.events)
            or len(world.bills) < 2
        ):
            continue
        tried += 1
        void = {"void": bill["id"], "on": (bill.get("received") or bill["date"]) + timedelta(days=1)}
        voided = log_of(replace(world, events=[*world.events, void]), editions)
        never = log_of(replace(world, bills=world.bills[1:]), editions)
        assert apart(rows(settle(editions, voided)), rows(settle(editions, never))) == ""
    assert tried > 20


def test_a_correction_replaces_the_bill_from_the_day_it_became_known() -> None:
    for world, editions in worlds_of("corrected", 60):
        log = log_of(world, editions)
        twice = [b.id for b in log.bills if sum(o.id == b.id for o in log.bills) > 1]
        for identifier in set(twice):
            versions = sorted((b for b in log.bills if b.id == identifier), key=lambda b: b.received)
            for number, version in enumerate(versions):
                until = (
                    versions[number + 1].received - timedelta(days=1)
                    if number + 1 < len(versions)
                    else date(2199, 1, 1)
                )
                if any(v.bill == identifier for v in log.voids) or until < version.received:
                    continue
                assert version in log.known(until)


def test_what_becomes_known_later_is_not_known_before() -> None:
    policy = Record(kind="policy", fields={"id": "P1", "start": date(2025, 1, 1), "members": [{"id": "A"}]})
    for world, editions in worlds_of("known", 5):
        log = log_of(world, editions)
        for bill in log.bills:
            assert bill.id not in {
                b.id for b in log.known(min(b.received for b in log.bills if b.id == bill.id) - timedelta(days=1))
            }
    assert policy.kind == "policy"
