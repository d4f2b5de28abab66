"""Made-up worlds: wordings with a bit of everything, and families whose bills sit near every boundary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

Record = dict[str, Any]
Fields = dict[str, Any]

FAMILIES_PER_WORDING = 5
START = date(2024, 3, 10)
DECIMALS = {"CNY": 2, "JPY": 0, "KWD": 3}
STEPS = ("recognised", "other_payers", "sublimit", "deductible", "copay", "share", "limit", "relief")
STEP_OF = {
    "allowed": "recognised", "recognise": "recognised", "proportion": "recognised", "day_benefit": "recognised",
    "lump_sum": "recognised", "other_payer": "other_payers", "count_limit": "sublimit", "sublimit": "sublimit",
    "deductible": "deductible", "copay": "copay", "share": "share", "event_limit": "limit", "interval": "limit",
    "limit": "limit", "further_limit": "limit", "take_over": "relief", "out_of_pocket_max": "relief",
}  # fmt: skip
RATES = ("10%", "20%", "25%", "33 1/3%", "50%", "60%", "2/3", "75%", "80%", "90%", "2/37", "66.5%")
AMOUNTS = (1000, 1500, 2000, 3000, 5000, 7500, 8000, 10000, 12000, 15000, 20000)
SERVICES = ("inpatient", "outpatient", "cash", "diagnosis", "other")
TABLED = frozenset({"sublimit", "deductible", "copay", "limit", "lump_sum", "day_benefit", "out_of_pocket_max"})
INDEMNITY = ("inpatient", "outpatient")
PATTERNS = ("alone", "each", "split", "special", "unless", "when", "amended")
CAUSES = ("illness", "accident", "pregnancy")


# ------------------------------------------------------------------------------------------- TOML


def toml(wording: Record) -> str:
    """A wording as the text of a TOML file."""
    parts: list[str] = []
    for name, value in wording.items():
        if name == "fees":
            continue
        tables = value if isinstance(value, list) else [value]
        head = f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
        parts.extend(
            "\n".join([head, *(f"{key} = {written(item)}" for key, item in table.items())]) for table in tables
        )
    return "\n\n".join(parts) + "\n"


def files(wording: Record) -> dict[str, str]:
    """A wording as files."""
    rows = [f"{code},{amount}" for code, amount in wording.get("fees", {}).items()]
    fees = {"fees.csv": "\n".join(["code,amount", *rows, ""])} if rows else {}
    return {"wording.toml": toml(wording)} | fees


def written(value: object) -> str:
    """One value in TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list | tuple):
        return "[" + ", ".join(written(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{bare(key)} = {written(item)}" for key, item in value.items()) + " }"
    return str(value)


def bare(key: str) -> str:
    """A key, quoted where TOML wants it."""
    return key if key.replace("_", "").replace("-", "").isalnum() else written(key)


# ------------------------------------------------------------------------------------------- wordings


def chance(rng: Random, percent: int) -> bool:
    """True in so many of a hundred cases."""
    return rng.randrange(100) < percent


class Author:
    """Writes one made-up wording."""

    def __init__(self, rng: Random, name: str, currency: str, bills_by: str, payers: Sequence[str]) -> None:
        self.rng = rng
        self.name = name
        self.currency = currency
        self.bills_by = bills_by
        self.known_payers = payers
        self.clauses: list[Record] = []
        self.number = 0
        self.benefits = self.choose_benefits()
        self.indemnity = [benefit for benefit in self.benefits if benefit in INDEMNITY]
        self.stay = rng.choice(("confinement", "benefit_period")) if chance(rng, 30) else ""
        self.shared = self.benefits if chance(rng, 20) else self.indemnity
        self.used_facts = {"service"}
        self.used_choices: set[str] = set()
        self.version_day = START + timedelta(days=rng.choice((20, 40, 200, 366)))

    def choose_benefits(self) -> list[str]:
        """One to three benefits, an indemnity among them most of the time."""
        weights = (("inpatient", 70), ("outpatient", 60), ("cash", 22), ("diagnosis", 20))
        chosen = [name for name, percent in weights if chance(self.rng, percent)][:3]
        if self.known_payers and not set(chosen) & set(INDEMNITY):
            chosen = [self.rng.choice(INDEMNITY), *chosen]
        return chosen or [self.rng.choice(INDEMNITY)]

    # small choices

    def text(self, minor: int) -> str:
        """Minor units in major units."""
        decimals = DECIMALS[self.currency]
        sign, digits = "-" * (minor < 0), str(abs(minor)).rjust(decimals + 1, "0")
        return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"

    def amount(self, low: int = 0, high: int = 99999) -> str:
        """An amount near all others."""
        near = [amount for amount in AMOUNTS if low <= amount <= high]
        return self.text(self.rng.choice(near) + self.rng.choice((0, 0, 0, 0, 1, -1, 33)))

    def money(self, low: int = 0, high: int = 99999) -> object:
        """A money field, now and then from the schedule."""
        rng = self.rng
        kind = rng.randrange(24)
        if kind == 0:
            self.used_choices.add("sum_insured")
            return {"choice": "sum_insured"} | ({"rate": rng.choice(RATES)} if chance(rng, 50) else {})
        if kind == 1:
            self.used_choices.add("number")
            return {"amount": self.amount(low, high // 2), "times": "number"}
        if kind == 2:
            table = {"amount": self.amount(low, high), "per_extra_member": self.amount(0, 2000), "above": 1}
            return table | ({"max": self.amount(high, 99999)} if chance(rng, 50) else {})
        return self.amount(low, high)

    def rate(self) -> str:
        """A rate."""
        return self.rng.choice(RATES)

    def per(self, *more: str) -> str:
        """A period."""
        longer = [
            "policy_years:2",
            "policy_year",
            "policy_year",
            "calendar_year",
            "month",
            "months:3",
            "lifetime",
            "bill",
            "visit",
        ]
        if self.stay:
            longer += [self.stay] * 3
        return self.rng.choice([*longer, *more])

    def whose(self, fields: Fields) -> Fields:
        """The fields of an accumulator, with its owner where it is longer than a line."""
        return fields if fields["per"] == "line" else fields | self.owner()

    def owner(self) -> Fields:
        """An owner, most often the member; now and then one accumulator for each value of a fact."""
        kind = self.rng.randrange(20)
        fields: Fields = {"owner": ("policy", "family")[kind // 2]} if kind < 4 else {}
        if kind in {3, 4, 5}:
            fields["each"] = self.rng.choice(("cause", "network", "icd"))
            self.used_facts.add(fields["each"])
        return fields

    def condition(self) -> tuple[str, object, object]:
        """A fact, a value that is asked of it, and all other values."""
        rng = self.rng
        choices: list[tuple[str, object, object]] = [
            ("cause", "accident", ["illness", "pregnancy"]),
            ("cause", ["illness", "accident"], "pregnancy"),
            ("network", False, True),
            ("network", True, False),
            ("age", "40..", "..39"),
            ("sex", "female", ["male", "other"]),
            ("plan", "plus", "basic"),
            ("icd", rng.choice(("F1", "Z", ["F10", "Z4"])), None),
            ("days_covered", "..44", "45.."),
            ("months_covered", "12..", "..11"),
            ("policy_year_number", "2..", "..1"),
            ("smoker", True, False),
            ("score", "3..7", ["..2", "8.."]),
            ("birthday_month", "35..45", None),
            ("benefit", self.benefits[0], self.benefits[1:] or None),
        ]
        name, value, rest = rng.choice(choices)
        self.used_facts.add(name)
        self.used_choices.add(name)
        return name, value, rest

    # clauses

    def add(self, kind: str, fields: Fields, **more: object) -> Record:
        """One more clause."""
        self.number += 1
        clause: Record = {"id": f"{STEPS.index(STEP_OF.get(kind, 'relief')) + 1}.{self.number}", "kind": kind}
        clause |= fields | more
        if kind in TABLED and "when" not in clause and "no_claim_step" not in clause and chance(self.rng, 7):
            self.tabulate(clause)
        self.clauses.append(clause)
        return clause

    def tabulate(self, clause: Record) -> None:
        """The amount of a clause becomes a table by a fact or choice."""
        if not isinstance(clause.get("amount"), str):
            return
        name = self.rng.choice(("plan", "cause"))
        self.used_facts.add(name)
        self.used_choices.add(name)
        keys = ("basic", "plus") if name == "plan" else CAUSES
        clause["amount"] = {"by": name, "of": {key: self.amount(2000, 12000) for key in keys}}

    def spread(self, kind: str, make: Callable[[], Fields], benefits: Sequence[str]) -> list[Record]:
        """One or two clauses of a kind that never contradict each other."""
        rng = self.rng
        if not benefits:
            return []
        every: Fields = {} if list(benefits) == self.benefits else {"benefits": list(benefits)}
        pattern = rng.choice(("plain", "plain", "plain", *PATTERNS))
        if kind == "share" and pattern in {"unless", "when"}:
            pattern = "split"
        if pattern == "alone":
            every = {"benefits": [rng.choice(benefits)]}
        if pattern == "each" and len(benefits) > 1:
            shared = {"accumulator": f"pot-{len(self.clauses)}"} if chance(rng, 50) else {}
            made = [make() for _ in benefits]
            if shared and len({(one.get("per"), one.get("owner")) for one in made}) == 1 and "per" in made[0]:
                made = [one | shared for one in made]
            return [self.add(kind, one, benefits=[benefit]) for one, benefit in zip(made, benefits, strict=True)]
        if pattern == "amended":
            return self.amended(kind, make(), every)
        if pattern in {"split", "special", "unless", "when"}:
            return self.conditional(kind, make, every, pattern)
        return [self.add(kind, make(), **every)]

    def conditional(self, kind: str, make: Callable[[], Fields], every: Fields, pattern: str) -> list[Record]:
        """Clauses with a condition."""
        name, value, rest = self.condition()
        if pattern == "split" and rest is not None:
            return [self.add(kind, make(), when={name: asked}, **every) for asked in (value, rest)]
        if kind == "share":
            pattern = "special"
        if pattern == "unless":
            return [self.add(kind, make(), unless={name: value}, **every)]
        if pattern == "when":
            return [self.add(kind, make(), when={name: value}, **every)]
        general = self.add(kind, make(), **every)
        return [general, self.add(kind, make(), when={name: value}, overrides=[general["id"]], **every)]

    def amended(self, kind: str, fields: Fields, every: Fields) -> list[Record]:
        """A clause and its amendment."""
        rng = self.rng
        first = self.add(kind, fields, **every)
        later = dict(first, **{"from": self.version_day})
        money = next((name for name in ("amount", "copay") if isinstance(fields.get(name), str)), None)
        if money:
            later[money] = self.amount(5000, 8000) if "no_claim_step" in fields else self.amount(1000, 12000)
        elif "pays" in fields and kind == "share":
            later["pays"] = self.rate()
        elif "count" in fields:
            later["count"] = 2 if fields["count"] != 2 else 3
        else:
            if kind != "share":
                first["until"] = self.version_day
            return [first]
        if later == dict(first, **{"from": self.version_day}):
            return [first]
        if "owner" in fields or "per" in fields:
            later |= {"restart": True} if chance(rng, 30) else {}
        if chance(rng, 20) and kind != "share":
            later["until"] = self.version_day + timedelta(days=170)
        self.clauses.append(later)
        return [first, later]

    def turn_round(self) -> None:
        """Now and then a clause goes before an earlier one of its step."""
        rng = self.rng
        for kind in ("sublimit", "limit", "recognise", "take_over", "out_of_pocket_max"):
            step = [c for c in self.clauses if STEP_OF.get(c["kind"]) == STEP_OF[kind]]
            if (
                len(step) > 1
                and chance(rng, 25)
                and step[0]["id"] != step[-1]["id"]
                and not {"from", "after"} & set(step[-1])
            ):
                step[-1]["before"] = step[0]["id"]

    def frame(self) -> None:
        """Benefits, exclusions, waiting periods."""
        rng = self.rng
        for benefit in self.benefits:
            self.add("benefit", {"name": benefit, "label_zh": "责任", "label_en": benefit}, when={"service": benefit})
        if chance(rng, 45):
            name, value, _ = self.condition()
            exclusion = self.add("exclusion", {"when": {name: value}})
            if chance(rng, 50):
                other, asked, _ = self.condition()
                if other != name:
                    self.add("exception", {"when": {other: asked}, "overrides": [exclusion["id"]]})
        if chance(rng, 40):
            fields: Fields = {"days": rng.choice((10, 30, 45))}
            if chance(rng, 50):
                self.used_facts.add("cause")
                fields["when"] = {"cause": ["illness", "pregnancy"]}
            if chance(rng, 30) and len(self.benefits) > 1:
                fields["benefits"] = [rng.choice(self.benefits)]
            self.add("waiting", fields)
        self.add("otherwise", {})
        if self.stay:
            self.add_stay()

    def add_stay(self) -> None:
        """What one stay is."""
        rng = self.rng
        fields: Fields = {"name": self.stay}
        if chance(rng, 50):
            fields["continues_within_days"] = rng.choice((5, 10, 30))
        else:
            fields["new_after_days"] = rng.choice((5, 10, 30))
        if chance(rng, 30):
            self.used_facts.add("cause")
            fields["same"] = "cause"
        if chance(rng, 40):
            fields["count"] = "days"
        self.add("stay", fields)

    def scope(self) -> None:
        """What is recognised, and other payers."""
        rng = self.rng
        if chance(rng, 26):
            self.spread("allowed", self.make_allowed, self.indemnity)
        if chance(rng, 22):
            of = {"of": "remainder"} if chance(rng, 50) else {}
            self.spread("recognise", lambda: {"counts": self.rate()} | of, self.indemnity)
        if chance(rng, 15) and self.indemnity:
            self.used_facts.add("room_rate")
            self.spread("proportion", lambda: {"amount": self.amount(1000, 3000), "fact": "room_rate"}, self.indemnity)
        fixed = len(self.indemnity) < len(self.benefits)
        every: Fields = {"benefits": self.indemnity} if fixed else {}
        for payer in self.known_payers:
            fields: Fields = {"payer": payer}
            if payer == "account":
                fields["counts"] = "own"
            elif (method := rng.choice(("first", "first", "maintenance", "standard", ""))) != "":
                fields["method"] = method
            self.add("other_payer", fields, **every)

    def make_allowed(self) -> Fields:
        """An allowed amount."""
        kind = self.rng.randrange(5)
        if kind < 2:
            return {"fees": True} | ({"multiple": self.rng.choice(("230%", "33 1/3%"))} if chance(self.rng, 50) else {})
        return {"amount": self.amount(2000, 8000)} if kind < 4 else {"rate": self.rate()}

    def borne(self) -> None:
        """Sub-limits, deductibles, copays, shares."""
        rng = self.rng
        if chance(rng, 22):
            self.spread("count_limit", self.make_count_limit, self.shared)
        if chance(rng, 30):
            self.spread("sublimit", self.make_sublimit, self.shared)
            if chance(rng, 25):
                self.spread("sublimit", lambda: {"amount": self.amount(2000, 5000), "per": "line"}, self.shared)
        if chance(rng, 55):
            self.deductibles()
        if chance(rng, 30):
            self.spread("copay", self.make_copay, self.shared)
        if self.shared and (chance(rng, 80) or self.late_payer()):
            self.shares()

    def late_payer(self) -> bool:
        """Whether a payer comes after the share."""
        return any(clause.get("method") in {"maintenance", "standard"} for clause in self.clauses)

    def make_count_limit(self) -> Fields:
        """So many visits or units."""
        of = self.rng.choice(("visits", "units", "days"))
        count: object = self.rng.choice((1, 2, 3, 4))
        if chance(self.rng, 10):
            self.used_choices.add("number")
            count = {"choice": "number"}
        return self.whose({"count": count, "of": of, "per": self.per("day")})

    def make_sublimit(self) -> Fields:
        """A sub-limit."""
        per = self.per("line", "visit", "bill", "day")
        return self.whose({"amount": self.money(2000, 15000), "per": per})

    def make_copay(self) -> Fields:
        """A copay."""
        rng = self.rng
        per = rng.choice(("line", "visit", "visit", "bill", "day", "month", "policy_year", ""))
        fields: Fields = {"per": per} if per else {}
        if chance(rng, 55):
            amount: object = self.amount(1000, 3000)
            if chance(rng, 15):
                self.used_facts.add("printed_copay")
                amount = {"fact": "printed_copay"}
            return {"amount": amount} | ({"each_unit": True} if chance(rng, 15) else fields)
        fields["rate"] = rng.choice(("10%", "20%", "33 1/3%"))
        if chance(rng, 50):
            fields["floor"] = self.text(rng.choice((500, 800)))
        if chance(rng, 60) or "per" in fields:
            fields["ceiling"] = self.amount(1000, 3000)
        return fields

    def deductibles(self) -> None:
        """A deductible, or two of which one caps the other."""
        rng = self.rng
        if chance(rng, 25) and self.shared:
            every: Fields = {} if self.shared == self.benefits else {"benefits": self.shared}
            per = rng.choice(("policy_year", "calendar_year"))
            single = self.add("deductible", {"amount": self.amount(3000, 8000), "per": per}, **every)
            owner = rng.choice(("policy", "family"))
            family = {"amount": self.amount(5000, 15000), "per": per, "owner": owner, "caps": single["id"]}
            if chance(rng, 20):
                name, value, _ = self.condition()
                family["when"] = {name: value}
            if chance(rng, 25):
                payers = self.payers()
                family |= {"filled_by": payers} if payers else {}
            middle = self.add("deductible", family, **every)
            if chance(rng, 25):
                more: Fields = {"amount": self.amount(8000, 20000), "per": per, "caps": middle["id"]}
                self.add("deductible", more, owner="family" if owner == "policy" else "policy", **every)
            return
        self.spread("deductible", self.make_deductible, self.shared)

    def payers(self) -> list[str]:
        """Payers that may fill a deductible."""
        payers = [
            clause for clause in self.clauses if clause["kind"] == "other_payer" and clause.get("counts") != "own"
        ]
        return [clause["payer"] for clause in payers if clause.get("method", "first") == "first"][:1]

    def make_deductible(self) -> Fields:
        """A deductible."""
        rng = self.rng
        special = rng.randrange(10)
        filled = {"filled_by": self.payers()} if chance(rng, 35) and self.payers() else {}
        if special < 4:
            fields: Fields = {"amount": self.amount(5000, 12000), "per": "policy_year"}
            fields |= {"no_claim_step": self.amount(1000, 3000), "no_claim_bound": self.text(2000)}
            fields |= {"after_claim": rng.choice(("keep", "step", "reset"))} if chance(rng, 40) else {}
        elif special < 9:
            fields = {"amount": self.amount(5000, 20000), "per": rng.choice(("policy_year", "calendar_year"))}
            fields["carry_months"] = rng.choice((1, 3))
        else:
            fields = {"amount": self.money(2000, 12000), "per": self.per("policy_year", "line", "day")}
        return self.whose(fields) | filled

    def shares(self) -> None:
        """The percentage."""
        rng = self.rng
        made = self.spread("share", self.make_share, self.shared)
        whole = [clause for clause in made if "when" not in clause and "unless" not in clause and "from" not in clause]
        if len(made) == 1 and whole and chance(rng, 25):
            name, value, _ = self.condition()
            every = {"benefits": made[0]["benefits"]} if "benefits" in made[0] else {}
            self.add("share", {"pays": self.rate(), "on_top_of": made[0]["id"]}, when={name: value}, **every)

    def make_share(self) -> Fields:
        """One share."""
        rng = self.rng
        if chance(rng, 65):
            return {
                rng.choice(("pays", "pays", "bears")): self.rate() if chance(rng, 92) else rng.choice(("0%", "100%"))
            }
        rates = rng.sample((*RATES, "0%", "100%"), 3)
        tops = sorted(rng.sample(AMOUNTS, 2))
        bands: list[Fields] = [{"upto": self.text(top), "pays": one} for top, one in zip(tops, rates, strict=False)]
        bands = [*bands[: rng.choice((1, 2))], {"pays": rates[2]}]
        fields: Fields = {"bands": bands}
        if chance(rng, 60):
            fields |= {"per": self.per("policy_year", "bill")} | self.owner()
        if chance(rng, 45):
            fields["measured"] = "before_deductible"
        return fields

    def ends(self) -> None:
        """Limits and reliefs."""
        rng = self.rng
        limits: list[Record] = []
        if chance(rng, 60):
            limits = self.spread("limit", self.make_limit, self.benefits if chance(rng, 50) else self.indemnity)
        if chance(rng, 25):
            self.spread("event_limit", self.make_event_limit, [b for b in self.benefits if b != "cash"])
        if chance(rng, 18):
            days = rng.choice((2, 5, 30, 31))
            self.spread("interval", lambda: {"days": days} | self.owner(), [b for b in self.benefits if b != "cash"])
        kinds = {clause["kind"] for clause in self.clauses}
        parts = [kind for kind in ("deductible", "copay", "share") if kind in kinds]
        every: Fields = {} if self.shared == self.benefits else {"benefits": self.shared}
        if parts and chance(rng, 28):
            of = rng.choice(parts)
            over = [c for c in self.clauses if c["kind"] == of]
            self.spread("take_over", lambda: {"of": of, "pays": self.rate()}, over[0].get("benefits", self.shared))
        if parts and chance(rng, 35):
            counts = [part for part in parts if chance(rng, 75)] or parts
            fields: Fields = {"amount": self.amount(2000, 8000), "per": self.per("policy_year"), "counts": counts}
            self.add("out_of_pocket_max", fields | self.owner(), **every)
            if chance(rng, 30):
                more: Fields = {"amount": self.amount(5000, 15000), "per": "policy_year", "counts": counts}
                self.add("out_of_pocket_max", more, owner="family", **every)
        self.further(limits)

    def further(self, limits: Sequence[Record]) -> None:
        """A further limit after the first one; accumulators that are filled by others, too."""
        rng = self.rng
        first = limits[0] if limits else {}
        if first and "from" not in first and "until" not in first and chance(rng, 75):
            same = {name: first[name] for name in ("benefits", "when", "unless") if name in first}
            fields: Fields = {"amount": self.amount(2000, 8000), "after": first["id"], "per": self.per("policy_year")}
            further = self.add("further_limit", fields | self.owner(), **same)
            if chance(rng, 25):
                after = rng.choice((first["id"], further["id"]))
                more: Fields = {"amount": self.amount(2000, 5000), "after": after, "per": self.per()}
                self.add("further_limit", more | {"accumulator": "last"}, **same)
        for kind in ("deductible", "limit", "out_of_pocket_max"):
            mine = [clause for clause in self.clauses if clause["kind"] == kind]
            plain = not any(
                {"caps", "from", "until", "carry_months"} & set(clause) or "by" in str(clause.get("amount"))
                for clause in mine
            )
            if len(mine) > 1 and plain and chance(rng, 40):
                mine[0]["also_fills"] = [mine[-1]["id"]]

    def make_limit(self) -> Fields:
        """A limit."""
        rng = self.rng
        special = rng.randrange(10)
        if special < 3:
            fields: Fields = {"amount": self.amount(3000, 8000), "per": "policy_year"}
            fields |= {"no_claim_step": self.amount(1000, 3000), "no_claim_bound": self.amount(10000, 12000)}
            fields |= {"after_claim": rng.choice(("keep", "step", "reset"))} if chance(rng, 40) else {}
        elif special < 6:
            fields = {"amount": self.amount(3000, 12000), "per": "policy_year", "carry_unused": True}
            fields |= {"carry_max": self.amount(1000, 5000)} if chance(rng, 50) else {}
        else:
            per = self.per("policy_year", "line", "guaranteed_period")
            fields = {"amount": self.money(3000, 20000), "per": per}
        return self.whose(fields)

    def make_event_limit(self) -> Fields:
        """So many paid events."""
        return {"times": self.rng.choice((1, 2, 3)), "per": self.per("policy_year", "lifetime", "bill")} | self.owner()

    def days(self) -> None:
        """Pools of days and fixed benefits."""
        rng = self.rng
        if "cash" in self.benefits:
            self.cash()
        if "diagnosis" in self.benefits:
            self.spread_all("lump_sum", self.make_lump_sum, "diagnosis")
        pooled = [b for b in ("cash", "inpatient") if b in self.benefits]
        if pooled and chance(rng, 55):
            benefit = rng.choice(pooled)
            for place in range(rng.choice((1, 2, 2, 3))):
                fields: Fields = {"per": self.per("policy_year")}
                if place < 2 or chance(rng, 50):
                    fields["days"] = rng.choice((1, 2, 3, 4))
                if "days" in fields and chance(rng, 10):
                    self.used_choices.add("number")
                    fields["days"] = {"choice": "number"}
                fields |= self.owner()
                if chance(rng, 20):
                    fields["grants"] = False
                elif benefit == "inpatient" and chance(rng, 45):
                    fields["copay"] = self.amount(1000, 2000)
                self.add("days", fields, benefits=[benefit])
                if "days" not in fields:
                    break

    def cash(self) -> None:
        """A fixed amount for each day."""
        self.spread_all("day_benefit", lambda: {"amount": self.money(1000, 5000)}, "cash")

    def make_lump_sum(self) -> Fields:
        """A fixed amount."""
        return {"amount": self.money(2000, 15000)} | ({"each_unit": True} if chance(self.rng, 30) else {})

    def spread_all(self, kind: str, make: Callable[[], Fields], benefit: str) -> None:
        """A fixed benefit that every line of its benefit gets, perhaps in two sizes."""
        every: Fields = {"benefits": [benefit]} if len(self.benefits) > 1 else {}
        if chance(self.rng, 60):
            self.add(kind, make(), **every)
            return
        self.conditional(kind, make, every, "special")

    # the whole

    def write(self) -> None:
        """All clauses."""
        rng = self.rng
        self.frame()
        self.scope()
        self.days()
        self.borne()
        self.ends()
        if any(clause.get("per") == "guaranteed_period" for clause in self.clauses):
            self.add("term", {"years": 1, "guaranteed_years": rng.choice((2, 3))})
        if self.stay and not any(clause.get("per") == self.stay for clause in self.clauses):
            self.clauses = [clause for clause in self.clauses if clause["kind"] != "stay"]
        self.turn_round()
        self.rounding()
        self.order()

    def wording(self, used_facts: set[str]) -> Record:
        """The whole wording, with the facts that bills of the family tell."""
        named = {"id": self.name, "edition": "2024-1", "currency": self.currency, "zh": "示范", "en": "Specimen"}
        facts = [fact for fact in FACTS if fact["name"] in used_facts]
        facts = [fact | {"default": DEFAULTS[fact["name"]]} if self.defaults(fact["name"]) else fact for fact in facts]
        choices = [choice for choice in CHOICES if choice["name"] in self.used_choices]
        wording: Record = {"product": named, "fact": facts}
        if choices:
            wording["choice"] = choices
        if any(clause.get("fees") for clause in self.clauses):
            wording["fees"] = {code: self.text(minor) for code, minor in FEES.items()}
        wording["clause"] = [with_words(clause) for clause in self.clauses]
        return wording

    def defaults(self, name: str) -> bool:
        """Whether a fact has a default."""
        return name in DEFAULTS and chance(self.rng, 45)

    def rounding(self) -> None:
        """How the share is rounded, where anything is rounded at all."""
        rng = self.rng
        rounds = {"share", "recognise", "allowed", "proportion", "take_over", "count_limit"}
        if not any(clause["kind"] in rounds or "rate" in clause for clause in self.clauses):
            return
        where = rng.choice(("line", "line", "benefit", "bill", "month", "policy_year"))
        fields: Fields = {"where": where, "mode": rng.choice(("half_up", "half_even", "up", "down"))}
        if chance(rng, 40):
            fields["of"] = "borne"
        if chance(rng, 30):
            fields["to"] = self.text(rng.choice((5, 10, 100, 1000)))
        self.add("rounding", fields)

    def order(self) -> None:
        """The steps, and which bill comes first."""
        rng = self.rng
        working = {STEP_OF[clause["kind"]] for clause in self.clauses if clause["kind"] in STEP_OF}
        if any(clause["kind"] == "days" and "copay" in clause for clause in self.clauses):
            working.add("copay")
        steps = [step for step in STEPS if step in working]
        if "deductible" in steps and "copay" in steps and chance(rng, 25):
            one, other = steps.index("deductible"), steps.index("copay")
            steps[one], steps[other] = steps[other], steps[one]
        if "share" in steps and "deductible" in steps and chance(rng, 15):
            steps.remove("deductible")
            steps.insert(steps.index("share") + 1, "deductible")
        if "limit" in steps and "relief" in steps and chance(rng, 25):
            steps.remove("limit")
            steps.append("limit")
        fields: Fields = {"steps": steps}
        if self.bills_by != "bill_date":
            fields["bills_by"] = self.bills_by
        if any("from" in clause or "until" in clause for clause in self.clauses):
            fields["version_by"] = rng.choice(("service_date", "admission", "policy_year_start", "policy_start"))
        if chance(rng, 25):
            fields["cover_by"] = "admission"
        self.clauses.insert(0, {"id": "0.1", "kind": "order"} | fields)


FACTS: tuple[Record, ...] = (
    {"name": "service", "kind": "choice", "values": list(SERVICES)},
    {"name": "cause", "kind": "choice", "values": list(CAUSES)},
    {"name": "network", "kind": "flag"},
    {"name": "icd", "kind": "code"},
    {"name": "smoker", "kind": "flag", "of": "member"},
    {"name": "score", "kind": "count"},
    {"name": "room_rate", "kind": "money"},
    {"name": "printed_copay", "kind": "money"},
)
DEFAULTS: Record = {"cause": "illness", "network": True, "smoker": False, "score": 3}
CHOICES: tuple[Record, ...] = (
    {"name": "plan", "kind": "choice", "values": ["basic", "plus"]},
    {"name": "sum_insured", "kind": "money"},
    {"name": "number", "kind": "count"},
)


def labelled(table: Record) -> Record:
    """A fact or choice with names for people."""
    named = table | {"zh": "事实", "en": "fact"}
    if table["kind"] == "choice":
        named["labels"] = {value: {"zh": "值", "en": "value"} for value in table["values"]}
    return named


FACTS = tuple(labelled(fact) for fact in FACTS)
CHOICES = tuple(labelled(choice) for choice in CHOICES)
FEES = {"A1": 1001, "B2": 2000, "C3": 3333}
TOLD = (
    "amount", "rate", "days", "count", "times", "pays", "bears", "bands", "counts", "copay", "floor", "ceiling",
    "multiple", "carry_months", "no_claim_step", "no_claim_bound", "carry_max", "to", "years", "guaranteed_years",
    "continues_within_days", "new_after_days",
)  # fmt: skip


def with_words(clause: Record) -> Record:
    """A clause with words that tell every figure."""
    figures = [name for name in TOLD if name in clause and not (name == "counts" and clause["kind"] != "recognise")]
    told = "".join("{" + name + "}" for name in figures)
    return clause | {"zh": f"条款{told}", "en": f"clause {told}"}


# ------------------------------------------------------------------------------------------- families


@dataclass
class World:
    """Wordings and the records of one family."""

    seed: str
    wordings: dict[str, Record]
    policies: list[Record] = field(default_factory=list)
    bills: list[Record] = field(default_factory=list)
    events: list[Record] = field(default_factory=list)


class Household:
    """Makes up one family and its bills."""

    def __init__(self, rng: Random, authors: dict[str, Author], wordings: dict[str, Record], seed: str) -> None:
        self.rng = rng
        self.authors = authors
        self.world = World(seed, wordings)
        self.lead = next(iter(authors.values()))
        self.facts = {fact["name"]: fact for wording in wordings.values() for fact in wording["fact"]}
        self.payers = sorted({c["payer"] for w in wordings.values() for c in w["clause"] if c["kind"] == "other_payer"})
        self.clauses = [clause for wording in wordings.values() for clause in wording["clause"]]
        self.days = self.busy_days()
        self.discharged = START

    def busy_days(self) -> list[date]:
        """A few days, most of them next to a boundary."""
        rng = self.rng
        edges = [START, date(2025, 1, 1), date(2025, 3, 10), date(2025, 6, 1), date(2026, 3, 10), date(2025, 12, 10)]
        edges += [START + timedelta(days=clause["days"]) for clause in self.clauses if clause["kind"] == "waiting"]
        edges += [clause["from"] for clause in self.clauses if "from" in clause] * 2
        edges += [clause["until"] for clause in self.clauses if "until" in clause]
        edges += [date(2024, 12, 10)] * any("carry_months" in clause for clause in self.clauses)
        near = [edge + timedelta(days=shift) for edge in edges for shift in (-1, 0, 1)]
        days = [START + timedelta(days=rng.randrange(750)) for _ in range(2)]
        days += rng.sample(near, min(len(near), rng.choice((2, 3, 4))))
        days += [days[0] + timedelta(days=rng.choice((1, 2, 5, 30, 31)))]
        return sorted(days)

    def family(self) -> World:
        """Members, policies, bills."""
        rng = self.rng
        members = [self.member(name) for name in ("A", "B", "C")[: rng.choice((1, 1, 2, 2, 3))]]
        editions = list(self.authors)
        several = any("other_insurers" in author.known_payers for author in self.authors.values())
        number = rng.choice((2, 2, 3)) if several else 1
        for place in range(number):
            edition = editions[place % len(editions)]
            self.world.policies.append(self.policy(f"P{place + 1}", edition, members))
        for place in range(rng.choice((3, 4, 5, 6, 8, 10, 14))):
            self.world.bills.append(self.bill(f"B{place + 1}", members))
        self.corrections()
        return self.world

    def member(self, name: str) -> Record:
        """A person."""
        rng = self.rng
        day = rng.choice(self.days)
        born = date(day.year - rng.choice((39, 40, 41, 20)), day.month, min(day.day, 28))
        born += timedelta(days=rng.choice((0, 1)))
        if chance(rng, 5):
            born = date(1984, 2, 29)
        person: Record = {"id": name, "born": born, "sex": rng.choice(("female", "male", "other"))}
        if chance(rng, 4):
            del person[rng.choice(("born", "sex"))]
        elif chance(rng, 2):
            person["sex"] = "unknown"
        if "smoker" in self.facts and not (chance(rng, 10)):
            person["smoker"] = chance(rng, 50)
        return person

    def policy(self, name: str, edition: str, members: list[Record]) -> Record:
        """A policy."""
        rng = self.rng
        others = (START.replace(year=2023), START + timedelta(days=36), date(2024, 2, 29), date(2024, 3, 31))
        start = START if chance(rng, 80) else rng.choice(others)
        policy: Record = {"id": name, "edition": edition, "start": start, "members": members}
        if chance(rng, 15):
            policy["continuous_since"] = start - timedelta(days=rng.choice((10, 30, 400)))
        if chance(rng, 15):
            policy["end"] = rng.choice(self.days)
            if policy["end"] < start:
                del policy["end"]
        elif chance(rng, 12):
            gap = rng.choice(self.days[2:])
            if gap > start + timedelta(days=2):
                later = gap + timedelta(days=rng.choice((1, 2, 30)))
                policy["in_force"] = [[start, gap], [later, date(2027, 12, 31)]]
        policy["schedule"] = self.schedule(edition)
        if policy["schedule"] and chance(rng, 20):
            day = max(rng.choice(self.days), start + timedelta(days=1))
            changed = self.schedule(edition)
            policy["changes"] = [{"from": day, "schedule": {name: changed[name] for name in list(changed)[:1]}}]
        policy["members"] = [self.insured(person, start) for person in members]
        return policy

    def schedule(self, edition: str) -> Record:
        """What a schedule chooses."""
        rng = self.rng
        values = {
            "plan": rng.choice(("basic", "plus")),
            "sum_insured": self.lead.amount(5000, 20000),
            "number": rng.choice((1, 2, 3)),
        }
        return {choice["name"]: values[choice["name"]] for choice in self.world.wordings[edition].get("choice", [])}

    def insured(self, person: Record, start: date) -> Record:
        """A person under a policy, perhaps for a part of its time."""
        rng = self.rng
        person = dict(person)
        if chance(rng, 8):
            person["from"] = max(start, rng.choice(self.days))
            if chance(rng, 30):
                person["continuous_since"] = person["from"] - timedelta(days=rng.choice((10, 400)))
        if chance(rng, 6):
            person["until"] = max(person.get("from", start), rng.choice(self.days))
        return person

    def bill(self, name: str, members: list[Record]) -> Record:
        """A bill."""
        rng = self.rng
        service = self.service()
        bill: Record = {"id": name, "member": rng.choice(members)["id"], "date": rng.choice(self.days)}
        stays = service in {"inpatient", "cash"} and chance(rng, 65)
        if stays:
            self.admit(bill)
        if chance(rng, 15):
            bill["received"] = bill["date"] + timedelta(days=rng.choice((1, 10, 60)))
        if len(self.world.policies) > 1 and chance(rng, 50):
            order = [policy["id"] for policy in self.world.policies]
            rng.shuffle(order)
            bill["order"] = order[:1] if chance(rng, 15) else order
        shared = {name: value for name, value in self.stated() if chance(rng, 50)}
        bill |= shared
        bill["line"] = []
        for place in range(rng.choice((1, 1, 2, 2, 3, 5))):
            asked = service if chance(rng, 75) or stays else self.service()
            bill["line"].append(self.line(place + 1, bill, asked))
        return bill

    def service(self) -> str:
        """What a line is for; mostly something covered."""
        benefits = sorted({benefit for author in self.authors.values() for benefit in author.benefits})
        return self.rng.choice(benefits) if chance(self.rng, 93) else self.rng.choice(SERVICES)

    def admit(self, bill: Record) -> None:
        """A stay, often one that touches the boundary after the last one."""
        rng = self.rng
        stay: Record = next((clause for clause in self.clauses if clause["kind"] == "stay"), {})
        bound: int = (
            stay["continues_within_days"] if "continues_within_days" in stay else stay.get("new_after_days", 10)
        )
        gap = bound + rng.choice((-1, 0, 1))
        admitted = self.discharged + timedelta(days=gap) if chance(rng, 60) else rng.choice(self.days)
        if chance(rng, 70):
            admitted = max(admitted, self.discharged)
        self.discharged = admitted + timedelta(days=rng.choice((1, 1, 2, 3, 4, 1, 2, 3, 4, 0)))
        bill |= {"admitted": admitted, "discharged": self.discharged, "date": self.discharged}

    def stated(self) -> Iterator[tuple[str, object]]:
        """Facts with values; some are missing."""
        rng = self.rng
        near: Record = {
            "cause": (*CAUSES, *CAUSES, *CAUSES, *CAUSES, "unknown"),
            "network": (True, False),
            "icd": ("F10.2", "F1", "Z41", "J00", "F11"),
            "score": (2, 3, 7, 8, 5),
            "room_rate": tuple(self.lead.text(minor) for minor in (999, 1000, 2000, 2999, 3001, 4000)),
            "printed_copay": tuple(self.lead.text(minor) for minor in (0, 700, 1500, 3000)),
        }
        for name in self.facts:
            if name in near and not chance(rng, 4):
                yield name, rng.choice(near[name])

    def line(self, number: int, bill: Record, service: str) -> Record:
        """A line."""
        rng = self.rng
        lead = self.lead
        minor = rng.choice(AMOUNTS) + rng.choice((0, 0, 0, 1, -1, 33, 50, 7))
        line: Record = {"line": number, "billed": lead.text(minor)}
        if not chance(rng, 2):
            line["service"] = service
        if chance(rng, 15):
            line["coverable"] = lead.text(rng.choice((minor // 2, minor - 1, minor * 2 // 3, 0)))
        if chance(rng, 20):
            line["units"] = rng.choice((1, 2, 3))
        line |= self.when(bill, service)
        if any("fees" in wording for wording in self.world.wordings.values()) and not chance(rng, 5):
            line["fee_code"] = rng.choice(("A1", "A1", "B2", "C3", "C3", "D4"))
        if chance(rng, 30):
            line["visit"] = f"V{bill['member']}{rng.choice((1, 2))}"
        left = minor
        paid_by: Record = {}
        for payer in self.payers:
            if payer != "other_insurers" and chance(rng, 45) and left:
                paid = min(left, rng.choice((minor // 2, minor // 3, 1000, 2001, minor)))
                left -= paid
                paid_by[payer] = lead.text(paid)
        if paid_by:
            line["paid_by"] = paid_by
        line |= {name: value for name, value in self.stated() if name not in bill}
        return line

    def when(self, bill: Record, service: str) -> Record:
        """The days of a line, where it has some of its own."""
        rng = self.rng
        if "admitted" in bill:
            kind = rng.randrange(20)
            if kind < 3:
                return {"day": bill["admitted"] + timedelta(days=rng.choice((0, 0, 1)))}
            return {"days": rng.choice((1, 2))} if kind < 5 else {}
        days = {"day": bill["date"] + timedelta(days=rng.choice((-1, 0, 1, -30)))} if chance(rng, 20) else {}
        if service in {"inpatient", "cash"} and chance(rng, 30):
            return days | {"days": rng.choice((1, 2, 3))}
        return days

    def corrections(self) -> None:
        """Voids and replacements, now and then one after the other."""
        rng = self.rng
        for bill in list(self.world.bills):
            what = rng.randrange(100)
            known = bill["received"] if "received" in bill else bill["date"]
            later = known + timedelta(days=rng.choice((0, 1, 30)))
            if what < 6:
                self.world.events.append({"on": later, "void": bill["id"]})
            if 4 <= what < 11:
                self.world.bills.append(self.corrected(bill, known + timedelta(days=rng.choice((1, 20, 40)))))

    def corrected(self, bill: Record, known: date) -> Record:
        """The bill with other amounts."""
        again = dict(bill, received=known)
        again["line"] = [dict(line, billed=self.lead.amount(1000, 9000)) for line in bill["line"]]
        for line in again["line"]:
            line.pop("coverable", None)
            line.pop("paid_by", None)
        return again


def group(seed: str) -> tuple[dict[str, Author], dict[str, Record]]:
    """One wording, or two for families with several products."""
    rng = Random(seed)
    currency = rng.choice(("CNY", "CNY", "CNY", "JPY", "KWD"))
    bills_by = rng.choice(("bill_date", "bill_date", "received"))
    several = chance(rng, 30)
    names = ["one", "two"] if several and chance(rng, 50) else ["one"]
    payers = [name for name, percent in (("public", 40), ("employer", 15), ("account", 18)) if chance(rng, percent)]
    payers += ["other_insurers"] * several
    authors = {name: Author(rng, f"product-{name}", currency, bills_by, payers) for name in names}
    for author in authors.values():
        author.write()
    facts = set().union(*(author.used_facts for author in authors.values()))
    return authors, {name: author.wording(facts) for name, author in authors.items()}


def families(seed: str, authors: dict[str, Author], wordings: dict[str, Record], count: int) -> Iterator[World]:
    """So many families under the same wordings."""
    for place in range(count):
        rng = Random(f"{seed}/{place}")
        for author in authors.values():
            author.rng = rng
        yield Household(rng, authors, wordings, f"{seed}/{place}").family()
