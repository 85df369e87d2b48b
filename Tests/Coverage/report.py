"""Reads the summary of `llvm-cov export` and holds each part of the code to a minimum; see `run`."""

import json
import sys

PARTS = {
    "ledger": ["Sources/Adapters/Ledger/"],
    "gate": ["Sources/Journey/Risk/", "Sources/Journey/Desk/Desk+Gate.swift"],
    "placement": [
        "Sources/Journey/Place/", "Sources/Journey/Desk/Desk+Placement.swift",
        "Sources/Journey/Desk/Desk+Flatten.swift", "Sources/Journey/Desk/Desk+Watchdog.swift"],
    "reconcile": [
        "Sources/Journey/Reconcile/", "Sources/Journey/Desk/Desk+Reconcile.swift",
        "Sources/Journey/Desk/Desk+Holdings.swift", "Sources/Journey/Desk/Desk+Restore.swift"],
    "storage faults": [
        "Sources/Journey/Desk/Desk+Ledger.swift", "Sources/Engine/SequencerLoop", "Sources/Engine/Outage"],
}


def percent(counts):
    return 100.0 * counts["covered"] / counts["count"] if counts["count"] else 100.0


def add(total, more):
    for kind in total:
        for key in ("count", "covered"):
            total[kind][key] += more[kind][key]


def main():
    minimum = float(sys.argv[1])
    files = json.load(sys.stdin)["data"][0]["files"]
    branches = sum(file["summary"].get("branches", {}).get("count", 0) for file in files)
    if branches:
        print(f"note: {branches} branch records are there now; this report could use them")
    is_enough = True
    print(f"{'':44} {'regions':>16} {'lines':>16}")
    for part, paths in PARTS.items():
        total = {kind: {"count": 0, "covered": 0} for kind in ("regions", "lines")}
        rows = []
        for file in files:
            if not any(path in file["filename"] for path in paths):
                continue
            summary = file["summary"]
            add(total, summary)
            missed = summary["regions"]["count"] - summary["regions"]["covered"]
            if missed:
                rows.append((missed, file["filename"].rsplit("/", 1)[1], summary))
        shown = [percent(total[kind]) for kind in ("regions", "lines")]
        is_part_enough = min(shown) >= minimum
        is_enough = is_enough and is_part_enough
        print(f"{part:44} {shown[0]:14.2f} % {shown[1]:14.2f} %{'' if is_part_enough else '  TOO LITTLE'}")
        for missed, name, summary in sorted(rows, key=lambda row: (-row[0], row[1])):
            print(f"  {name:42} {percent(summary['regions']):14.2f} % {percent(summary['lines']):14.2f} %"
                  f"  {missed} missed")
    sys.exit(0 if is_enough else 1)


main()
