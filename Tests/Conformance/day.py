"""20 accounts and 5 hub clients for so many seconds, while memory, descriptors and threads are watched."""

import asyncio
import json
import os
import random
import resource
import statistics
import sys
import time

from websockets.asyncio.client import connect

from venue import BUY, LIMIT, SELL, Checks, Rest, Venue, place_bracketed

ACCOUNTS = range(1001, 1021)
RECORD = "\x1e"
# Below the venue's 200 calls a minute.
CALLS_PER_SECOND = 3.0
SAMPLE_SECONDS = 2.0
# Limit orders that rest on every account from the start, too far away to fill.
RESTING_PER_ACCOUNT = 16
# No call of this machine's waits longer for its answer, however fast the venue's clock runs.
WAIT_SECONDS_MAX = 0.1


def sample(pid):
    """Resident MiB, open descriptors and threads."""
    with open(f"/proc/{pid}/status") as file:
        rows = dict(line.split(":", 1) for line in file)
    return {"RSS MiB": int(rows["VmRSS"].split()[0]) / 1024, "threads": int(rows["Threads"]),
            "descriptors": len(os.listdir(f"/proc/{pid}/fd"))}


async def listen(url, rest, calls, heard):
    """One hub client: subscribes, answers pings, counts records, comes back when it is dropped."""
    while True:
        try:
            async with connect(f"{url}?access_token={rest.token}", max_size=2**22) as socket:
                await socket.send(json.dumps({"protocol": "json", "version": 1}) + RECORD)
                await socket.recv()
                for number, (target, arguments) in enumerate(calls):
                    await socket.send(json.dumps({
                        "type": 1, "invocationId": str(number), "target": target,
                        "arguments": arguments}) + RECORD)
                async for message in socket:
                    for record in message.split(RECORD)[:-1]:
                        kind = json.loads(record)["type"]
                        heard[kind] = heard.get(kind, 0) + 1
                        if kind == 6:
                            await socket.send('{"type":6}' + RECORD)
        except OSError:
            await asyncio.sleep(1)


def rest_orders(rest, contract):
    """Fills the book on both sides, in steps of a hundred ticks."""
    end = "2100-01-01T00:00:00Z"
    bars = rest.call(
        "History/retrieveBars", contractId=contract["id"], live=False, startTime="2000-01-01T00:00:00Z",
        endTime=end, unit=2, unitNumber=1, limit=1, includePartialBar=True)["bars"]
    tick = contract["tickSize"]
    ticks = round(bars[0]["c"] / tick)
    for account in ACCOUNTS:
        for number in range(RESTING_PER_ACCOUNT):
            side = BUY if number % 2 == 0 else SELL
            distance = (20_000 + 100 * number) * (1 if side == SELL else -1)
            rest.call("Order/place", accountId=account, contractId=contract["id"], type=LIMIT, side=side, size=1,
                      limitPrice=(ticks + distance) * tick, customTag=f"rest-{account}-{number}")


def one_call(rest, contract, dice, number, counts):
    """Places, cancels or closes on some account; a refusal is an answer too."""
    account = dice.choice(ACCOUNTS)
    what = dice.choice(["bracket", "limit", "cancel", "close"])
    try:
        if what == "bracket":
            side = dice.choice([BUY, SELL])
            place_bracketed(rest, contract["id"], f"day-{number}", side, stop=40, target=80, account=account)
        elif what == "limit":
            rest.call("Order/place", accountId=account, contractId=contract["id"], type=LIMIT, side=BUY,
                      size=1, limitPrice=1000 * contract["tickSize"], customTag=f"day-{number}")
        elif what == "cancel":
            rows = rest.call("Order/searchOpen", accountId=account)["orders"]
            for row in [row for row in rows if not (row["customTag"] or "").startswith("rest-")][:2]:
                rest.answer("Order/cancel", accountId=account, orderId=row["id"])
        else:
            rest.call("Position/closeContract", accountId=account, contractId=contract["id"])
        counts[what] = counts.get(what, 0) + 1
    except RuntimeError:
        counts["refused"] = counts.get("refused", 0) + 1


