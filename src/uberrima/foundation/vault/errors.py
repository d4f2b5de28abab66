"""What can go wrong at the vault. No message ever holds a value, a key, or bytes of either."""

from __future__ import annotations

from uberrima.core.kernel.errors import UberrimaError


class VaultError(UberrimaError):
    """Root of the vault's errors."""


class Refused(VaultError):
    """The permit does not cover what was asked for. The try has been noted."""

    def __init__(self, cause: str = "The permit does not cover this.") -> None:
        super().__init__(f"{cause} Ask people for a permit for this person, class, and action.")


class NoTrail(Refused):
    """Nothing is opened where nobody notes it."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing is read outside a request or a batch_trail, and nothing while an answer is already streaming."
        )


class Unreadable(VaultError):
    """The value was changed, belongs elsewhere, or its key is gone. It is not told which; the try has been noted."""

    def __init__(self) -> None:
        super().__init__(
            "This value cannot be opened. The journal has the try; `uberrima vault check` says what to look at."
        )


class NotSealed(VaultError):
    """What was to be sealed cannot be."""


class KeyFileError(VaultError):
    """The key file cannot be used. Nothing is sealed or opened until it is mended."""


class KeyMissing(VaultError):
    """The key file has no key for this class and epoch. Other classes work."""

    def __init__(self, data_class: str, epoch: int) -> None:
        super().__init__(
            f"The key file has no key for class {data_class}, epoch {epoch}. Put the right key file in place. See docs/howto/keys.md."
        )
