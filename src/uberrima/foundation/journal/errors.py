"""What can go wrong with the journal."""

from uberrima.core.kernel.errors import UberrimaError


class JournalError(UberrimaError):
    """Root of the journal's errors."""


class Broken(JournalError):
    """The journal in the database is not the one that was signed. Nothing is signed any more; see docs/howto/journal-broken.md."""


class NoKey(JournalError):
    """The signing key cannot be used."""


class Unfit(JournalError):
    """An entry cannot be taken like this."""
