"""Counts what was lost, done twice or left behind: the venue's book against the ledger and the answers."""

import collections
import sqlite3
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "Conformance"))
from venue import Rest  # noqa: E402

AT_VENUE = {"working", "partially_filled", "filled", "cancelled", "expired"}
NEVER_THERE = {"denied", "not_sent", "not_placed", "approved"}
UNFINISHED = {"approved", "sent", "lost"}
VENUE_REJECTED = 5


class Book:
    """The venue's own book, over its REST API; it forgets after 5,000 rows, so it is read again and again."""

    def __init__(self, world):
        self.world = world
        self.orders = {}
        self.trades = {}
        self.since = datetime.now(timezone.utc) - timedelta(minutes=10)

    def rest(self, name):
        """Calls of the login that an account belongs to."""
        return self.login

    def read(self):
        self.login = Rest(self.world.venue_url)
        since = self.since.isoformat()
        self.open, self.positions = [], []
        for name, number in self.world.accounts.items():
            rest = self.rest(name)
            for row in rest.call("Order/search", accountId=number, startTimestamp=since)["orders"]:
                self.orders[row["id"]] = row | {"account": name}
            for row in rest.call("Trade/search", accountId=number, startTimestamp=since)["trades"]:
                self.trades[(name, row["id"])] = row
            self.open += rest.call("Order/searchOpen", accountId=number)["orders"]
            self.positions += rest.call("Position/searchOpen", accountId=number)["positions"]


def own_tag(tag):
    """Ours, without the suffix that the venue gives a bracket's legs."""
    return tag[:-3] if tag.endswith(("-SL", "-TP")) else tag


class Comparison:
    def __init__(self, world, book, answers):
        self.lost, self.duplicate, self.orphan = [], [], []
        self.book = book
        self.orders = {row["tag"]: row for row in world.records("orders")}
        self.alerts = [row["alert"] for row in world.records("alerts")]
        self.fills = {(row["account"], row["trade_id"]): row for row in world.records("fills")}
        with sqlite3.connect(f"file:{world.ledger}?mode=ro", uri=True) as file:
            self.attempts = file.execute(
                "SELECT o.account, a.tag, a.kind, a.ending, o.class, o.rule FROM attempts a "
                "JOIN orders o ON o.tag = a.tag").fetchall()
        file.close()
        self.tagged = collections.defaultdict(list)
        for row in book.orders.values():
            if row.get("customTag"):
                self.tagged[(row["account"], row["customTag"])].append(row)
        self.compare_answers(answers)
        self.compare_orders()
        self.compare_venue()
        self.compare_fills()

    @property
    def is_clean(self):
        return not (self.lost or self.duplicate or self.orphan)

    def compare_answers(self, answers):
        """What was answered 2xx is in the ledger, with the same verdicts, and the same each time."""
        prefixes = {alert[:16] for alert in self.alerts}
        first = {}
        for name, status, told in answers:
            if not 200 <= status < 300:
                continue
            if told["alert"] not in prefixes:
                self.lost.append(f"alert {told['alert']} ({name}) was answered {status}: not in the ledger")
            for verdict in told["orders"]:
                row = self.orders.get(verdict["tag"])
                if row is None:
                    self.lost.append(f"{verdict['tag']} of {name} was answered: not in the ledger")
                elif verdict["verdict"] == "approved" and row["state"] == "denied":
                    self.lost.append(f"{verdict['tag']} was answered approved: the ledger says denied")
            tags = (told["alert"], sorted((o["account"], o["tag"], o["verdict"]) for o in told["orders"]))
            if first.setdefault(name, tags) != tags:
                self.duplicate.append(f"{name} was answered {first[name]} and then {tags}")

    def compare_orders(self):
        """Each order of ours ended, and where its end says that the venue had it, the venue has it once."""
        legs = collections.defaultdict(set)
        sends = collections.Counter(
            tag for _, tag, kind, _, kind_of_order, rule in self.attempts
            if kind == "place" and kind_of_order == "entry" and not self.resends(rule))
        for tag, row in self.orders.items():
            if row["class"] == "protect" and row.get("parent"):
                continue
            if row.get("alert"):
                legs[(row["alert"], row["account"], tag.rsplit("-", 1)[1])].add(tag)
            if row["state"] in UNFINISHED:
                self.lost.append(f"{tag} is still {row['state']}")
            there = self.tagged.get((row["account"], tag), [])
            if row["class"] != "flatten" and row["state"] in AT_VENUE and not there:
                self.lost.append(f"{tag} is {row['state']} and the venue has no such order")
            if row["state"] in NEVER_THERE and any(one["status"] != VENUE_REJECTED for one in there):
                self.orphan.append(f"{tag} is {row['state']} and the venue has order {there[0]['id']}")
            if sends[tag] > 1:
                self.duplicate.append(f"{tag} was sent {sends[tag]} times; its rule says never")
        for leg, tags in legs.items():
            if len(tags) > 1:
                self.duplicate.append(f"{leg} has the tags {sorted(tags)}")

    @staticmethod
    def resends(rule):
        from world import ROOTS
        return rule in ROOTS and ROOTS.index(rule) % 2 == 0

    def compare_venue(self):
        """Each of the venue's orders is known, and nothing is left."""
        for (account, tag), rows in self.tagged.items():
            if len(rows) > 1:
                self.duplicate.append(f"{tag} has the venue's orders {[row['id'] for row in rows]}")
            if tag.startswith("ab-") and own_tag(tag) not in self.orders:
                self.orphan.append(f"order {rows[0]['id']} on {account}: {tag} is not in the ledger")
        closes = collections.Counter(
            account for account, _, kind, ending, _, _ in self.attempts
            if kind == "close" and ending not in ("rejected", "not_sent"))
        untagged = collections.Counter(
            row["account"] for row in self.book.orders.values()
            if not row.get("customTag") and not row.get("parentOrderId"))
        for account, count in untagged.items():
            if count > closes[account]:
                self.duplicate.append(f"{account}: {count} closes at the venue, {closes[account]} sent")
        for row in self.book.open:
            self.orphan.append(f"order {row['id']} {row.get('customTag')} works after the flatten")
        for row in self.book.positions:
            self.orphan.append(f"{row['accountId']} holds {row['size']} {row['contractId']} after the flatten")

    def compare_fills(self):
        """Every execution once, under the tag of its order, and as large as it was."""
        for key, trade in self.book.trades.items():
            fill = self.fills.get(key)
            if fill is None:
                self.lost.append(f"trade {key} of order {trade['orderId']} is not in the ledger")
                continue
            if fill["size"] != trade["size"]:
                self.lost.append(f"trade {key}: size {fill['size']}, at the venue {trade['size']}")
            order = self.book.orders.get(trade["orderId"], {})
            tag = order.get("customTag") or ""
            if tag in self.orders and fill.get("tag") != tag:
                self.lost.append(f"trade {key} of {tag} stands under {fill.get('tag')}")
        for key in self.fills.keys() - self.book.trades.keys():
            self.orphan.append(f"fill {key} is in the ledger and not at the venue")

    def print_faults(self, most=20):
        for word, rows in [("lost", self.lost), ("duplicate", self.duplicate), ("orphan", self.orphan)]:
            for row in rows[:most]:
                print(f"{word}: {row}")
            if len(rows) > most:
                print(f"{word}: and {len(rows) - most} more")
