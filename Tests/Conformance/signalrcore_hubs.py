"""signalrcore against both hubs, opened directly and with negotiate, and over a close frame and a kill."""

import logging
import signal
import tempfile
import threading

from signalrcore.hub_connection_builder import HubConnectionBuilder

from venue import (
    ACCOUNT, FILLED, Inbox, MARKET_EVENTS, Rest, USER_EVENTS, Venue, check_bracket_events,
    check_market_events, market_subscriptions, place_bracketed, run_main, user_row, user_subscriptions)


class Hub:
    """One connection, with everything that it heard."""

    def __init__(self, url, token, events, negotiates):
        self.inbox = Inbox()
        self.opened = threading.Semaphore(0)
        self.errors = []
        options = {"access_token_factory": lambda: token, "skip_negotiation": not negotiates}
        self.connection = (
            HubConnectionBuilder()
            .with_url(f"{url}?access_token={token}", options=options)
            .configure_logging(logging.CRITICAL)
            .with_automatic_reconnect({
                "type": "raw", "keep_alive_interval": 10, "reconnect_interval": 1, "max_attempts": 30})
            .build())
        self.connection.on_open(self.opened.release)
        self.connection.on_reconnect(self.opened.release)
        self.connection.on_error(lambda message: self.errors.append(message.error))
        for event in events:
            self.connection.on(event, lambda arguments, event=event: self.inbox.put(event, arguments))

    def start(self):
        self.connection.start()
        return self.opened.acquire(timeout=15)

    def subscribe(self, calls):
        """Whether every call got its completion."""
        for target, arguments in calls:
            answered = threading.Event()
            self.connection.send(target, arguments, lambda _, answered=answered: answered.set())
            if not answered.wait(10):
                return False
        return not self.errors

    def stop(self):
        """Closes; the library waits up to 10 s for each of its threads, which nothing here needs."""
        threading.Thread(target=self.connection.stop, daemon=True).start()


def try_hubs(checks, venue, rest, contract, negotiates):
    how = "negotiated" if negotiates else "direct"
    scheme = "http" if negotiates else "ws"
    user = Hub(venue.hub("user", scheme), rest.token, USER_EVENTS, negotiates)
    checks.expect(user.start(), f"{how}: the user hub opens")
    checks.expect(user.subscribe(user_subscriptions()), f"{how}: 4 subscriptions of the user hub complete")
    tag = f"core-{how}"
    entry = place_bracketed(rest, contract["id"], tag)
    check_bracket_events(checks, user.inbox, entry, tag, how)
    rest.clear(contract["id"])
    checks.expect(
        user.inbox.wait(lambda box: any(
            user_row(row)["size"] == 0 for row in box.of("GatewayUserPosition"))),
        f"{how}: closing tells of a flat position")
    closing = user_row(user.inbox.of("GatewayUserTrade")[-1])
    checks.expect(
        "profitAndLoss" in closing, f"{how}: the closing trade has its profit or loss",
        closing.get("profitAndLoss"))
    checks.expect(not user.subscribe([("SubscribeNothing", [])]), f"{how}: an unknown method is an error",
                  user.errors[:1])
    user.stop()
    market = Hub(venue.hub("market", scheme), rest.token, MARKET_EVENTS, negotiates)
    checks.expect(market.start(), f"{how}: the market hub opens")
    checks.expect(
        market.subscribe(market_subscriptions(contract["id"])),
        f"{how}: 3 subscriptions of the market hub complete")
    check_market_events(checks, market.inbox, contract, how)
    market.stop()


def goes_on(checks, hub, rest, contract, what):
    """Subscribes again and hears of an order."""
    checks.expect(hub.subscribe(user_subscriptions()), f"{what}: subscribing again completes")
    entry = place_bracketed(rest, contract["id"], "core-" + what.replace(" ", "-"))
    checks.expect(
        hub.inbox.wait(lambda box: any(
            user_row(row)["id"] == entry and user_row(row)["status"] == FILLED
            for row in box.of("GatewayUserOrder"))),
        f"{what}: events flow again")
    rest.clear(contract["id"])


def try_losses(checks, venue, rest, contract):
    """A close frame, which this client reconnects after by itself, and a killed venue, which it does not."""
    hub = Hub(venue.hub("user"), rest.token, USER_EVENTS, False)
    hub.start()
    hub.subscribe(user_subscriptions())
    what = "close with reconnect"
    status, _, text = rest.raw("/_venue/faults", [{"fault": "hub_close", "allow_reconnect": True}])
    if status == 404:
        print(f"skipped: signalrcore: {what}: this venue takes no faults over HTTP", flush=True)
    elif checks.expect(status == 200, f"{what}: the venue takes the fault", text.strip()[:90]):
        if checks.expect(hub.opened.acquire(timeout=30), f"{what}: the client comes back by itself"):
            goes_on(checks, hub, rest, contract, what)
    first = place_bracketed(rest, contract["id"], "core-before")
    hub.inbox.wait(lambda box: any(
        user_row(row)["id"] == first and user_row(row)["status"] == FILLED
        for row in box.of("GatewayUserOrder")))
    venue.stop(signal.SIGKILL)
    venue.start()
    rows = {row["id"]: row for row in rest.orders()}
    checks.expect(
        rows.get(first, {}).get("status") == FILLED and rest.positions()[0]["size"] == 1,
        "killed and restarted: order and position are still there", f"{len(rows)} orders of {ACCOUNT}")
    fresh = Hub(venue.hub("user"), rest.token, USER_EVENTS, False)
    checks.expect(fresh.start(), "killed and restarted: the same token opens the user hub")
    goes_on(checks, fresh, rest, contract, "killed and restarted")
    fresh.stop()


def body(checks, program):
    with tempfile.TemporaryDirectory() as folder:
        with Venue(program, "--state", folder + "/venue.state") as venue:
            rest = Rest(venue.url)
            contract = rest.contract()
            for negotiates in (False, True):
                try_hubs(checks, venue, rest, contract, negotiates)
            try_losses(checks, venue, rest, contract)


run_main("signalrcore", body)
