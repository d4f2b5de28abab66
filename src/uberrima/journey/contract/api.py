"""The door of the contract room."""

from uberrima.journey.contract.actions import issue
from uberrima.journey.contract.models import Policy
from uberrima.journey.contract.reading import (
    insured_of,
    policies_insuring,
    policies_of,
    policy,
    records_for,
)

__all__ = ["Policy", "insured_of", "issue", "policies_insuring", "policies_of", "policy", "records_for"]
