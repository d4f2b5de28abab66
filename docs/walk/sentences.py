"""Prints the sentences of decisions (JSON Lines on standard input); with a bill and a line named, only theirs."""

import json
import sys

wanted = sys.argv[1:]
for row in map(json.loads, sys.stdin):
    if "difference" in row:
        told = row["difference"]
        print(f"{told['bill']} line {told['line']}: paid {told['paid_before']} before, {told['paid_after']} now, settle {told['settle']}")
    elif wanted == [row["bill"], str(row["line"])][: len(wanted)]:
        print(f"{row['bill']} line {row['line']}", row["explanation"], "", sep="\n")