async def drive(venue, seconds, counts, heard, samples, waits):
    rest = Rest(venue.url)
    contract = rest.contract()
    await asyncio.to_thread(rest_orders, rest, contract)
    dice = random.Random(1)
    user = [("SubscribeAccounts", [])] + [
        (f"Subscribe{kind}", [account]) for account in ACCOUNTS for kind in ("Orders", "Positions", "Trades")]
    market = [(f"SubscribeContract{kind}", [contract["id"]]) for kind in ("Quotes", "Trades", "MarketDepth")]
    clients = [
        asyncio.create_task(listen(venue.hub(hub), rest, calls, heard))
        for hub, calls in [("user", user), ("user", user), ("market", market), ("market", market),
                           ("market", market)]]
    end = time.monotonic() + seconds
    due, number = time.monotonic(), 0
    while time.monotonic() < end and venue.is_running:
        if time.monotonic() >= due:
            samples.append(sample(venue.process.pid))
            due += SAMPLE_SECONDS
            # Tokens live for 24 hours of the venue's clock, which may be over in a minute.
            rest.token = (await asyncio.to_thread(rest.call, "Auth/validate"))["newToken"]
        begun = time.monotonic()
        await asyncio.to_thread(rest.call, "Order/searchOpen", accountId=ACCOUNTS[number % len(ACCOUNTS)])
        waits.append(time.monotonic() - begun)
        await asyncio.to_thread(one_call, rest, contract, dice, number, counts)
        number += 1
        await asyncio.sleep(1 / CALLS_PER_SECOND)
    for client in clients:
        client.cancel()
    await asyncio.gather(*clients, return_exceptions=True)


def verdict(checks, samples):
    """Flat: the last quarter's median is at most a tenth above the second quarter's."""
    quarter = max(1, len(samples) // 4)
    for what in samples[0]:
        values = [row[what] for row in samples]
        second = statistics.median(values[quarter:2 * quarter])
        last = statistics.median(values[-quarter:])
        checks.expect(
            last <= 1.1 * second, f"{what} stay flat",
            f"first {values[0]:.1f}, median {statistics.median(values):.1f}, last {values[-1]:.1f}; "
            f"second quarter {second:.1f}, last quarter {last:.1f}")


def print_table(samples):
    """A dozen rows of what was measured."""
    print("   ".join(["  share of the run", *samples[0]]))
    for step in range(13):
        row = samples[step * (len(samples) - 1) // 12]
        print(f"{step / 12:18.0%}   " + "   ".join(f"{row[what]:{len(what)}.1f}" for what in row))


def main():
    program, seconds, options = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
    checks = Checks("day")
    counts, heard, samples, waits = {}, {}, [], []
    # The orders at the start come faster than the limit allows.
    with Venue(program, "--no-rate-limit", "--accounts", str(len(ACCOUNTS)), *options) as venue:
        asyncio.run(drive(venue, seconds, counts, heard, samples, waits))
        checks.expect(venue.is_running, "the venue still runs", f"{len(samples)} samples in {seconds:g} s")
        checks.expect(
            heard.get(1, 0) > 0 and counts.get("bracket", 0) > 0, "calls were made and events heard",
            f"{counts}; {heard.get(1, 0)} events")
    print_table(samples)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"the venue's processor time: {used.ru_utime + used.ru_stime:.1f} s")
    verdict(checks, samples)
    waits.sort()
    checks.expect(
        waits[len(waits) * 99 // 100] <= WAIT_SECONDS_MAX, "calls do not wait for the market",
        f"{len(waits)} calls: median {1000 * waits[len(waits) // 2]:.1f} ms, "
        f"99 of 100 within {1000 * waits[len(waits) * 99 // 100]:.1f} ms, longest {1000 * waits[-1]:.1f} ms")
    checks.end()


main()
