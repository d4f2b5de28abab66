"""The command line: ``uberrima``. Files are read and written here and nowhere else."""

from uberrima.cli.main import main

__all__ = ["main"]
