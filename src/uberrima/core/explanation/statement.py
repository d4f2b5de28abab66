"""The benefit statement (保障使用明细): every bill line of a policy year, totals to the cent, and what is used and left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from unicodedata import east_asian_width

from uberrima.core.adjudication.decision import Decision, Part, Settlement, State
from uberrima.core.explanation.context import Context, Lang
from uberrima.core.explanation.decision import TELLINGS, context_of
from uberrima.core.explanation.telling import Telling
from uberrima.core.kernel.errors import UberrimaError
from uberrima.core.kernel.money import grouped, plain
from uberrima.core.wording import tables as t

#: The columns of the statement, in their order.
SHOWN = (
    t.BILLED, t.RECOGNISED, t.OTHER, t.SUBLIMIT, t.DEDUCTIBLE, t.COPAY, t.SHARE, t.LIMIT, t.RELIEF, t.GRANTED, t.PAID,
    t.INSURED, t.SELF_PAID, t.UNCOVERED,
)  # fmt: skip
#: Periods that come and go within a year; texts leave their accumulators out where nothing was used.
_SHORT = {"bill", "visit", "day"}
#: Columns that texts show even where they are nothing on every line.
_ALWAYS = {t.BILLED, t.RECOGNISED, t.PAID, t.INSURED}
#: granted + recognised − these + relief = paid.
_TAKEN_OFF = (t.OTHER, t.SUBLIMIT, t.DEDUCTIBLE, t.COPAY, t.SHARE, t.LIMIT)


class DoesNotAddUp(UberrimaError):
    """A statement whose figures contradict each other must not be sent."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a bill, as far as its days lie in the policy year."""

    #: first and last day
    day: date
    until: date
    bill: str
    line: int
    member: str
    #: what it was paid under, or why it was not
    benefit: str
    #: a word of ``wording.tables.REASONS``
    reason: str
    #: the waterfall in minor units, by ``wording.tables.COLUMNS``
    columns: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AccountRow:
    """One accumulator as it stands after the last bill of the year."""

    #: in plain words, with its clause
    name: str
    #: id of the clause, to be linked
    clause: str
    #: the accumulator's own name
    account: str
    owner: str
    #: the kind of period, and the period in words: a policy year, a month, a visit …
    per: str
    period: str
    #: money | days | visits | units | events
    unit: str
    #: minor units, or a number
    used: int
    #: None: no upper end
    capacity: int | None

    @property
    def left(self) -> int | None:
        """What can still be used."""
        return None if self.capacity is None else max(0, self.capacity - self.used)


@dataclass(frozen=True, kw_only=True)
class YearStatement:
    """One policy year."""

    #: the first is 1
    year: int
    rows: tuple[Row, ...]
    #: sums of the rows
    totals: tuple[int, ...]
    accounts: tuple[AccountRow, ...]


@dataclass(frozen=True, kw_only=True)
class PolicyStatement:
    """One policy, year by year."""

    policy: str
    product: str
    edition: str
    currency: str
    years: tuple[YearStatement, ...]


@dataclass(frozen=True, kw_only=True)
class StatementText:
    """The benefit statement of a family, or of one of its members."""

    lang: Lang
    #: None: everybody
    member: str | None
    policies: tuple[PolicyStatement, ...]


def statement(settlement: Settlement, lang: Lang, member: str | None = None) -> StatementText:
    """The benefit statement of everything that was settled.

    :raises DoesNotAddUp: never for a settlement of the kernel; it is checked before it is handed out.
    """
    made = StatementText(
        lang=lang, member=member, policies=tuple(_policy(settlement, policy, lang, member) for policy in settlement.edition_of),
    )  # fmt: skip
    check(made)
    return made


def check(made: StatementText) -> None:
    """Whether every line and every total adds up (docs/language.md, section 4).

    :raises DoesNotAddUp: naming the first place that does not.
    """
    for policy in made.policies:
        for year in policy.years:
            for row in year.rows:
                _check_columns(row.columns, f"policy {policy.policy}, bill {row.bill}, line {row.line}")
            place = f"policy {policy.policy}, year {year.year}"
            if year.totals != _sum(row.columns for row in year.rows):
                raise DoesNotAddUp(f"{place}: the totals are not the sums of the lines.")
            _check_columns(year.totals, place)


def _check_columns(columns: tuple[int, ...], place: str) -> None:
    paid = columns[t.GRANTED] + columns[t.RECOGNISED] - sum(columns[c] for c in _TAKEN_OFF) + columns[t.RELIEF]
    if paid != columns[t.PAID]:
        raise DoesNotAddUp(f"{place}: what the columns leave to pay is not what is paid.")
    if columns[t.SELF_PAID] + columns[t.UNCOVERED] != columns[t.INSURED]:
        raise DoesNotAddUp(f"{place}: the two parts of what the insured bears are not the whole.")


