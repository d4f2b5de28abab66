"""What always holds, whatever the product and whatever the family: each property looks at one made-up world and tells what is wrong.

A property answers with a sentence when it does not hold, with "" when it does, and with None when the world has nothing to try it on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.oracle import compare, worlds
from tests.oracle.worlds import World
from tests.prove.shelf import PRODUCTS, Product, figures, toml, with_figure
from uberrima.core.adjudication.decision import Settlement
from uberrima.core.adjudication.log import read_log
from uberrima.core.adjudication.records import Log, Record
from uberrima.core.adjudication.settle import settle, settle_bills
from uberrima.core.evidence.canonical import canonical
from uberrima.core.kernel.errors import RecordError, WordingError
from uberrima.core.kernel.money import MAX_AMOUNT, parse_amount, plain
from uberrima.core.wording import tables as t
from uberrima.core.wording.edition import Edition, load_edition

Editions = dict[str, Edition]
Table = dict[str, Any]
Verdict = str | None
#: (policy, bill, line, part) → reason, clause, columns
Rows = dict[tuple[str, str, int, int], tuple[object, ...]]


# ------------------------------------------------------------------------------------------- worlds and settlements


def worlds_of(seed: str, count: int) -> Iterator[tuple[World, Editions]]:
    """So many made-up worlds with their editions; wordings that the checker refuses are passed over."""
    made = place = 0
    while made < count:
        name = f"{seed}/{place}"
        place += 1
        authors, wordings = worlds.group(name)
        try:
            editions = loaded(wordings)
        except WordingError:
            continue
        for world in worlds.families(name, authors, wordings, min(worlds.FAMILIES_PER_WORDING, count - made)):
            made += 1
            if not read_log(records(world), editions).refused:
                yield world, editions


def loaded(wordings: dict[str, Table]) -> Editions:
    """Editions of wordings.

    :raises WordingError: when the checker refuses one.
    """
    return {name: load_edition({"wording.toml": toml(wording)}) for name, wording in wordings.items()}


def records(world: World, **more: object) -> list[Record]:
    """The world's records, with more fields on each."""
    kinds = (("policy", world.policies), ("bill", world.bills), ("void", world.events))
    return [Record(kind=kind, fields=fields | more) for kind, listed in kinds for fields in listed]


def log_of(world: World, editions: Editions) -> Log:
    return read_log(records(world), editions).one()


def rows(settlement: Settlement) -> Rows:
    """What was decided of every part of every line."""
    return {
        (d.policy, d.bill, d.line, place): (part.reason, part.clause.id if part.clause else "", *part.columns)
        for d in settlement.decisions
        for place, part in enumerate(d.parts)
    }


def settled(world: World, editions: Editions) -> Rows:
    return rows(settle(editions, log_of(world, editions)))


def settlement_bytes(settlement: Settlement) -> bytes:
    """Everything that was decided, and the evidence for it, as canonical bytes."""
    return canonical(
        [
            [
                d.policy, d.bill, d.line, d.member,
                [[p.day, p.year, p.columns, p.reason, p.mask, p.pool, p.benefit, p.pending,
                  [[x.clause.id, x.op, x.amount, x.room_before, x.capacity] for x in p.taken]] for p in d.parts],
            ]
            for d in settlement.decisions
        ]
        + [
            [s.policy, s.bill, [[x.account, x.owner, x.period, x.used, x.capacity] for x in s.states]]
            for s in settlement.states
        ]
    )  # fmt: skip


def apart(one: Rows, other: Rows, but: Iterable[tuple[str, int]] = ()) -> str:
    """The first place where two settlements differ, lines in ``but`` aside."""
    for place in sorted({*one, *other}):
        if place[1:3] not in but and one.get(place) != other.get(place):
            return f"{place}: {one.get(place)} and {other.get(place)}"
    return ""


# ------------------------------------------------------------------------------------------- of one settlement


