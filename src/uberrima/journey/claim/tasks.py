"""Jobs of the claim room. Their arguments are ids and nothing else."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from uberrima.foundation.vault import api as vault
from uberrima.journey.claim import sending


@app.task(name="claim.send_decision", retry=5)
def send_decision(decision: str) -> None:
    """The letter of a decision."""
    with vault.batch_trail("claim.send_decision"):
        sending.send_decision(UUID(decision))
