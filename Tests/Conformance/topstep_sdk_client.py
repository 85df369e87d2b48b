"""topstep-sdk, a client written for the real gateway, with its three URLs changed and nothing else."""

import asyncio
from datetime import datetime, timedelta, timezone

from topstep_sdk import (
    AggregateBarUnit, APIError, AsyncTopstepClient, Config, OrderSide, OrderStatus, OrderType, PositionType)

from venue import ACCOUNT, KEY, USER, Inbox, Venue, run_main


async def until(holds, seconds=15):
    """Whether it comes true in time."""
    end = asyncio.get_running_loop().time() + seconds
    while not holds() and asyncio.get_running_loop().time() < end:
        await asyncio.sleep(0.02)
    return holds()


def listen(hub, inbox, names):
    for name in names:
        getattr(hub, "on_" + name)(lambda *event, name=name: inbox.put(name, event))


async def try_reads(checks, client, contract):
    now = datetime.now(timezone.utc)
    bars = await client.history.retrieve_bars(
        contract.id, unit=AggregateBarUnit.MINUTE, unit_number=5, start_time=now - timedelta(hours=3),
        end_time=now, limit=20)
    times = [bar.t for bar in bars]
    checks.expect(
        bars and times == sorted(times, reverse=True)
        and all(bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high for bar in bars),
        "bars come newest first, low to high", f"{len(bars)} bars")
    byid = await client.contracts.search_by_id(contract.id)
    many = await client.contracts.available()
    checks.expect(
        byid == contract and contract in many, "search, searchById and available agree",
        f"{len(many)} contracts, tick {contract.tick_size} worth {contract.tick_value}")
    checks.expect(await client.contracts.search_by_id("CON.F.US.NONE.Z26") is None, "an unknown contract is none")
    checks.expect(await client.ping() == "pong", "ping answers pong")
    checks.expect(len(await client.validate()) > 40, "validate gives a new token")


async def is_heard(client, contract, inbox):
    """Whether orders are told of. This client does not wait for its subscriptions to be answered, so that an
    order sent at once can overtake them; orders are subscribed to last."""
    for _ in range(15):
        resting = await client.orders.buy(
            ACCOUNT, contract.id, 1, type=OrderType.LIMIT, limit_price=1000 * contract.tick_size)
        await client.orders.cancel(ACCOUNT, resting)
        if await until(lambda: any(
                event[0].id == resting and event[0].status == OrderStatus.CANCELLED
                for event in inbox.of("order")), 1):
            inbox.clear()
            return True
    return False


async def try_bracket(checks, client, contract, inbox):
    began = datetime.now(timezone.utc) - timedelta(minutes=1)
    entry = await client.orders.buy(
        ACCOUNT, contract.id, 2, custom_tag="sdk-1", stop_loss_ticks=200, take_profit_ticks=400)
    order = await client.orders.wait_for_fill(ACCOUNT, entry, timeout=10, poll_interval=0.1)
    checks.expect(
        order.status == OrderStatus.FILLED and order.fill_volume == 2, "a bracketed market order fills",
        f"at {order.filled_price}")
    told = await until(lambda: len(inbox.of("order")) >= 6 and inbox.of("trade") and inbox.of("position")
                       and inbox.of("account"))
    orders = [event[0] for event in inbox.of("order")]
    checks.expect(
        told and [row.status for row in orders[:3]] == [
            OrderStatus.SUSPENDED, OrderStatus.PENDING, OrderStatus.SUSPENDED],
        "the user hub tells of it", " ".join(f"{row.id % 100}:{row.status.name}" for row in orders))
    working = await client.orders.search_open(ACCOUNT)
    prices = {row.custom_tag: row.stop_price or row.limit_price for row in working}
    tick = contract.tick_size
    checks.expect(
        prices == {"sdk-1-SL": order.filled_price - 200 * tick, "sdk-1-TP": order.filled_price + 400 * tick},
        "stop and target work at fill plus ticks", " ".join(f"{tag} {price}" for tag, price in prices.items()))
    position = (await client.positions.search_open(ACCOUNT))[0]
    checks.expect(
        position.type == PositionType.LONG and position.size == 2
        and position.average_price == order.filled_price, "the position is long 2 at the fill")
    found = await client.orders.query(ACCOUNT, statuses=[OrderStatus.OPEN], include_total_count=True)
    checks.expect(found.total_count == 2 and len(found.orders) == 2, "the paged query counts the children")
    stop = next(row for row in working if row.type == OrderType.STOP)
    await client.orders.modify(ACCOUNT, stop.id, stop_price=stop.stop_price - 4 * tick)
    moved = await client.orders.get(ACCOUNT, stop.id)
    checks.expect(moved.stop_price == stop.stop_price - 4 * tick, "the stop is moved", moved.stop_price)
    await client.positions.partial_close(ACCOUNT, contract.id, 1)
    checks.expect(
        await until(lambda: any(event[0].size == 1 for event in inbox.of("position"))), "a partial close leaves 1")
    cancelled = await client.orders.cancel_all(ACCOUNT)
    closed = await client.positions.close_all(ACCOUNT)
    flat = await until(lambda: any(event[0].size == 0 for event in inbox.of("position")))
    checks.expect(
        flat and len(cancelled) == 2 and closed == [contract.id]
        and not await client.positions.search_open(ACCOUNT)
        and not await client.orders.search_open(ACCOUNT), "cancel and close leave nothing")
    trades = await client.trades.search(ACCOUNT, start_timestamp=began)
    gain = sum(row.profit_and_loss for row in trades if row.profit_and_loss is not None)
    spent = sum(row.fees + (row.commissions or 0) for row in trades)
    balance = inbox.of("account")[-1][0].balance
    checks.expect(
        len(trades) == 3 and trades[-1].profit_and_loss is None and balance == 50_000 + gain - spent,
        "trades add up to the balance", f"50000 {gain:+} - {spent} = {balance}")


