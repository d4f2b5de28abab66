"""Law as data: the rows that this service counts days by and cites, and the calendar. Read here, checked and used in the core."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from uberrima.core.clocks import Calendar, Rules, read_calendar, read_rules


@cache
def law_of_china() -> Rules:
    """The rows in use of Chinese law, and our own service levels."""
    return read_rules(files(__name__).joinpath("cn.toml").read_bytes(), "src/uberrima/law/cn.toml")


@cache
def calendar_of_china() -> Calendar:
    """Days off and make-up working days of China."""
    return read_calendar(files(__name__).joinpath("calendar-cn.toml").read_bytes(), "src/uberrima/law/calendar-cn.toml")
