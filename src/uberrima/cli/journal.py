"""``uberrima journal verify|prove|audit``: what an auditor types. Django is brought in by these commands alone."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from uberrima.foundation.journal.api import Report

# The service's packages are brought in by the command that needs them: the other commands run without them.


def verify(checkpoints: Path | None, key: str, *, as_json: bool) -> int:
    """Rehash the whole journal. Exit code 0: it holds; 1: something was changed, and is named."""
    return _examine(checkpoints, key, as_json=as_json, with_rows=False)


def audit(checkpoints: Path | None, key: str, *, as_json: bool) -> int:
    """Rehash the whole journal and compare the business rows with what was recorded of them."""
    return _examine(checkpoints, key, as_json=as_json, with_rows=True)


def prove(entry: str) -> int:
    """Print an entry with its proof and the signed checkpoint, as JSON: all of it may be shown to anybody."""
    from uberrima.config.environment import DatabaseRole  # noqa: PLC0415
    from uberrima.config.start import service  # noqa: PLC0415

    try:
        id_ = UUID(entry)
    except ValueError:
        print(f"{entry} is no entry's id, which is a UUID.", file=sys.stderr)
        return 2
    with service(DatabaseRole.AUDITOR):
        from uberrima.foundation.journal import api  # noqa: PLC0415 - after its set-up

        proof = api.prove(id_)
    found = {
        "entry": {
            name: value.hex() if isinstance(value, bytes) else str(value) if isinstance(value, UUID) else value
            for name, value in vars(proof.entry).items()
        },
        "index": proof.index,
        "proof": [piece.hex() for piece in proof.path],
        "checkpoint": proof.note,
    }
    print(json.dumps(found, ensure_ascii=False, indent=1))
    return 0


def _examine(checkpoints: Path | None, key: str, *, as_json: bool, with_rows: bool) -> int:
    from uberrima.config.environment import DatabaseRole  # noqa: PLC0415
    from uberrima.config.start import service  # noqa: PLC0415

    if key and not re.fullmatch("[0-9a-f]{64}", key):
        print("A key is 64 hexadecimal digits in small letters, as in journal.key.pub.", file=sys.stderr)
        return 2
    with service(DatabaseRole.AUDITOR):
        from django.conf import settings  # noqa: PLC0415 - after its set-up

        from uberrima.config.wiring import AUDITED  # noqa: PLC0415
        from uberrima.foundation.journal import api  # noqa: PLC0415

        public = bytes.fromhex(key) if key else api.public_key(Path(settings.UBERRIMA_JOURNAL_KEY))
        file = checkpoints or Path(settings.UBERRIMA_JOURNAL_CHECKPOINTS)
        report = api.audit(file, public, AUDITED if with_rows else {})
    _print(report, as_json=as_json)
    return 0 if report.holds else 1


def _print(report: Report, *, as_json: bool) -> None:
    if as_json:
        findings = [
            {
                "code": f.code,
                "tree": f.tree,
                "index": f.index,
                "entry": str(f.entry) if f.entry else None,
                "says": f.says,
            }
            for f in report.findings
        ]
        counts = {"entries": report.entries, "checkpoints": report.checkpoints, "rows": report.rows}
        print(
            json.dumps({"holds": report.holds, **counts, "findings": findings, "more": report.more}, ensure_ascii=False)
        )
        return
    for finding in report.findings:
        print(finding)
    if report.more:
        print(f"and {report.more} more of the same kinds")
    trees = ", ".join(f"{count} in {tree}" for tree, count in report.entries.items()) or "none"
    rows = f", {report.rows} business rows" if report.rows else ""
    says = "HOLDS" if report.holds else "DOES NOT HOLD"
    print(f"{says}: entries {trees}; {report.checkpoints} signed checkpoints{rows}")