async def try_refusals(checks, client, contract):
    async def refusal(**order):
        try:
            await client.orders.buy(ACCOUNT, contract.id, 1, **order)
        except APIError as error:
            return error.error_code, str(error)
        return None
    checks.expect((await refusal(custom_tag="sdk-1") or [0])[0] == 2, "a tag is taken once")
    signs = await refusal(
        custom_tag="sdk-2", stop_loss_bracket={"ticks": 40, "type": 4})
    checks.expect(signs and signs[0] == 2 and "less than zero" in signs[1], "unsigned ticks are refused", signs)
    resting = await client.orders.buy(
        ACCOUNT, contract.id, 1, type=OrderType.LIMIT, limit_price=1000 * contract.tick_size,
        custom_tag="sdk-3")
    await client.orders.cancel(ACCOUNT, resting)
    row = await client.orders.get(ACCOUNT, resting)
    checks.expect(row.status == OrderStatus.CANCELLED, "a resting limit order is cancelled")


async def try_all(checks, program):
    with Venue(program) as venue:
        config = Config(
            username=USER, api_key=KEY, rest_base_url=venue.url, user_hub_url=venue.hub("user", "http"),
            market_hub_url=venue.hub("market", "http"))
        async with AsyncTopstepClient(config) as client:
            accounts = await client.accounts.search()
            checks.expect(
                any(row.id == ACCOUNT and row.can_trade for row in accounts), "accounts are found",
                f"{len(accounts)} accounts")
            contract = await client.contracts.get_by_symbol("MNQ")
            await try_reads(checks, client, contract)
            inbox = Inbox()
            async with client.user_hub() as hub:
                listen(hub, inbox, ["account", "order", "position", "trade"])
                await hub.subscribe_accounts()
                for subscribe in (hub.subscribe_positions, hub.subscribe_trades, hub.subscribe_orders):
                    await subscribe(ACCOUNT)
                checks.expect(await is_heard(client, contract, inbox), "the user hub tells of a resting order")
                await try_bracket(checks, client, contract, inbox)
            await try_refusals(checks, client, contract)
            async with client.market_hub() as hub:
                listen(hub, inbox, ["quote", "trade", "depth"])
                for subscribe in (hub.subscribe_quotes, hub.subscribe_trades, hub.subscribe_depth):
                    await subscribe(contract.id)
                inbox.clear()
                told = await until(lambda: all(len(inbox.of(name)) >= 3 for name in ("quote", "trade", "depth")))
                checks.expect(
                    told, "the market hub sends quotes, trades and depth",
                    ", ".join(f"{len(inbox.of(name))} {name}" for name in ("quote", "trade", "depth")))


run_main("topstep-sdk", lambda checks, program: asyncio.run(try_all(checks, program)))