def identities(world: World, editions: Editions, rng: Random) -> Verdict:
    """The amounts of every part add up, none is negative, and what is refused takes nothing."""
    for (*place, _), (reason, _, *columns) in settled(world, editions).items():
        c = dict(zip(t.COLUMNS, map(int, map(str, columns)), strict=True))
        negative = [name for name, amount in c.items() if amount < 0]
        if negative:
            return f"{place}: {negative[0]} is negative"
        taken = c["other"] + c["sublimit"] + c["deductible"] + c["copay"] + c["share"] + c["limit"]
        if c["granted"] + c["recognised"] - taken + c["relief"] != c["paid"]:
            return f"{place}: the steps do not add up to what is paid"
        if c["self_paid"] + c["uncovered"] != c["insured"]:
            return f"{place}: self_paid and uncovered do not add up to insured"
        if reason != "decided" and (c["paid"] or c["recognised"] or c["granted"]):
            return f"{place}: {reason} and yet something is paid, granted or recognised"
        if c["recognised"] > c["billed"]:
            return f"{place}: more is recognised than billed"
    return ""


def cost_is_shared_out(world: World, editions: Editions, rng: Random) -> Verdict:
    """billed = others + earlier policies + paid + insured on every line; all payers together never pay more than the cost."""
    log = log_of(world, editions)
    settlement = settle(editions, log)
    by_line: dict[tuple[str, int], dict[str, tuple[int, int]]] = defaultdict(dict)
    for d in settlement.decisions:
        indemnity = sum(part.columns[t.PAID] for part in d.parts if not part.fixed)
        by_line[d.bill, d.line][d.policy] = (indemnity, d.columns[t.INSURED])
    for bill in log.known(None):
        held = [p for p in log.policies if bill.member in p.members]
        held.sort(key=lambda p: bill.order.index(p.id) if p.id in bill.order else len(bill.order))
        for line in bill.lines:
            before = 0
            for policy in held:
                own = {
                    c.word("payer")
                    for c in editions[policy.edition].wording.clauses
                    if c.kind.name == "other_payer" and c.word("counts") == "own"
                }
                others = sum(paid for name, paid in line.paid_by.items() if name not in own)
                paid, insured = by_line[bill.id, line.line][policy.id]
                if line.billed != others + before + paid + insured:
                    return (
                        f"{bill.id} {line.line} {policy.id}: {line.billed} ≠ {others} + {before} + {paid} + {insured}"
                    )
                before += paid
                if others + before > line.billed:
                    return f"{bill.id} {line.line} {policy.id}: more is paid than the cost"
    return ""


def each_line_once(world: World, editions: Editions, rng: Random) -> Verdict:
    """Every line that is known is decided once under every policy of its member, and nothing else is decided."""
    log = log_of(world, editions)
    wanted = Counter(
        (p.id, b.id, line.line)
        for b in log.known(None)
        for line in b.lines
        for p in log.policies
        if b.member in p.members
    )
    found = Counter((d.policy, d.bill, d.line) for d in settle(editions, log).decisions)
    return "" if found == wanted else f"decided {found - wanted} too often, {wanted - found} not"


_TAKES: dict[str, dict[int, int]] = {
    "recognised": {t.OP_BENEFIT: 1},
    "granted": {t.OP_GRANT_DAY: 1, t.OP_GRANT_EVENT: 1},
    "other": {t.OP_OTHER: 1, t.OP_OTHER_LATE: 1},
    "sublimit": {t.OP_CAP: 1, t.OP_UNITS: 1, t.OP_VISITS: 1},
    "deductible": {t.OP_DEDUCT: 1, t.OP_DEDUCT_CAP: -1},
    "copay": {t.OP_COPAY: 1, t.OP_COPAY_RATE: 1, t.OP_COPAY_DAY: 1},
    "share": {t.OP_SHARE: 1},
    "limit": {t.OP_LIMIT: 1, t.OP_EVENTS: 1, t.OP_INTERVAL: 1, t.OP_FURTHER: -1},
    "relief": {t.OP_TAKE_OVER: 1, t.OP_OOP: 1},
}


def every_step_is_cited(world: World, editions: Editions, rng: Random) -> Verdict:
    """E1: what the cited operations took is, step by step, exactly what the columns say."""
    log = log_of(world, editions)
    settlement = settle(editions, log)
    return unexplained(settlement) or unrecognised(settlement, log)


_CUTS = {t.OP_ALLOWED, t.OP_RECOGNISE, t.OP_PROPORTION}


