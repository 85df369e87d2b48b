"""Counts how the cases of one agent went, group by group; fails unless all did as they should."""

import collections
import json
import sys

index, agent = sys.argv[1:]
with open(index) as file:
    cases = json.load(file)[agent]
groups = collections.defaultdict(collections.Counter)
bad = []
for name, case in cases.items():
    groups[int(name.split(".")[0])][case["behavior"]] += 1
    if case["behavior"] not in ("OK", "NON-STRICT", "INFORMATIONAL") or case["behaviorClose"] not in (
        "OK",
        "INFORMATIONAL",
    ):
        bad.append(f"{name}: {case['behavior']}, closing {case['behaviorClose']}")
for group in sorted(groups):
    print(f"{group:2}.*  " + ", ".join(f"{count} {how}" for how, count in sorted(groups[group].items())))
print(f"{len(cases)} cases, {len(bad)} bad")
if bad or not cases:
    sys.exit("\n".join(bad) or "no case was run")
