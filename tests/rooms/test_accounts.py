"""Accounts are kept with a hash of the password only."""

import pytest

from uberrima.foundation.people.models import Account


@pytest.mark.django_db
def test_a_password_is_kept_as_a_hash() -> None:
    account = Account(username="lin", role="customer")
    account.set_password("not a word of any list")
    account.save()
    row = Account.objects.get(username="lin")
    assert row.password.startswith("argon2$")
    assert row.check_password("not a word of any list")
