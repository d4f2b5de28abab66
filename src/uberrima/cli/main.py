"""Arguments in, exit code out."""

from __future__ import annotations

import sys
from pathlib import Path

from uberrima.cli.files import cases_beside, edition_at, editions_below, run_case_at
from uberrima.core.kernel.errors import WordingError


def main() -> int:
    args = sys.argv[1:]
    if args[:2] == ["wording", "check"]:
        bad = 0
        for a in args[2:]:
            for d in editions_below(Path(a)):
                try:
                    e = edition_at(d)
                    print(f"{d}: {e.name} {e.hash} {len(e.versions)} versions, {sum(v.size() for v in e.versions)} situations, no problems")
                except WordingError as x:
                    bad += 1
                    print(x)
        return int(bad > 0)
    if args[:1] == ["cases"]:
        n = met = 0
        for a in args[1:] or ["products"]:
            for d in editions_below(Path(a)):
                for c in cases_beside(d):
                    r = run_case_at(c, d)
                    n += 1
                    met += r.met
                    if not r.met:
                        print(f"{c}: not met")
                        if r.error:
                            print("   ", r.error.replace("\n", "\n    "))
                        for f in r.failed:
                            print(f"    {f.place}: expected {f.expected}, got {f.got}")
        print(f"{n} cases, {met} met")
        return int(n != met)
    return 2