def _sum(rows: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    found = list(rows)
    return tuple(sum(row[c] for row in found) for c in range(t.N_COLUMNS))


# --- from a settlement ---------------------------------------------------------------------------------------------


def _policy(settlement: Settlement, policy: str, lang: Lang, member: str | None) -> PolicyStatement:
    context = context_of(settlement, policy)
    product = context.wording.product
    decisions = [d for d in settlement.decisions if d.policy == policy and member in {None, d.member}]
    years = sorted({part.year for d in decisions for part in d.parts})
    return PolicyStatement(
        policy=policy, product=product.zh if lang == "zh" else product.en,
        edition=settlement.editions[settlement.edition_of[policy]].name, currency=product.currency,
        years=tuple(_year(settlement, policy, decisions, year, lang) for year in years),
    )  # fmt: skip


def _year(settlement: Settlement, policy: str, decisions: list[Decision], year: int, lang: Lang) -> YearStatement:
    telling, context = TELLINGS[lang], context_of(settlement, policy)
    rows = []
    for decision in decisions:
        parts = [part for part in decision.parts if part.year == year]
        if parts:
            reason = "decided" if any(p.reason == "decided" for p in parts) else parts[0].reason
            benefit = next((p.benefit for p in parts if p.reason == "decided"), "")
            told = context.benefit_label(benefit, lang) if benefit else telling.labels[reason]
            rows.append(_row(decision, parts, told, reason))
    members = {d.member for d in decisions}
    accounts = tuple(_account(context, state, telling) for state in _states(settlement, policy, year, rows, members))
    return YearStatement(year=year, rows=tuple(rows), totals=_sum(row.columns for row in rows), accounts=accounts)


def _row(decision: Decision, parts: list[Part], benefit: str, reason: str) -> Row:
    return Row(
        day=parts[0].day, until=parts[-1].day, bill=decision.bill, line=decision.line, member=decision.member, benefit=benefit,
        reason=reason, columns=_sum(part.columns for part in parts),
    )  # fmt: skip


def _states(settlement: Settlement, policy: str, year: int, rows: list[Row], members: set[str]) -> list[State]:
    """The accumulators of the year's bills, each as it stands last; those of other years and other people left out."""
    bills = {row.bill for row in rows}
    edition = settlement.edition_of[policy]
    wanted: dict[tuple[str, str, str], State] = {}
    for states in settlement.states:
        for state in states.states:
            key = (state.account, state.owner, state.period)
            own = states.policy == policy and states.bill in bills
            shared = (
                key in wanted and settlement.edition_of[states.policy] == edition and _is_shared(state, members, policy)
            )
            if (own or (shared and state.per == "policy_year")) and _fits(state, year, members, policy):
                wanted[key] = state
    return sorted(wanted.values(), key=lambda s: (s.owner, s.per in _SHORT, s.clause.index))


def _is_shared(state: State, members: set[str], policy: str) -> bool:
    """Whether several policies fill it: it belongs to the family."""
    return state.owner not in members and state.owner != policy


def _fits(state: State, year: int, members: set[str], policy: str) -> bool:
    if state.per == "policy_year" and _period(state)[1] != str(year):
        return False
    owner = state.clause.word("owner") if "owner" in state.clause.kind.fields else "member"
    return owner != "member" or state.owner in members or state.owner == policy


def _period(state: State) -> tuple[str, str]:
    """The value of the fact that the accumulator is kept for (empty where there is none), and the period itself."""
    if not ("each" in state.clause.kind.fields and state.clause.has("each")):
        return "", state.period
    value, _, period = state.period.partition(" ")
    return value, period


def _account(context: Context, state: State, telling: Telling) -> AccountRow:
    owner = state.owner
    value, period = _period(state)
    each = context.each_label(state.clause, value, telling.lang) if value else ""
    if "owner" in state.clause.kind.fields and state.clause.word("owner") == "family":
        owner = telling.labels["whole_family"]
    return AccountRow(
        name=telling.clause_name(state.clause), clause=state.clause.id, account=state.account, owner=owner,
        per=state.per, period=telling.period(state.per, period, each), unit=state.unit, used=state.used, capacity=state.capacity,
    )  # fmt: skip


# --- as a plain dict -----------------------------------------------------------------------------------------------


def as_json(made: StatementText) -> dict[str, object]:
    """The statement as plain values: amounts as strings in major units, numbers as numbers, days as ISO dates."""
    return {
        "language": made.lang, "member": made.member, "policies": [_policy_json(policy) for policy in made.policies],
    }  # fmt: skip


def _policy_json(policy: PolicyStatement) -> dict[str, object]:
    currency = policy.currency
    return {
        "policy": policy.policy, "product": policy.product, "edition": policy.edition, "currency": currency,
        "years": [
            {
                "year": year.year, "lines": [_row_json(row, currency) for row in year.rows],
                "totals": _amounts_json(year.totals, currency),
                "accumulators": [_account_json(account, currency) for account in year.accounts],
            }
            for year in policy.years
        ],
    }  # fmt: skip


def _row_json(row: Row, currency: str) -> dict[str, object]:
    told: dict[str, object] = {
        "day": row.day.isoformat(), "until": row.until.isoformat(), "bill": row.bill, "line": row.line, "member": row.member,
        "benefit": row.benefit, "reason": row.reason,
    }  # fmt: skip
    return told | _amounts_json(row.columns, currency)


def _amounts_json(columns: tuple[int, ...], currency: str) -> dict[str, object]:
    return {t.COLUMNS[c]: plain(columns[c], currency) for c in SHOWN}


def _account_json(account: AccountRow, currency: str) -> dict[str, object]:
    def told(value: int | None) -> object:
        return plain(value, currency) if value is not None and account.unit == "money" else value

    return {
        "name": account.name, "clause": account.clause, "accumulator": account.account, "owner": account.owner,
        "period": account.period, "unit": account.unit, "used": told(account.used), "capacity": told(account.capacity),
        "left": told(account.left),
    }  # fmt: skip


# --- as text -------------------------------------------------------------------------------------------------------


def as_text(made: StatementText) -> str:
    """The statement as aligned tables. Columns that are nothing on every line are left out."""
    telling = TELLINGS[made.lang]
    labels = telling.labels
    colon = "：" if made.lang == "zh" else ": "
    told = [f"{labels['title']}" + (f" · {labels['member']} {made.member}" if made.member else "")]
    for policy in made.policies:
        told.append(
            f"{labels['policy']} {policy.policy} · {policy.product} · {labels['currency'].format(telling.currency(policy.currency))}"
        )
        if not policy.years:
            told.append(labels["none"])
        for year in policy.years:
            told.append(labels["year"].format(year.year))
            told.append(_table(_line_cells(year, policy.currency, telling), words=(0, 1, 3)))
            accounts = tuple(a for a in year.accounts if a.used or a.per not in _SHORT)
            if accounts:
                told.append(labels["accumulators"] + colon.rstrip())
                told.append(_table(_account_cells(accounts, policy.currency, telling), words=(0, 1, 2)))
    return "\n\n".join(told) + "\n"


def _line_cells(year: YearStatement, currency: str, telling: Telling) -> list[list[str]]:
    labels = telling.labels
    shown = [c for c in SHOWN if c in _ALWAYS or any(row.columns[c] for row in year.rows)]
    head = [labels[name] for name in ("date", "bill", "line", "benefit")] + [
        telling.columns[t.COLUMNS[c]] for c in shown
    ]
    body = [
        [_days(row, labels), row.bill, str(row.line), row.benefit, *(grouped(row.columns[c], currency) for c in shown)]
        for row in year.rows
    ]
    return [head, *body, [labels["total"], "", "", "", *(grouped(year.totals[c], currency) for c in shown)]]


def _days(row: Row, labels: Mapping[str, str]) -> str:
    return (
        row.day.isoformat() if row.day == row.until else f"{row.day.isoformat()}{labels['to']}{row.until.isoformat()}"
    )


def _account_cells(accounts: tuple[AccountRow, ...], currency: str, telling: Telling) -> list[list[str]]:
    labels = telling.labels
    cells = [[labels[name] for name in ("name", "owner", "period", "used", "capacity", "left")]]
    for account in accounts:
        numbers = [
            _number(value, account.unit, currency, telling) for value in (account.used, account.capacity, account.left)
        ]
        cells.append([account.name, account.owner, account.period, *numbers])
    return cells


def _number(value: int | None, unit: str, currency: str, telling: Telling) -> str:
    if value is None:
        return telling.labels["open"]
    return grouped(value, currency) if unit == "money" else telling.counted(value, unit)


def _table(cells: list[list[str]], words: tuple[int, ...]) -> str:
    """Columns aligned: those of ``words`` to the left, numbers to the right."""
    widths = [max(_width(row[i]) for row in cells) for i in range(len(cells[0]))]
    lines = []
    for row in cells:
        spaces = [" " * (width - _width(text)) for text, width in zip(row, widths, strict=True)]
        padded = [
            text + space if i in words else space + text
            for i, (text, space) in enumerate(zip(row, spaces, strict=True))
        ]
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def _width(text: str) -> int:
    """Columns on a screen: Chinese characters take two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
