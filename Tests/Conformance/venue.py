"""A paper venue in a process of its own, calls to it with the standard library alone, and the lines that a
check prints."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

USER = "paper"
KEY = "paper-api-key"
ACCOUNT = 1001
SECOND_ACCOUNT = 1002

OPEN, FILLED, CANCELLED, REJECTED, PENDING, SUSPENDED = 1, 2, 3, 5, 6, 8
LIMIT, MARKET, STOP = 1, 2, 4
BUY, SELL = 0, 1


def end_with_parent():
    """Runs in the new process: the kernel ends it when this program ends, however that happens."""
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Venue:
    """One `alertbridge venue`; ended by its process id alone."""

    def __init__(self, program, *options):
        self.program = program
        self.options = list(options)
        self.port = 0
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self, wait=20.0):
        """Starts on the port used before, or on a free one the first time."""
        self.process = subprocess.Popen(
            [self.program, "venue", "--listen", f"127.0.0.1:{self.port}", *self.options],
            stdout=subprocess.PIPE, text=True, preexec_fn=end_with_parent)
        late = threading.Timer(wait, self.process.kill)
        late.start()
        line = self.process.stdout.readline().strip()
        late.cancel()
        if not line.startswith("venue ready http://"):
            self.process.kill()
            raise RuntimeError(f"the venue did not start: {line or 'it said nothing'}")
        self.url = line.removeprefix("venue ready ")
        self.port = int(self.url.rsplit(":", 1)[1])

    def stop(self, how=signal.SIGTERM):
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        status = self.process.returncode
        self.process.stdout.close()
        self.process = None
        return status

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def hub(self, name, scheme="ws"):
        return f"{scheme}://127.0.0.1:{self.port}/hubs/{name}"


class Rest:
    """The REST calls of one login; every answer is HTTP 200 or an error."""

    def __init__(self, url, user=USER, key=KEY):
        self.url = url
        self.token = None
        answer = self.call("Auth/loginKey", userName=user, apiKey=key)
        self.token = answer["token"]

    def raw(self, path, body, method="POST"):
        """Status, content type and text of an answer."""
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.headers.get("Content-Type"), answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers.get("Content-Type"), error.read().decode()

    def answer(self, path, **body):
        status, _, text = self.raw("/api/" + path, body)
        if status != 200:
            raise RuntimeError(f"{path} answered HTTP {status}: {text[:300]}")
        return json.loads(text)

    def call(self, path, **body):
        answer = self.answer(path, **body)
        if not answer["success"]:
            raise RuntimeError(f"{path} was refused: {answer}")
        return answer

    def contract(self, root="MNQ"):
        found = self.call("Contract/search", searchText=root, live=False)["contracts"]
        return next(row for row in found if row["symbolId"] == "F.US." + root)

    def orders(self, account=ACCOUNT):
        since = (datetime.now(timezone.utc) - timedelta(minutes=10)).isoformat()
        return self.call("Order/search", accountId=account, startTimestamp=since)["orders"]

    def positions(self, account=ACCOUNT):
        return self.call("Position/searchOpen", accountId=account)["positions"]

    def clear(self, contract, account=ACCOUNT):
        """Leaves nothing: working orders are cancelled, then the position is closed."""
        for order in self.call("Order/searchOpen", accountId=account)["orders"]:
            self.answer("Order/cancel", accountId=account, orderId=order["id"])
        if self.positions(account):
            self.call("Position/closeContract", accountId=account, contractId=contract)


class Checks:
    """Counts and prints what was looked at; `end` is the program's exit status."""

    def __init__(self, program):
        self.program = program
        self.passed = 0
        self.failed = 0

    def expect(self, holds, what, figures=""):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
        tail = f" ({figures})" if figures != "" else ""
        print(f"{'ok' if holds else 'FAILED'}: {self.program}: {what}{tail}", flush=True)
        return bool(holds)

    def end(self):
        print(f"{self.program}: {self.passed} passed, {self.failed} failed", flush=True)
        sys.stdout.flush()
        sys.stderr.flush()
        # Some clients leave threads behind that wait for ever; nothing of theirs is waited for.
        os._exit(1 if self.failed or not self.passed else 0)


