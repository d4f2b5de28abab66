"""``uberrima replay receipt.json``: is the decision right? It is made again from the edition that the receipt names by its hash."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from uberrima import __version__
from uberrima.cli.files import edition_at, editions_below
from uberrima.core.adjudication.replay import NotReplayable, Recorded, compare, decide_again, read_payload
from uberrima.core.kernel.errors import UberrimaError
from uberrima.core.wording.edition import Edition


def replay(receipt: Path, products: Path, edition: Path | None) -> int:
    """Exit code 0: the same to the cent; 1: something differs, and is named; 2: it could not be made again."""
    try:
        recorded = read_payload(_payload(receipt))
        editions, default = _editions(recorded, products, edition)
        now = decide_again(recorded, editions, default)
        differences = compare(recorded.decision, now)
    except UberrimaError as error:
        print(error, file=sys.stderr)
        return 2
    if recorded.engine != __version__:
        print(f"Decided by engine {recorded.engine}, made again by {__version__}.")
    for one in differences:
        print(f"{one.policy} line {one.line} {one.field}: recorded {_shown(one.recorded)}, now {_shown(one.now)}")
    if not now:
        print(f'The records of the receipt have no bill "{recorded.bill}".')
        return 1
    if differences:
        print(f"NOT RIGHT: {len(differences)} differences in bill {recorded.bill} of {recorded.claim}")
        return 1
    paid = ", ".join(f"line {row['line']}: {row['paid']}" for row in now)
    print(f"RIGHT: bill {recorded.bill} of {recorded.claim} comes out the same ({paid}) from {recorded.edition_hash}")
    return 0


def _payload(path: Path) -> object:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise NotReplayable(f"{path} is no JSON. Give the receipt as it was handed out.") from None
    return found["payload"] if isinstance(found, dict) and "payload" in found else found


def _editions(recorded: Recorded, products: Path, edition: Path | None) -> tuple[dict[str, Edition], str]:
    """Find the edition with the very hash, and those that policies name beside it."""
    main = edition_at(edition) if edition is not None else _by_hash(recorded, products)
    if main.hash != recorded.edition_hash:
        raise NotReplayable(
            f"The edition in {edition} has the hash {main.hash}, the receipt names {recorded.edition_hash}."
        )
    name = recorded.edition_name
    editions = {name: main}
    for record in recorded.records:
        other = record.fields.get("edition") if record.kind == "policy" else None
        if isinstance(other, str) and other not in editions:
            if other == main.name:
                editions[other] = main
            elif (products / other).is_dir() and (products / other).resolve().is_relative_to(products.resolve()):
                editions[other] = edition_at(products / other)
    return editions, name


def _by_hash(recorded: Recorded, products: Path) -> Edition:
    for folder in sorted(editions_below(products), key=lambda f: f"{f.parent.name}/{f.name}" != recorded.edition_name):
        try:
            found = edition_at(folder)
        except UberrimaError:
            continue
        if found.hash == recorded.edition_hash:
            return found
    raise NotReplayable(
        f"No edition below {products} has the hash {recorded.edition_hash} ({recorded.edition_name}). Give its folder by --edition."
    )


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
