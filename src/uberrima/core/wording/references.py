"""The rules between clauses: ids that are named must exist, amendments must amend."""

from __future__ import annotations

from uberrima.core.wording.clause import Clause
from uberrima.core.wording.values import Values

#: The kind of clause that a field must name; empty: the kind of the clause itself.
_OF_KIND = {"caps": "deductible", "on_top_of": "share", "after": "limit or further_limit", "also_fills": ""}


class References(Values):
    """Checks what clauses say of one another."""

    def references(self, clauses: list[Clause]) -> None:
        by_id: dict[str, list[Clause]] = {}
        for clause in clauses:
            by_id.setdefault(clause.id, []).append(clause)
        offsetting = {
            c.word("payer")
            for c in clauses
            if c.kind.name == "other_payer" and c.word("counts") == "offset" and c.word("method") == "first"
        }
        for clause in clauses:
            self.ids_named(clause, by_id)
            self.names_used(clause, offsetting)
        for identifier, versions in by_id.items():
            self.versions(identifier, versions)

    def ids_named(self, clause: Clause, by_id: dict[str, list[Clause]]) -> None:
        """Every clause id that a clause names must exist, and be another's."""
        names = {"overrides": clause.overrides, "before": (clause.before,) if clause.before else ()}
        names |= {field: (clause.word(field),) for field in ("caps", "on_top_of", "after") if clause.has(field)}
        if clause.has("also_fills"):
            names["also_fills"] = clause.words("also_fills")
        others = [identifier for identifier in by_id if identifier != clause.id]
        for field, ids in names.items():
            line = clause.lines.get(field, clause.line)
            for identifier in ids:
                if identifier not in others:
                    self.unknown("other clause", identifier, others, line, f"clause {clause.id} {field}")
                elif field in _OF_KIND and by_id[identifier][0].kind.name not in (
                    _OF_KIND[field] or clause.kind.name
                ).split(" or "):
                    cause = f"Clause {identifier} is of another kind than `{field}` needs."
                    self.report(
                        "wrong-kind",
                        line,
                        f"clause {clause.id} {field}",
                        cause,
                        f"Name a {_OF_KIND[field] or clause.kind.name}.",
                    )

    def names_used(self, clause: Clause, offsetting: set[str]) -> None:
        """Payers and facts that a clause names must exist."""
        for payer in clause.words("filled_by") if clause.has("filled_by") else ():
            if payer not in offsetting:
                line = clause.lines.get("filled_by", clause.line)
                self.unknown("payer that offsets", payer, sorted(offsetting), line, f"clause {clause.id} filled_by")
        for field in ("same", "each"):
            if clause.has(field) and clause.word(field) not in self.facts:
                line = clause.lines.get(field, clause.line)
                self.unknown("fact", clause.word(field), list(self.facts), line, f"clause {clause.id} {field}")
        if clause.kind.name == "proportion" and clause.has("fact"):
            self.named_fact(clause.word("fact"), clause.lines.get("fact", clause.line), f"clause {clause.id}")

    def versions(self, identifier: str, versions: list[Clause]) -> None:
        seen: dict[object, Clause] = {}
        for clause in versions:
            if (clause.start, clause.keys) in seen:
                self.report(
                    "duplicate-id",
                    clause.line,
                    f"clause {identifier}",
                    f"The id stands at line {seen[clause.start, clause.keys].line}, too, from the same day.",
                    "Give it another id, or a `from` if it amends the other.",
                )
            if clause.kind is not versions[0].kind:
                self.report(
                    "amendment-kind",
                    clause.line,
                    f"clause {identifier}",
                    "An amendment is of another kind than the clause it amends.",
                    "End the old clause with `until` and write a new one with a new id.",
                )
            seen[clause.start, clause.keys] = clause