class Inbox:
    """Events in the order they came, from whatever thread, with waiting that has a bound."""

    def __init__(self):
        self.events = []
        self.changed = threading.Condition()
        self.began = time.monotonic()

    def put(self, target, arguments):
        with self.changed:
            self.events.append((target, arguments, time.monotonic() - self.began))
            self.changed.notify_all()

    def clear(self):
        with self.changed:
            self.events.clear()

    def of(self, target):
        with self.changed:
            return [arguments for name, arguments, _ in self.events if name == target]

    def wait(self, holds, seconds=15.0):
        """Whether `holds(self)` comes true in time."""
        end = time.monotonic() + seconds
        while True:
            if holds(self):
                return True
            with self.changed:
                left = end - time.monotonic()
                if left <= 0:
                    return holds(self)
                self.changed.wait(min(left, 0.1))


def user_row(arguments):
    """The row inside a user event, which comes as [{action, data}]."""
    return arguments[0]["data"]


USER_EVENTS = ["GatewayUserAccount", "GatewayUserOrder", "GatewayUserPosition", "GatewayUserTrade"]
MARKET_EVENTS = ["GatewayQuote", "GatewayTrade", "GatewayDepth"]


def user_subscriptions(account=ACCOUNT):
    return [
        ("SubscribeAccounts", []), ("SubscribeOrders", [account]),
        ("SubscribePositions", [account]), ("SubscribeTrades", [account]),
    ]


def market_subscriptions(contract):
    return [
        ("SubscribeContractQuotes", [contract]), ("SubscribeContractTrades", [contract]),
        ("SubscribeContractMarketDepth", [contract]),
    ]


def place_bracketed(rest, contract, tag, side=BUY, size=1, stop=200, target=400, account=ACCOUNT):
    """A market order with a stop loss and a take profit, signed by side; its order id."""
    sign = 1 if side == BUY else -1
    return rest.call(
        "Order/place", accountId=account, contractId=contract, type=MARKET, side=side, size=size,
        customTag=tag, stopLossBracket={"ticks": -sign * stop, "type": STOP},
        takeProfitBracket={"ticks": sign * target, "type": LIMIT})["orderId"]


def bracket_is_told(inbox, entry):
    """Whether everything that a bracketed entry leads to has come."""
    orders = [user_row(arguments) for arguments in inbox.of("GatewayUserOrder")]
    ended = any(row["id"] == entry and row["status"] == FILLED for row in orders)
    children = {row["id"] for row in orders
                if row.get("parentOrderId") == entry and row["status"] == OPEN}
    others = ["GatewayUserTrade", "GatewayUserPosition", "GatewayUserAccount"]
    return ended and len(children) == 2 and all(inbox.of(name) for name in others)


