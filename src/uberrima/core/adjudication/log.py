"""Records → one log a family. What is refused leaves the others as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from uberrima.core.adjudication.gate import Gate
from uberrima.core.adjudication.records import Bill, Log, Policy, Record, Void
from uberrima.core.kernel.errors import Problem, RecordError
from uberrima.core.wording.edition import Edition


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What came through the gate, and what did not."""

    logs: tuple[Log, ...]
    #: records that were refused, each with its problems
    refused: tuple[tuple[Record, tuple[Problem, ...]], ...]

    def one(self) -> Log:
        """The single family of a case.

        :raises RecordError: when anything was refused or there is not exactly one family.
        """
        problems = tuple(p for _, found in self.refused for p in found)
        if not problems and len(self.logs) != 1:
            cause = f"{len(self.logs)} families stand here, one is needed."
            cure = "Give all records the same family."
            problems = (Problem(file="", line=0, place="", code="families", cause=cause, cure=cure),)
        if problems:
            raise RecordError(problems)
        return self.logs[0]


@dataclass(kw_only=True)
class _Families:
    """The records of all families, growing."""

    editions: Mapping[str, Edition]
    default_edition: str
    policies: dict[str, list[Policy]] = field(default_factory=dict)
    bills: dict[str, list[Bill]] = field(default_factory=dict)
    voids: dict[str, list[Void]] = field(default_factory=dict)
    refused: list[tuple[Record, tuple[Problem, ...]]] = field(default_factory=list)

    def gate(self, record: Record, edition: str = "") -> Gate:
        """A gate that counts money in the currency of an edition."""
        known = self.editions.get(edition) or next(iter(self.editions.values()), None)
        return Gate(record, self.editions, known.currency if known is not None else "CNY")

    def refuses(self, gate: Gate) -> bool:
        """Whether the gate found problems; they are kept."""
        if gate.problems:
            self.refused.append((gate.record, tuple(gate.problems)))
        return bool(gate.problems)

    def policy(self, record: Record) -> None:
        gate = self.gate(record, str(record.fields.get("edition", self.default_edition)))
        policy = gate.policy(self.default_edition)
        family = self.policies.setdefault(policy.family, [])
        place = f"policy {policy.id}"
        if any(held.id == policy.id for held in family):
            gate.report(place, "The id is taken by another policy of the family.", "Give it another id.", "duplicate")
        currencies = {self.editions[p.edition].currency for p in (*family, policy) if p.edition in self.editions}
        if len(currencies) > 1:
            gate.report(
                place,
                "The family's policies have different currencies.",
                "Settle them as separate families.",
                "currency",
            )
        if not self.refuses(gate):
            family.append(policy)

    def bill(self, record: Record) -> None:
        family = str(record.fields.get("family", "family"))
        insured = self.policies.get(family, [])
        gate = self.gate(record, insured[0].edition if insured else "")
        if insured:
            bill = gate.bill(insured)
            others = self.bills.setdefault(family, [])
            if any(b.id == bill.id and b.received == bill.received and b != bill for b in others):
                gate.report(
                    f"bill {bill.id}",
                    "Two different bills have this id and were received on the same day.",
                    "A correction carries a later `received`; another bill needs another id.",
                    "duplicate",
                )
            if not gate.problems and bill not in others:
                others.append(bill)
        else:
            place = f"bill {record.fields.get('id', '')}"
            gate.report(
                place, "The family has no policy that could be read.", "Put the policy right first.", "no-policy"
            )
        self.refuses(gate)

    def void(self, record: Record) -> None:
        family = str(record.fields.get("family", "family"))
        gate = self.gate(record)
        void = gate.void({bill.id for bill in self.bills.get(family, [])})
        if not self.refuses(gate):
            self.voids.setdefault(family, []).append(void)

    def unknown(self, record: Record) -> None:
        gate = self.gate(record)
        gate.report(record.kind, "There is no such kind of record.", "Use policy, bill or void.", "unknown-record")
        self.refuses(gate)


def read_log(records: Iterable[Record], editions: Mapping[str, Edition], default_edition: str = "") -> Reading:
    """Read records into one log a family. A refused record leaves the others as they are.

    A family whose policies were all refused has no log: its bills are refused, too, with that reason.
    """
    families = _Families(editions=editions, default_edition=default_edition)
    found = tuple(records)
    for kind, take in (("policy", families.policy), ("bill", families.bill), ("void", families.void)):
        for record in found:
            if record.kind == kind:
                take(record)
    for record in found:
        if record.kind not in ("policy", "bill", "void"):
            families.unknown(record)
    logs = tuple(
        Log(
            family=name,
            policies=tuple(held),
            bills=tuple(families.bills.get(name, ())),
            voids=tuple(families.voids.get(name, ())),
        )
        for name, held in families.policies.items()
        if held
    )
    return Reading(logs=logs, refused=tuple(families.refused))
