"""The door: record an act, say where it stands, prove it, hand out its receipt, audit all."""

from uberrima.foundation.journal.actions import record
from uberrima.foundation.journal.audit import Audited, Finding, Recomputed, Report, audit, verify
from uberrima.foundation.journal.errors import Broken, JournalError, NoKey, Unfit
from uberrima.foundation.journal.reading import (
    Line,
    Placed,
    Proof,
    entry_of,
    place_of,
    prove,
    prove_growth,
    receipt,
    recent,
    sealed_of,
)
from uberrima.foundation.journal.sequencer import Sequencer, configured, latest
from uberrima.foundation.journal.signer import FileSigner, Signer, make_key, public_key

#: The application's role may add to these tables, and neither change nor remove anything in them.
INSERT_ONLY = ("journal_entry", "journal_place", "journal_node", "journal_checkpoint")

__all__ = [
    "INSERT_ONLY",
    "Audited",
    "Broken",
    "FileSigner",
    "Finding",
    "JournalError",
    "Line",
    "NoKey",
    "Placed",
    "Proof",
    "Recomputed",
    "Report",
    "Sequencer",
    "Signer",
    "Unfit",
    "audit",
    "configured",
    "entry_of",
    "latest",
    "make_key",
    "place_of",
    "prove",
    "prove_growth",
    "public_key",
    "receipt",
    "recent",
    "record",
    "sealed_of",
    "verify",
]
