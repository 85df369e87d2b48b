"""pysignalr against both hubs, with negotiate and opened directly, and over cut connections."""

import asyncio
import signal
import tempfile

from pysignalr.client import SignalRClient

from venue import (
    FILLED, Inbox, MARKET_EVENTS, Rest, USER_EVENTS, Venue, check_bracket_events, check_market_events,
    market_subscriptions, place_bracketed, run_main, user_row, user_subscriptions)


class Hub:
    """One client with everything that it heard; run again when its run ends, as its users do."""

    def __init__(self, url, token, events, negotiates=True):
        self.inbox = Inbox()
        self.url = f"{url}?access_token={token}"
        self.token = token
        self.events = events
        self.negotiates = negotiates
        self.opened = asyncio.Semaphore(0)
        self.errors = []
        self.endings = []

    def build(self):
        client = SignalRClient(
            self.url, access_token_factory=lambda: self.token,
            headers={"Authorization": "Bearer " + self.token}, retry_sleep=1)
        # The library has this switch on its transport only.
        client._transport._skip_negotiation = not self.negotiates
        client.on_open(self.on_open)
        client.on_error(self.on_error)
        for event in self.events:
            client.on(event, self.listener(event))
        return client

    def listener(self, event):
        async def listen(arguments):
            self.inbox.put(event, arguments)
        return listen

    async def on_open(self):
        self.opened.release()

    async def on_error(self, message):
        self.errors.append(message.error)

    async def run(self):
        while True:
            self.client = self.build()
            try:
                await self.client.run()
            except Exception as error:
                self.endings.append(type(error).__name__)
            await asyncio.sleep(0.5)

    async def start(self):
        self.task = asyncio.create_task(self.run())
        return await self.is_open()

    async def is_open(self, seconds=20):
        try:
            await asyncio.wait_for(self.opened.acquire(), seconds)
            return True
        except TimeoutError:
            return False

    async def subscribe(self, calls):
        """Whether every call got its completion."""
        for target, arguments in calls:
            answered = asyncio.Event()

            async def answer(_, answered=answered):
                answered.set()
            await self.client.send(target, arguments, answer)
            try:
                await asyncio.wait_for(answered.wait(), 10)
            except TimeoutError:
                return False
        return not self.errors

    async def stop(self):
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


async def elsewhere(body, *arguments):
    """What blocks is done on another thread, so that the client goes on reading."""
    return await asyncio.to_thread(body, *arguments)


async def try_hubs(checks, venue, rest, contract, negotiates):
    how = "negotiated" if negotiates else "direct"
    scheme = "http" if negotiates else "ws"
    user = Hub(venue.hub("user", scheme), rest.token, USER_EVENTS, negotiates)
    checks.expect(await user.start(), f"{how}: the user hub opens", " ".join(user.endings))
    checks.expect(
        await user.subscribe(user_subscriptions()), f"{how}: 4 subscriptions of the user hub complete")
    tag = f"async-{how}"
    entry = await elsewhere(place_bracketed, rest, contract["id"], tag)
    await elsewhere(check_bracket_events, checks, user.inbox, entry, tag, how)
    await elsewhere(rest.clear, contract["id"])
    flat = await elsewhere(user.inbox.wait, lambda box: any(
        user_row(row)["size"] == 0 for row in box.of("GatewayUserPosition")))
    checks.expect(flat, f"{how}: closing tells of a flat position")
    await user.stop()
    market = Hub(venue.hub("market", scheme), rest.token, MARKET_EVENTS, negotiates)
    checks.expect(await market.start(), f"{how}: the market hub opens", " ".join(market.endings))
    checks.expect(
        await market.subscribe(market_subscriptions(contract["id"])),
        f"{how}: 3 subscriptions of the market hub complete")
    await elsewhere(check_market_events, checks, market.inbox, contract, how)
    await market.stop()


async def goes_on(checks, hub, rest, contract, what):
    """The client is back by itself: it subscribes again and hears of an order."""
    checks.expect(await hub.is_open(30), f"{what}: the client opens the user hub again",
                  " ".join(hub.endings))
    checks.expect(await hub.subscribe(user_subscriptions()), f"{what}: subscribing again completes")
    entry = await elsewhere(place_bracketed, rest, contract["id"], "async-" + what.replace(" ", "-"))
    told = await elsewhere(hub.inbox.wait, lambda box: any(
        user_row(row)["id"] == entry and user_row(row)["status"] == FILLED
        for row in box.of("GatewayUserOrder")))
    checks.expect(told, f"{what}: events flow again")
    await elsewhere(rest.clear, contract["id"])


async def try_losses(checks, venue, rest, contract):
    hub = Hub(venue.hub("user", "http"), rest.token, USER_EVENTS)
    await hub.start()
    await hub.subscribe(user_subscriptions())
    faults = [("close with reconnect", {"fault": "hub_close", "allow_reconnect": True}),
              ("raw cut", {"fault": "hub_reset"})]
    for what, fault in faults:
        status, _, text = rest.raw("/_venue/faults", [fault])
        if status == 404:
            print(f"skipped: pysignalr: {what}: this venue takes no faults over HTTP", flush=True)
            continue
        if checks.expect(status == 200, f"{what}: the venue takes the fault", text.strip()[:90]):
            await goes_on(checks, hub, rest, contract, what)
    await elsewhere(venue.stop, signal.SIGKILL)
    await elsewhere(venue.start)
    await goes_on(checks, hub, rest, contract, "restart")
    await hub.stop()


async def try_all(checks, program):
    with tempfile.TemporaryDirectory() as folder:
        with Venue(program, "--state", folder + "/venue.state") as venue:
            rest = Rest(venue.url)
            contract = rest.contract()
            for negotiates in (False, True):
                await try_hubs(checks, venue, rest, contract, negotiates)
            await try_losses(checks, venue, rest, contract)


run_main("pysignalr", lambda checks, program: asyncio.run(try_all(checks, program)))
