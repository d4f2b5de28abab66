"""Statutory deadlines as a pure function of events: trigger, pause, extension, restart. Nothing is stored, all is counted anew.

An event comes in with its instant, the rules and the calendar as values; what goes out are days, a state and every step that led there.
Days are those of Asia/Shanghai, always UTC+08:00.
"""

from uberrima.core.clocks.calendar import Calendar as Calendar
from uberrima.core.clocks.calendar import read_calendar as read_calendar
from uberrima.core.clocks.clock import Clock as Clock
from uberrima.core.clocks.clock import State as State
from uberrima.core.clocks.clock import clocks as clocks
from uberrima.core.clocks.count import Step as Step
from uberrima.core.clocks.event import Event as Event
from uberrima.core.clocks.event import day_of as day_of
from uberrima.core.clocks.rules import Rule as Rule
from uberrima.core.clocks.rules import Rules as Rules
from uberrima.core.clocks.rules import read_rules as read_rules