def unrecognised(settlement: Settlement, log: Log) -> str:
    """The first line on which what is recognised and what was cut do not add up to what was in scope."""
    lines = {(bill.id, line.line): line for bill in log.known(None) for line in bill.lines}
    for d in settlement.decisions:
        if any(part.reason != "decided" or part.fixed or part.pool for part in d.parts):
            continue
        cut = sum(x.amount for part in d.parts for x in part.taken if x.op in _CUTS)
        if cut + d.columns[t.RECOGNISED] != lines[d.bill, d.line].coverable:
            return f"{d.policy} {d.bill} {d.line}: {cut} cut and {d.columns[t.RECOGNISED]} recognised of {lines[d.bill, d.line].coverable}"
    return ""


def unexplained(settlement: Settlement) -> str:
    """The first column that its cited operations do not account for."""
    for d in settlement.decisions:
        for part in d.parts:
            for name, signs in _TAKES.items():
                told = sum(signs[x.op] * x.amount for x in part.taken if x.op in signs)
                if told != part.columns[t.COLUMNS.index(name)]:
                    return f"{d.policy} {d.bill} {d.line}: {name} is {part.columns[t.COLUMNS.index(name)]}, cited are {told}"
    return ""


def replayed(world: World, editions: Editions, rng: Random) -> Verdict:
    """E3: settled again, from the same texts read anew, every byte is the same."""
    once = settlement_bytes(settle(editions, log_of(world, editions)))
    again = settlement_bytes(settle(editions, log_of(world, editions)))
    anew = loaded(world.wordings)
    afresh = settlement_bytes(settle(anew, log_of(world, anew)))
    return "" if once == again == afresh else "the bytes differ"


# ------------------------------------------------------------------------------------------- of the log


