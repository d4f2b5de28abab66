"""Health insurance in utmost good faith: one wording that explains, pays and proves."""

__version__ = "0.2.0"
