"""What an account's trading comes to, by the venue's executions and the firm's rules alone."""

import collections
import os
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

PROFILES = Path(__file__).resolve().parent.parent.parent / "config" / "profiles"
CHICAGO = ZoneInfo("America/Chicago")
CENT = Decimal("0.01")


def trading_day(at):
    """17:00 in Chicago begins the next day; week-ends belong to Monday."""
    local = at.astimezone(CHICAGO)
    day = local.date() + timedelta(days=1 if local.hour >= 17 else 0)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day


class Terms:
    """What a firm's profile says of the floor: read from config/profiles, with what it leaves open filled in."""

    def __init__(self, name, start, amount, lock, changes=()):
        self.name, self.start, self.amount, self.lock = name, Decimal(start), Decimal(amount), Decimal(lock)
        self.changes = changes

    def place(self, folder):
        """What the settings name: a built-in profile, or the path of a completed copy."""
        if not self.changes:
            return self.name
        text = (PROFILES / f"{self.name}.yaml").read_text(encoding="utf-8")
        for old, new in self.changes:
            if old not in text:
                raise ValueError(f"{self.name}.yaml does not say {old}")
            text = text.replace(old, new)
        path = os.path.join(folder, f"{self.name}.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def floors(self, entered, as_of, ends):
        """The floor of each day after `as_of`, by the balances at the days' ends: specification 3.4."""
        peak, floor = entered + self.amount, entered
        result = {as_of: floor}
        for day, balance, following in ends:
            if day < as_of:
                continue
            peak = max(peak, balance)
            floor = max(floor, min(self.lock, peak - self.amount))
            result[following] = floor
        return result


FIRMS = {
    "topstep": [
        Terms("topstep-50k-combine", 50000, 2000, 50000), Terms("topstep-50k-combine", 50000, 2000, 50000),
        Terms("topstep-50k-combine", 50000, 2000, 50000), Terms("topstep-100k-combine", 100000, 3000, 100000),
        Terms("topstep-100k-combine", 100000, 3000, 100000), Terms("topstep-150k-combine", 150000, 4500, 150000),
        Terms("topstep-50k-xfa", 0, 2000, 0), Terms("topstep-50k-xfa", 0, 2000, 0)],
    "mffu": 6 * [Terms(
        "mffu-50k-flex", 50000, 2000, 50100,
        [("drawdown: { peak: eod_balance }",
          "drawdown: { peak: eod_balance, amount: 2000, start: 50000, lock: 50100 }")])],
    "tradeify": 6 * [Terms(
        "tradeify-50k-growth", 50000, 2000, 50100,
        [("simulated: true", "api_trading_allowed: true\nsimulated: true")])],
}


class Book:
    """An account as its venue has it, and what its executions add up to."""

    def __init__(self, rest, number, since):
        since = datetime(since.year, since.month, since.day, tzinfo=CHICAGO).isoformat()
        self.trades = rest.call("Trade/search", accountId=number, startTimestamp=since)["trades"]
        for trade in self.trades:
            trade["day"] = trading_day(datetime.fromisoformat(trade["creationTimestamp"]))
        self.trades = [trade for trade in self.trades if not trade["voided"]]
        accounts = rest.call("Account/search", onlyActiveAccounts=False)["accounts"]
        self.balance = money(next(row["balance"] for row in accounts if row["id"] == number))
        self.positions = {
            row["contractId"]: row["size"] * (1 if row["type"] == 1 else -1)
            for row in rest.call("Position/searchOpen", accountId=number)["positions"]}
        self.contracts = {row["id"]: row for row in rest.call("Contract/available", live=False)["contracts"]}
        summed = collections.Counter()
        for trade in self.trades:
            summed[trade["contractId"]] += trade["size"] * (1 if trade["side"] == 0 else -1)
        self.summed = {contract: size for contract, size in summed.items() if size}

    def total(self, key, day):
        return sum((Decimal(str(trade[key] or 0)) for trade in self.trades if day in (None, trade["day"])), Decimal(0))

    def net(self, day):
        return self.total("profitAndLoss", day) - self.total("fees", day) - self.total("commissions", day)

    @property
    def gross(self):
        return self.total("profitAndLoss", None).quantize(CENT)

    @property
    def gross_by_prices(self):
        """What was realised by the prices of the executions alone: each closing one against the average cost."""
        result = Decimal(0)
        held, cost = collections.Counter(), collections.defaultdict(Decimal)
        for trade in sorted(self.trades, key=lambda trade: trade["id"]):
            contract = trade["contractId"]
            record = self.contracts[contract]
            worth = Decimal(str(record["tickValue"])) / Decimal(str(record["tickSize"]))
            size = trade["size"] * (1 if trade["side"] == 0 else -1)
            price, now = Decimal(str(trade["price"])), held[contract]
            closing = min(abs(size), abs(now)) if size * now < 0 else 0
            if closing:
                average = cost[contract] / now
                sign = 1 if now > 0 else -1
                result += (price - average) * sign * closing * worth
                cost[contract] -= average * sign * closing
            opening = abs(size) - closing
            cost[contract] += price * opening * (1 if size > 0 else -1)
            held[contract] = now + size
        return result.quantize(CENT)


def money(value):
    return None if value is None else Decimal(str(value)).quantize(CENT)