def order_of_arrival(world: World, editions: Editions, rng: Random) -> Verdict:
    """Shuffled bills, with some of them twice, give the same decisions."""
    bills, events = [*world.bills, *rng.sample(world.bills, len(world.bills) // 2)], list(world.events)
    rng.shuffle(bills)
    rng.shuffle(events)
    return apart(settled(world, editions), settled(replace(world, bills=bills, events=events), editions))


def families_apart(world: World, editions: Editions, rng: Random) -> Verdict:
    """What another family claims changes nothing."""
    other = replace(world, bills=rng.sample(world.bills, max(1, len(world.bills) // 2)), events=[])
    mixed = [*records(world, family="one"), *records(other, family="two")]
    first = [r for r in mixed if r.kind == "policy"]
    rest = [r for r in mixed if r.kind != "policy"]
    rng.shuffle(rest)
    logs = {log.family: log for log in read_log([*first, *rest], editions).logs}
    for name, alone in (("one", world), ("two", other)):
        if why := apart(settled(alone, editions), rows(settle(editions, logs[name]))):
            return why
    return ""


def later_bills_leave_earlier_ones(world: World, editions: Editions, rng: Random) -> Verdict:
    """The first years alone, and then all years at once: the first years' decisions are the same."""
    log = log_of(world, editions)
    received = any(c.get("bills_by") == "received" for w in world.wordings.values() for c in w["clause"])
    days = {b.id: b.received if received else b.day for b in log.known(None)}
    if len(set(days.values())) < 2:
        return None
    cut = rng.choice(sorted(set(days.values()))[1:])
    early = [b for b in log.known(None) if days[b.id] < cut]
    if any(c["kind"] == "stay" for w in world.wordings.values() for c in w["clause"]):

        def begins(late: bool) -> list[date]:
            bills = [b for b in log.known(None) if (b not in early) == late]
            return [b.admitted or line.day for b in bills for line in b.lines]

        if max(begins(late=False)) >= min(begins(late=True)):
            return None  # a later bill may join two earlier stays to one: then it must change them
    all_ = rows(settle_bills(editions, log.policies, log.known(None)))
    names = {b.id for b in early}
    return apart(rows(settle_bills(editions, log.policies, early)), {k: v for k, v in all_.items() if k[1] in names})


def void_and_again(world: World, editions: Editions, rng: Random) -> Verdict:
    """A bill that is taken back and entered again is decided as before, and so is every other one."""
    if _by_receipt(world):
        return None
    counts = Counter(b["id"] for b in world.bills)
    once = [b for b in world.bills if counts[b["id"]] == 1 and b["id"] not in {e["void"] for e in world.events}]
    if not once:
        return None
    bill = rng.choice(once)
    known: date = bill.get("received") or bill["date"]
    again = bill | {"received": known + timedelta(days=20)}
    event = {"on": known + timedelta(days=10), "void": bill["id"]}
    return apart(
        settled(world, editions),
        settled(replace(world, bills=[*world.bills, again], events=[*world.events, event]), editions),
    )


def _by_receipt(world: World) -> bool:
    return any(c.get("bills_by") == "received" for w in world.wordings.values() for c in w["clause"])


def pended_takes_nothing(world: World, editions: Editions, rng: Random) -> Verdict:
    """A line that is pended takes nothing and counts nowhere; when it is released all is as if it had been known at once."""
    bills = list(world.bills)
    counts = Counter(b["id"] for b in bills)
    places = [
        (n, m)
        for n, b in enumerate(bills)
        for m, line in enumerate(b["line"])
        if "service" in line and counts[b["id"]] == 1 and b["id"] not in {e["void"] for e in world.events}
    ]
    if not places:
        return None
    n, m = rng.choice(places)
    bill = bills[n]
    lines = bill["line"]
    number = lines[m].get("line", m + 1)
    unknown = {key: value for key, value in lines[m].items() if key != "service"}
    less = bill | {"line": [*lines[:m], unknown, *lines[m + 1 :]]}
    pended = replace(world, bills=[*bills[:n], less, *bills[n + 1 :]])
    found = settled(pended, editions)
    mine = {key: value for key, value in found.items() if key[1:3] == (bill["id"], number)}
    if any(value[0] != "pended" for value in mine.values()):
        return None
    if any(value[2 + t.PAID] or value[2 + t.RECOGNISED] for value in mine.values()):
        return "a pended line is paid"
    kept = [*lines[:m], *lines[m + 1 :]]
    without = [*bills[:n], *([bill | {"line": kept}] if kept else []), *bills[n + 1 :]]
    if without and (why := apart(found, settled(replace(world, bills=without), editions), [(bill["id"], number)])):
        return f"a pended line counts somewhere: {why}"
    if _by_receipt(world):
        return ""
    released = bill | {"received": (bill.get("received") or bill["date"]) + timedelta(days=5)}
    both = replace(pended, bills=[*pended.bills, released])
    why = apart(settled(world, editions), settled(both, editions))
    return f"released, it is decided otherwise: {why}" if why else ""


# ------------------------------------------------------------------------------------------- of the wording


def neutral_clauses(world: World, editions: Editions, rng: Random) -> Verdict:
    """An endless limit, an exclusion that matches nothing, a share of 0 %: they change nothing."""
    endless = plain(MAX_AMOUNT, next(iter(editions.values())).currency)
    never = {"name": "never_so", "kind": "flag", "default": False, "zh": "从无", "en": "never so"}
    candidates: list[tuple[Table, Table | None]] = [
        ({"kind": "limit", "amount": endless, "per": "months:6", "owner": "policy"}, None),
        ({"kind": "sublimit", "amount": endless, "per": "months:6", "owner": "policy"}, None),
        ({"kind": "exclusion", "when": {"never_so": True}}, never),
        ({"kind": "copay", "rate": "0%", "owner": "policy"}, None),
        ({"kind": "copay", "amount": "0", "per": "months:6"}, None),
        ({"kind": "deductible", "amount": "0", "per": "months:6", "owner": "policy"}, None),
        ({"kind": "take_over", "of": "share", "pays": "0%"}, None),
        ({"kind": "recognise", "counts": "100%"}, None),
        ({"kind": "allowed", "rate": "100%"}, None),
        (
            {"kind": "out_of_pocket_max", "amount": endless, "per": "months:6", "owner": "policy", "counts": ["share"]},
            None,
        ),
        ({"kind": "event_limit", "times": 1_000_000, "per": "months:6", "owner": "policy"}, None),
        ({"kind": "count_limit", "count": 1_000_000, "of": "visits", "per": "months:6", "owner": "policy"}, None),
        ({"kind": "count_limit", "count": 1_000_000, "of": "units", "per": "months:6", "owner": "policy"}, None),
    ]
    before = settled(world, editions)
    tried = None
    for clause, fact in rng.sample(candidates, 3):
        changed = {
            name: _with_clause(wording, clause | {"id": "99.1"}, fact) for name, wording in world.wordings.items()
        }
        try:
            other = loaded(changed)
        except WordingError:
            continue
        tried = ""
        was = {key: (value[0], *value[2:]) for key, value in before.items()}
        now = {key: (value[0], *value[2:]) for key, value in settled(world, other).items()}
        if why := apart(was, now):
            return f"{clause} changes {why}"
    return tried


def _with_clause(wording: Table, clause: Table, fact: Table | None) -> Table:
    order, *others = wording["clause"]
    step = worlds.STEP_OF.get(clause["kind"], "")
    steps = list(order["steps"])
    if step and step not in steps:
        before = [s for s in worlds.STEPS[: worlds.STEPS.index(step)] if s in steps]
        place = max((steps.index(s) for s in before), default=-1) + 1
        steps.insert(place, step)
    facts = [*wording["fact"], *([fact] if fact else [])]
    return wording | {"fact": facts, "clause": [order | {"steps": steps}, *others, worlds.with_words(clause)]}


#: 4 to the seventh (shares by quarters, one upon the other) × 60 (divided over up to five days, up to four units).
SCALE = 4**7 * 60


def doubled(world: World, editions: Editions, rng: Random) -> Verdict:
    """Where nothing is rounded, twice the money gives twice of everything."""
    kinds = {c["kind"] for w in world.wordings.values() for c in w["clause"]}
    if kinds & {"proportion"}:
        return None
    asked = {
        fact
        for w in world.wordings.values()
        for c in w["clause"]
        for fact in (*c.get("when", {}), *c.get("unless", {}))
    }
    if asked & {"billed", "bill_total"}:
        return None
    if len(world.policies) > 1 and any(len(d.parts) > 1 for d in settle(editions, log_of(world, editions)).decisions):
        return None  # what one policy paid on days that are thirds is divided again under the next: thirds of thirds
    quarters = replace(world, wordings={name: _quarters(wording, rng) for name, wording in world.wordings.items()})
    one, two = _scaled(quarters, SCALE), _scaled(quarters, 2 * SCALE)
    try:
        editions_one, editions_two = loaded(one.wordings), loaded(two.wordings)
    except WordingError:
        return None
    once = settled(one, editions_one)
    twice = {key: (*value[:2], *(2 * int(str(x)) for x in value[2:])) for key, value in once.items()}
    return apart(twice, settled(two, editions_two))


def as_product(wording: Table) -> Product:
    """A made-up wording as if it stood on the shelf."""
    lines: dict[str, list[tuple[int, Mapping[str, int]]]] = {
        name: [(0, {}) for _ in wording.get(name, [])] for name in ("fact", "choice", "clause")
    }
    return Product(folder=PRODUCTS, wording=wording, fees=(), lines=lines)


def _quarters(wording: Table, rng: Random) -> Table:
    clauses = [
        worlds.with_words({k: v for k, v in c.items() if not (c["kind"] == "rounding" and k == "to")})
        for c in wording["clause"]
    ]
    product = as_product(wording | {"clause": clauses})
    for figure in list(figures(product)):
        if figure.form == "rate":
            product = with_figure(product, figure, rng.choice(("25%", "50%", "75%")))
    return product.wording


def _scaled(world: World, factor: int) -> World:
    currency = next(iter(world.wordings.values()))["product"]["currency"]

    def more(text: object) -> str:
        return plain(parse_amount(text, currency) * factor, currency)

    wordings = {}
    for name, wording in world.wordings.items():
        product = as_product(wording)
        for figure in list(figures(product)):
            if figure.form == "money":
                product = with_figure(product, figure, more(figure.value))
        wordings[name] = product.wording
    money = {f["name"] for w in world.wordings.values() for f in w["fact"] if f["kind"] == "money"}
    chosen = {c["name"] for w in world.wordings.values() for c in w.get("choice", []) if c["kind"] == "money"}

    def line_of(line: Table) -> Table:
        changed = {key: more(value) for key, value in line.items() if key in {"billed", "coverable", *money}}
        return (
            line
            | changed
            | ({"paid_by": {k: more(v) for k, v in line["paid_by"].items()}} if "paid_by" in line else {})
        )

    bills = [
        b | {key: more(b[key]) for key in money if key in b} | {"line": [line_of(x) for x in b["line"]]}
        for b in world.bills
    ]

    def schedule_of(schedule: Table) -> Table:
        return {key: more(value) if key in chosen else value for key, value in schedule.items()}

    policies = [
        p
        | {"schedule": schedule_of(p["schedule"])}
        | {"changes": [c | {"schedule": schedule_of(c["schedule"])} for c in p.get("changes", [])]}
        for p in world.policies
    ]
    return replace(world, wordings=wordings, bills=bills, policies=policies)


def uncited_clauses_can_go(world: World, editions: Editions, rng: Random) -> Verdict:
    """E2: a clause that no decision cites can be taken out of the wording without moving a cent."""
    settlement = settle(editions, log_of(world, editions))
    before = {key: value[2:] for key, value in rows(settlement).items()}
    tried = None
    for name, wording in world.wordings.items():
        cited = {
            x.clause.id
            for d in settlement.decisions
            if settlement.edition_of[d.policy] == name
            for part in d.parts
            for x in (*part.taken,)
        }
        open_facts = {name for d in settlement.decisions for kind, name in d.pending if kind == "fact"}
        uncited = [
            c["id"]
            for c in wording["clause"]
            if _may_go(c, wording) and c["id"] not in cited and not open_facts & _facts_needed(c, wording)
        ]
        for identifier in rng.sample(sorted(set(uncited)), min(3, len(set(uncited)))):
            kept = [c for c in wording["clause"] if c["id"] != identifier]
            less = compare.with_steps(wording | {"clause": kept})
            try:
                other = loaded(world.wordings | {name: less})
                now = {key: value[2:] for key, value in settled(world, other).items()}
            except (WordingError, RecordError):
                continue
            tried = ""
            if why := apart(before, now):
                return f"without clause {identifier}: {why}"
    return tried


def _facts_needed(clause: Table, wording: Table) -> set[str]:
    """Facts without which a line under the clause is pended."""
    needed = {
        *clause.get("when", {}),
        *clause.get("unless", {}),
        *(str(clause.get(key)) for key in ("each", "fact", "same")),
    }
    needed |= {
        c["same"] for c in wording["clause"] if c["kind"] == "stay" and c["name"] == clause.get("per") and "same" in c
    }
    todo = list(clause.values())
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            needed |= {str(value[key]) for key in ("by", "fact") if key in value}
            todo.extend(value.values())
        elif isinstance(value, list):
            todo.extend(value)
    return needed


def _may_go(clause: Table, wording: Table) -> bool:
    """Does the clause move money by itself alone?"""
    if clause["kind"] == "other_payer" or clause["kind"] not in worlds.STEP_OF:
        return False  # without it a payment of that payer pends the line
    others = [c for c in wording["clause"] if c["id"] != clause["id"]]
    named = {c.get("caps") for c in others} | {c.get("on_top_of") for c in others} | {c.get("before") for c in others}
    shared = clause.get("accumulator", clause["id"]) in {c.get("accumulator", c["id"]) for c in others}
    splits = clause["kind"] == "day_benefit" or clause.get("per") == "day" or clause.get("of") == "days"
    return not clause.get("overrides") and clause["id"] not in named and not shared and not splits


# ------------------------------------------------------------------------------------------- all of them

Property = Callable[[World, Editions, Random], Verdict]
OF_ONE_SETTLEMENT: tuple[Property, ...] = (identities, cost_is_shared_out, each_line_once, every_step_is_cited)
OF_THE_LOG: tuple[Property, ...] = (
    order_of_arrival, families_apart, later_bills_leave_earlier_ones, void_and_again, pended_takes_nothing, replayed,
)  # fmt: skip
OF_THE_WORDING: tuple[Property, ...] = (neutral_clauses, doubled, uncited_clauses_can_go)
PROPERTIES = (*OF_ONE_SETTLEMENT, *OF_THE_LOG, *OF_THE_WORDING)


@dataclass
class Tried:
    """How often a property was tried, and where it did not hold."""

    tried: int = 0
    broken: int = 0
    first: str = ""
    world: World | None = field(default=None, repr=False)


def try_property(asked: Property, seed: str, count: int, *, stop: bool = False) -> Tried:
    """Try one property on so many worlds."""
    found = Tried()
    for world, editions in worlds_of(seed, count):
        why = asked(world, editions, Random(world.seed))
        if why is None:
            continue
        found.tried += 1
        if why:
            found.broken += 1
            if not found.first:
                found.first, found.world = f"world {world.seed}: {why}", world
            if stop:
                break
    return found
