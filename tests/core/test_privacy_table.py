"""The table of who may see what: every row of it, and everything that is no row of it."""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest

from uberrima.core.privacy import TABLE, Action, Circumstances, DataClass, Permit, Purpose, Role, allowed

STATES = [
    Circumstances(case_open=a, assigned=b, own_data=c, related=d, entered=e)
    for a, b, c, d, e in product((False, True), repeat=5)
]
QUESTIONS = list(product(Role, Purpose, DataClass, Action, STATES))


def said_again(role: Role, purpose: Purpose, data_class: DataClass, action: Action, now: Circumstances) -> bool:
    """The same policy in other words, written without looking at the table: by reader, as one would tell it to him."""
    looking = action is not Action.WRITE
    if role is Role.CUSTOMER:
        about_me = now.own_data
        mine_by_entry = now.entered and now.related and not now.own_data
        if purpose is Purpose.OWN:
            return about_me or (mine_by_entry and data_class is DataClass.CONTACT)
        if purpose is Purpose.CLAIM:
            if looking:
                return about_me or mine_by_entry
            return now.related and now.case_open
        return False
    stranger = not (now.own_data or now.related)
    if role is Role.HANDLER:
        if purpose is Purpose.RECEPTION:
            return stranger and data_class is DataClass.CONTACT and action is Action.MASKED
        return purpose is Purpose.CLAIM and stranger and now.case_open and now.assigned
    if role is Role.AUDITOR:
        return purpose is Purpose.AUDIT and stranger and action is Action.MASKED and data_class is DataClass.CONTACT
    if role is Role.OPERATOR:
        return purpose is Purpose.CONTRACT and data_class is DataClass.CONTACT and action is not Action.READ
    assert role is Role.SYSTEM
    return purpose is Purpose.CLAIM and now.case_open


def test_every_question_has_the_same_answer_in_both_statements() -> None:
    assert len(QUESTIONS) == 5 * 6 * 3 * 3 * 32
    differ = [
        question
        for question in QUESTIONS
        if said_again(*question)
        != allowed(
            role=question[0], purpose=question[1], data_class=question[2], action=question[3], circumstances=question[4]
        )
    ]
    assert differ == []


def test_what_no_row_lists_is_denied() -> None:
    for role, purpose, data_class, action, now in QUESTIONS:
        listed = any(
            row.role is role
            and row.purpose is purpose
            and data_class in row.classes
            and action in row.actions
            and all(
                getattr(row, column) in (None, getattr(now, column))
                for column in ("case_open", "assigned", "own_data", "related", "entered")
            )
            for row in TABLE
        )
        got = allowed(role=role, purpose=purpose, data_class=data_class, action=action, circumstances=now)
        assert got is listed


def test_every_row_allows_something_that_no_other_row_allows() -> None:
    for row in TABLE:
        others = [other for other in TABLE if other is not row]
        alone = [
            (data_class, action, now)
            for data_class, action, now in product(row.classes, row.actions, STATES)
            if row.holds(now)
            and not any(
                other.role is row.role
                and other.purpose is row.purpose
                and data_class in other.classes
                and action in other.actions
                and other.holds(now)
                for other in others
            )
        ]
        assert alone, row


def ever(role: Role, action: Action, data_class: DataClass) -> bool:
    return any(
        allowed(role=role, purpose=purpose, data_class=data_class, action=action, circumstances=now)
        for purpose, now in product(Purpose, STATES)
    )


@pytest.mark.parametrize("data_class", DataClass)
def test_an_auditor_and_an_operator_never_read(data_class: DataClass) -> None:
    assert not ever(Role.AUDITOR, Action.READ, data_class)
    assert not ever(Role.OPERATOR, Action.READ, data_class)


def test_nobody_reads_anything_at_reception() -> None:
    for role, data_class, now in product(Role, DataClass, STATES):
        for action in (Action.READ, Action.WRITE):
            assert not allowed(
                role=role, purpose=Purpose.RECEPTION, data_class=data_class, action=action, circumstances=now
            )


def test_no_handler_handles_his_own_family() -> None:
    for purpose, data_class, action, now in product(Purpose, DataClass, Action, STATES):
        if now.own_data or now.related:
            assert not allowed(
                role=Role.HANDLER, purpose=purpose, data_class=data_class, action=action, circumstances=now
            )


def test_a_permit_to_read_shows_the_mask_too_and_never_the_other_way_round() -> None:
    def permit(action: Action) -> Permit:
        return Permit(
            reader=UUID(int=1),
            role=Role.HANDLER,
            purpose=Purpose.CLAIM,
            case="claim",
            subject=UUID(int=2),
            classes=frozenset({DataClass.CONTACT}),
            action=action,
        )

    covered = {
        (held, wished) for held, wished in product(Action, Action) if permit(held).covers(DataClass.CONTACT, wished)
    }
    assert covered == {
        (Action.MASKED, Action.MASKED),
        (Action.READ, Action.READ),
        (Action.READ, Action.MASKED),
        (Action.WRITE, Action.WRITE),
    }
    assert not any(permit(Action.READ).covers(DataClass.MEDICAL, wished) for wished in Action)