def check_bracket_events(checks, inbox, entry, tag, how):
    """Holds the events of one bracketed buy of 1 to their shapes and to their order."""
    came = inbox.wait(lambda box: bracket_is_told(box, entry))
    orders = [user_row(arguments) for arguments in inbox.of("GatewayUserOrder")]
    checks.expect(
        came, f"{how}: an entry's events come",
        f"{len(orders)} order, {len(inbox.of('GatewayUserTrade'))} trade, "
        f"{len(inbox.of('GatewayUserPosition'))} position, "
        f"{len(inbox.of('GatewayUserAccount'))} account events")
    if not came:
        return
    statuses = {}
    for row in orders:
        statuses.setdefault(row["id"], []).append(row["status"])
    first = [row["status"] for row in orders[:3]]
    checks.expect(first == [SUSPENDED, PENDING, SUSPENDED], f"{how}: placing tells 8, 6, 8", first)
    children = [row for row in orders if row.get("parentOrderId") == entry]
    stop = [row for row in children if row["type"] == STOP]
    target = [row for row in children if row["type"] == LIMIT]
    checks.expect(
        statuses[entry] == [PENDING, FILLED]
        and all(statuses[row["id"]] == [SUSPENDED, OPEN] for row in children),
        f"{how}: the entry goes 6, 2 and each child 8, 1",
        " ".join(f"{key}:{value}" for key, value in statuses.items()))
    checks.expect(
        stop and target and stop[0]["customTag"] == tag + "-SL" and target[0]["customTag"] == tag + "-TP",
        f"{how}: children carry the tag with -SL and -TP")
    checks.expect(
        "stopPrice" not in stop[0] and "limitPrice" not in target[0]
        and stop[-1].get("stopPrice") and target[-1].get("limitPrice"),
        f"{how}: children have prices only once they work",
        f"stop {stop[-1].get('stopPrice')}, target {target[-1].get('limitPrice')}")
    trade = user_row(inbox.of("GatewayUserTrade")[0])
    checks.expect(
        "profitAndLoss" not in trade and trade["orderId"] == entry and trade["size"] == 1,
        f"{how}: the opening trade has no profitAndLoss", f"price {trade['price']}")
    position = user_row(inbox.of("GatewayUserPosition")[-1])
    checks.expect(
        position["type"] == 1 and position["size"] == 1 and position["averagePrice"] == trade["price"],
        f"{how}: the position is long 1 at the fill", position["averagePrice"])
    account = user_row(inbox.of("GatewayUserAccount")[-1])
    checks.expect(
        account["id"] == ACCOUNT and account["balance"] < 1_000_000 and account["canTrade"],
        f"{how}: the account is told with its balance", account["balance"])


def market_is_told(inbox):
    """Whether both sides of the market, prints and depth have come."""
    quotes = [arguments[1] for arguments in inbox.of("GatewayQuote")]
    return (
        len(quotes) >= 20 and any("bestBid" in row for row in quotes)
        and any("bestAsk" in row for row in quotes) and inbox.of("GatewayTrade")
        and inbox.of("GatewayDepth"))


def check_market_events(checks, inbox, contract, how):
    came = inbox.wait(market_is_told, 20)
    quotes, trades, depths = (inbox.of(name) for name in MARKET_EVENTS)
    checks.expect(
        came, f"{how}: quotes, trades and depth come",
        f"{len(quotes)} quotes, {len(trades)} trades, {len(depths)} depth frames")
    if not came:
        return
    checks.expect(
        all(arguments[0] == contract["id"] for arguments in quotes + trades + depths),
        f"{how}: every frame names its contract")
    checks.expect(
        all(row["symbol"] == contract["symbolId"] for _, row in quotes),
        f"{how}: quotes name the product", contract["symbolId"])
    merged, partial, repeats = {}, 0, 0
    for _, row in quotes:
        partial += not {"lastPrice", "bestBid", "bestAsk"} <= row.keys()
        repeats += "lastPrice" in row and row["lastPrice"] == merged.get("lastPrice")
        merged |= row
    checks.expect(
        partial > 0 or repeats == 0, f"{how}: quotes are deltas: what did not change is left out",
        f"{partial} of {len(quotes)} are partial, {repeats} repeat the last price")
    bid, ask = merged.get("bestBid"), merged.get("bestAsk")
    checks.expect(
        bid is not None and ask is not None and abs(ask - bid) < 400 * contract["tickSize"],
        f"{how}: deltas merge into a bid and an ask", f"{bid} / {ask}")
    checks.expect(
        all(isinstance(rows, list) and rows for _, rows in trades)
        and all({"price", "type", "volume", "timestamp"} <= row.keys() for _, rows in trades for row in rows),
        f"{how}: trades come as arrays of prints")
    levels = {row["type"] for _, rows in depths for row in rows if row is not None}
    checks.expect(
        all(isinstance(rows, list) for _, rows in depths) and {1, 2} & levels or {3, 4} & levels,
        f"{how}: depth comes as arrays of levels", f"types {sorted(levels)}")


def run_main(name, body):
    """Runs one program's checks against the venue whose binary is the first argument."""
    checks = Checks(name)
    try:
        body(checks, sys.argv[1])
    except BaseException as error:  # a check that cannot go on has failed
        import traceback
        traceback.print_exc()
        checks.expect(False, "runs to its end", f"{type(error).__name__}: {error}")
    checks.end()
