"""project-x-py, a client written for the real gateway, with its URLs changed and nothing else."""

import asyncio
import logging

from project_x_py import ProjectX
from project_x_py.event_bus import EventBus
from project_x_py.models import ProjectXConfig
from project_x_py.order_manager import OrderManager
from project_x_py.realtime import ProjectXRealtimeClient

from venue import ACCOUNT, KEY, USER, Inbox, Venue, run_main


async def until(holds, seconds=15):
    """Whether it comes true in time."""
    end = asyncio.get_running_loop().time() + seconds
    while not holds() and asyncio.get_running_loop().time() < end:
        await asyncio.sleep(0.02)
    return holds()


def rows(inbox, name):
    """User events as this client hands them on: {action, data}, or bare."""
    return [event.get("data", event) for event in inbox.of(name)]


async def try_bracket(checks, orders, client, contract, inbox):
    placed = await orders.place_order(
        contract.id, order_type=2, side=1, size=1, custom_tag="pxp-1",
        stop_loss_bracket={"ticks": 200, "type": 4}, take_profit_bracket={"ticks": -400, "type": 1})
    told = await until(lambda: len(rows(inbox, "order_update")) >= 6 and rows(inbox, "trade_execution")
                       and rows(inbox, "position_update") and rows(inbox, "account_update"))
    statuses = [row["status"] for row in rows(inbox, "order_update")]
    checks.expect(
        placed.success and told and statuses[:3] == [8, 6, 8] and statuses[3] == 2,
        "a bracketed market order is told of on the user hub", statuses)
    checks.expect(await orders.is_order_filled(placed.orderId), "the order reads as filled")
    working = await orders.search_open_orders(contract_id=contract.id)
    checks.expect(
        {row.type for row in working} == {1, 4} and all(row.side == 0 for row in working),
        "stop and target work on the other side",
        " ".join(str(row.stopPrice or row.limitPrice) for row in working))
    positions = await client.search_open_positions()
    checks.expect(
        len(positions) == 1 and positions[0].type == 2 and positions[0].size == 1,
        "the position is short 1", positions[0].averagePrice if positions else "none")
    stop = next(row for row in working if row.type == 4)
    checks.expect(
        await orders.modify_order(stop.id, stop_price=stop.stopPrice + 4 * contract.tickSize),
        "the stop is moved")
    for row in working:
        checks.expect(await orders.cancel_order(row.id), f"order of type {row.type} is cancelled")
    closed = await orders.close_position(contract.id)
    flat = await until(lambda: any(row["size"] == 0 for row in rows(inbox, "position_update")))
    checks.expect(closed is not None and closed.success and flat, "the position is closed")
    trades = await client.search_trades()
    checks.expect(
        len(trades) == 2 and sum(row.profitAndLoss is None for row in trades) == 1,
        "an opening and a closing trade are found")


async def try_its_own_bracket(checks, orders, client, contract, price):
    """Its own way of placing a bracket: ticks without a sign are refused, so it places the legs itself."""
    tick = contract.tickSize
    entry = round((price - 2000 * tick) / tick) * tick
    placed = await orders.place_order(
        contract.id, order_type=1, side=0, size=1, limit_price=entry, custom_tag="pxp-2",
        stop_loss_bracket={"ticks": -40, "type": 4}, take_profit_bracket={"ticks": 80, "type": 1})
    open_rows = await orders.search_open_orders(contract_id=contract.id)
    asked = await orders.query_orders(statuses=[8])
    found = asked["orders"] if isinstance(asked, dict) else asked
    suspended = [row for row in getattr(found, "orders", found)]
    checks.expect(
        placed.success and [row.id for row in open_rows] == [placed.orderId] and len(suspended) == 2,
        "children of a resting entry are seen by the paged query only", f"{len(suspended)} suspended")
    outcome = await orders.cancel_all_orders()
    checks.expect(not await orders.search_open_orders(), "cancel all leaves nothing", outcome)


async def try_all(checks, program):
    logging.disable(logging.CRITICAL)
    with Venue(program) as venue:
        config = ProjectXConfig(
            api_url=venue.url + "/api", user_hub_url=venue.hub("user", "http"),
            market_hub_url=venue.hub("market", "http"))
        async with ProjectX(username=USER, api_key=KEY, config=config) as client:
            await client.authenticate()
            accounts = await client.list_accounts()
            account = client.get_account_info()
            checks.expect(
                account.id == ACCOUNT and account.canTrade, "logs in and selects an account",
                f"{len(accounts)} accounts, {account.name}")
            contract = await client.get_instrument("MNQ")
            found = await client.search_instruments("NQ")
            checks.expect(
                contract.id.startswith("CON.F.US.MNQ.") and len(found) >= 2, "finds contracts",
                f"{contract.id}, {len(found)} for NQ")
            bars = await client.get_bars("MNQ", days=1, interval=5)
            checks.expect(
                len(bars) > 10 and (bars["high"] >= bars["low"]).all(), "reads bars", f"{len(bars)} bars")
            realtime = ProjectXRealtimeClient(client.get_session_token(), str(ACCOUNT), config=config)
            inbox = Inbox()
            for name in ("order_update", "trade_execution", "position_update", "account_update",
                         "quote_update", "market_trade", "market_depth"):
                async def put(event, name=name):
                    inbox.put(name, event)
                await realtime.add_callback(name, put)
            checks.expect(await realtime.connect(), "opens both hubs, with negotiate")
            checks.expect(await realtime.subscribe_user_updates(), "subscribes to user events")
            checks.expect(await realtime.subscribe_market_data([contract.id]), "subscribes to market data")
            told = await until(lambda: all(
                inbox.of(name) for name in ("quote_update", "market_trade", "market_depth")))
            checks.expect(
                told, "hears quotes, trades and depth", f"{len(inbox.of('quote_update'))} quotes")
            orders = OrderManager(client, EventBus())
            await orders.initialize(realtime_client=realtime)
            await try_bracket(checks, orders, client, contract, inbox)
            price = float(bars["close"][-1])
            await try_its_own_bracket(checks, orders, client, contract, price)
            await realtime.disconnect()


run_main("project-x-py", lambda checks, program: asyncio.run(try_all(checks, program)))
