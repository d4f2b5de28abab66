"""Who listens to whom: plain tables, so that what one room's record means for another stands in one place."""

from __future__ import annotations

from uberrima.foundation.journal.api import Audited
from uberrima.foundation.vault import api as vault
from uberrima.journey.claim import api as claims

#: kind of entry → how `uberrima journal audit` computes the digests of its business rows anew
AUDITED: Audited = {
    "claim.decided/1": claims.recorded_rows,
    vault.READ: vault.audit_reads,
    vault.REFUSED: vault.audit_tries,
}
