extension AlertTemplate {
    /// The other bridges, and what is written by hand.
    static let others: [AlertTemplate] = [
        AlertTemplate(
            "openalgo-entry.json", .openAlgo, for: "strategy, \"order fills only\"",
            does: "the strategy's order as it is",
            text: #"""
                {
                  "apikey": "YOUR_SECRET",
                  "strategy": "orb",
                  "symbol": "{{ticker}}",
                  "exchange": "{{exchange}}",
                  "action": "{{strategy.order.action}}",
                  "product": "NRML",
                  "pricetype": "MARKET",
                  "quantity": "{{strategy.order.contracts}}",
                  "id": "{{ticker}}-{{timenow}}-{{strategy.order.id}}-{{strategy.market_position_size}}"
                }
                """# + "\n"),
        AlertTemplate(
            "openalgo-exit.json", .openAlgo, for: "any",
            does: "close the whole position in this product",
            text: #"""
                {
                  "apikey": "YOUR_SECRET",
                  "strategy": "orb",
                  "symbol": "{{ticker}}",
                  "exchange": "{{exchange}}",
                  "action": "SELL",
                  "product": "NRML",
                  "pricetype": "MARKET",
                  "quantity": 0,
                  "position_size": 0,
                  "id": "{{ticker}}-{{timenow}}-close"
                }
                """# + "\n"),
        AlertTemplate(
            "3commas-strategy.json", .threeCommas, for: "strategy, \"order fills only\"",
            does: "whatever the strategy's order means: enter, add, take some off, close or reverse",
            text: #"""
                {
                  "secret": "YOUR_SECRET",
                  "bot_uuid": "00000000-0000-4000-8000-000000000000",
                  "max_lag": "30",
                  "timestamp": "{{timenow}}",
                  "trigger_price": "{{close}}",
                  "tv_exchange": "{{exchange}}",
                  "tv_instrument": "{{ticker}}",
                  "action": "{{strategy.order.action}}",
                  "strategy_info": {
                    "market_position": "{{strategy.market_position}}",
                    "market_position_size": "{{strategy.market_position_size}}",
                    "prev_market_position": "{{strategy.prev_market_position}}",
                    "prev_market_position_size": "{{strategy.prev_market_position_size}}"
                  },
                  "order": { "amount": "{{strategy.order.contracts}}", "currency_type": "base" },
                  "id": "{{ticker}}-{{timenow}}-{{strategy.order.id}}-{{strategy.market_position_size}}"
                }
                """# + "\n"),
        AlertTemplate(
            "algoway-entry.json", .algoWay, for: "strategy, \"order fills only\"",
            does: "the strategy's order as it is",
            text: #"""
                {
                  "platform_name": "projectx",
                  "ticker": "{{ticker}}",
                  "order_action": "{{strategy.order.action}}",
                  "order_contracts": "{{strategy.order.contracts}}",
                  "order_type": "market",
                  "price": "{{close}}",
                  "id": "{{ticker}}-{{timenow}}-{{strategy.order.id}}-{{strategy.market_position_size}}"
                }
                """# + "\n"),
        AlertTemplate(
            "algoway-exit.json", .algoWay, for: "any",
            does: "close the whole position in this product",
            text: #"""
                {
                  "platform_name": "projectx",
                  "ticker": "{{ticker}}",
                  "order_action": "flat",
                  "id": "{{ticker}}-{{timenow}}-close"
                }
                """# + "\n"),
        AlertTemplate(
            "algoway-flatten.json", .algoWay, for: "any",
            does: "close every position and cancel every order of the rule's accounts",
            text: #"""
                {
                  "platform_name": "projectx",
                  "ticker": "{{ticker}}",
                  "order_action": "closeall",
                  "id": "{{ticker}}-{{timenow}}-flatten"
                }
                """# + "\n"),
        AlertTemplate(
            "alertatron-entry.txt", .alertatron, for: "indicator or price alert",
            does: "buy 1",
            text: #"""
                bridge({{ticker}}) { market(side=buy, amount=1, id={{ticker}}-{{timenow}}-buy); } #bot
                """# + "\n"),
        AlertTemplate(
            "alertatron-exit.txt", .alertatron, for: "any",
            does: "close the whole position in this product",
            text: #"""
                bridge({{ticker}}) { close(id={{ticker}}-{{timenow}}-close); } #bot
                """# + "\n"),
        AlertTemplate(
            "autoview-entry.txt", .autoview, for: "indicator or price alert",
            does: "buy 1",
            text: #"""
                s={{ticker}} b=buy q=1 t=market id={{ticker}}-{{timenow}}-buy
                """# + "\n"),
        AlertTemplate(
            "autoview-exit.txt", .autoview, for: "any",
            does: "close the whole position in this product",
            text: #"""
                s={{ticker}} c=position t=market id={{ticker}}-{{timenow}}-close
                """# + "\n"),
        AlertTemplate(
            "robswc-entry.json", .robswc, for: "indicator or price alert",
            does: "buy 1 with the bar's low as stop loss",
            text: #"""
                {
                  "key": "Alert:YOUR_SECRET",
                  "symbol": "{{ticker}}",
                  "side": "buy",
                  "quantity": 1,
                  "order_type": "market",
                  "price": "{{close}}",
                  "take_loss": "{{low}}",
                  "id": "{{ticker}}-{{timenow}}-buy"
                }
                """# + "\n"),
        AlertTemplate(
            "topstepbot-signal.json", .topstepBot, for: "indicator or price alert",
            does: "buy at the market with the bar's low as stop loss; the size is the rule's",
            text: #"""
                {
                  "type": "SIGNAL",
                  "ticker": "{{ticker}}",
                  "side": "BUY",
                  "entry": "{{close}}",
                  "stop": "{{low}}",
                  "timeframe": "{{interval}}",
                  "strat": "orb",
                  "id": "{{ticker}}-{{timenow}}-buy"
                }
                """# + "\n"),
        AlertTemplate(
            "topstepbot-close.json", .topstepBot, for: "any",
            does: "close the whole position in this product",
            text: #"""
                {
                  "type": "CLOSE",
                  "ticker": "{{ticker}}",
                  "timeframe": "{{interval}}",
                  "strat": "orb",
                  "id": "{{ticker}}-{{timenow}}-close"
                }
                """# + "\n"),
        AlertTemplate(
            "topstep-relay-bracket.json", .topstepRelay, for: "indicator or price alert",
            does: "buy 1 with a stop loss 80 and a take profit 160 ticks away",
            text: #"""
                {
                  "secret": "YOUR_SECRET",
                  "signalId": "{{ticker}}-{{timenow}}-buy",
                  "symbol": "{{ticker}}",
                  "side": "LONG",
                  "size": 1,
                  "orderType": "MARKET",
                  "stopLossTicks": 80,
                  "takeProfitTicks": 160
                }
                """# + "\n"),
        AlertTemplate(
            "generic-entry.json", .generic, for: "indicator or price alert",
            does: "buy 1; the source needs dialect: generic",
            text: #"""
                {
                  "secret": "YOUR_SECRET",
                  "symbol": "{{ticker}}",
                  "side": "buy",
                  "qty": 1,
                  "time": "{{timenow}}",
                  "id": "{{ticker}}-{{timenow}}-buy"
                }
                """# + "\n"),
        AlertTemplate(
            "algoway-bracket.json", .algoWay, for: "indicator or price alert",
            does: "buy 1 with the bar's low as stop loss and its high as take profit",
            text: #"""
                {
                  "platform_name": "projectx",
                  "ticker": "{{ticker}}",
                  "order_action": "buy",
                  "order_contracts": 1,
                  "order_type": "market",
                  "price": "{{close}}",
                  "sl_price": "{{low}}",
                  "tp_price": "{{high}}",
                  "id": "{{ticker}}-{{timenow}}-buy"
                }
                """# + "\n"),
        AlertTemplate(
            "algoway-move-stop.json", .algoWay, for: "indicator or price alert",
            does: "bring the position's stops to the bar's low",
            text: #"""
                {
                  "platform_name": "projectx",
                  "ticker": "{{ticker}}",
                  "order_action": "modify",
                  "sl_price": "{{low}}",
                  "id": "{{ticker}}-{{timenow}}-stop"
                }
                """# + "\n"),
        AlertTemplate(
            "robswc-exit.json", .robswc, for: "any",
            does: "close the whole position in this product",
            text: #"""
                {
                  "key": "Alert:YOUR_SECRET",
                  "symbol": "{{ticker}}",
                  "side": "close",
                  "id": "{{ticker}}-{{timenow}}-close"
                }
                """# + "\n"),
        AlertTemplate(
            "generic-bracket.json", .generic, for: "indicator or price alert",
            does:
                "buy 1 with a stop loss 80 and a take profit 160 ticks away; the source needs dialect: generic",
            text: #"""
                {
                  "secret": "YOUR_SECRET",
                  "symbol": "{{ticker}}",
                  "side": "buy",
                  "qty": 1,
                  "stop_ticks": 80,
                  "target_ticks": 160,
                  "time": "{{timenow}}",
                  "id": "{{ticker}}-{{timenow}}-buy"
                }
                """# + "\n"),
        AlertTemplate(
            "generic-exit.json", .generic, for: "any",
            does: "close the whole position in this product; the source needs dialect: generic",
            text: #"""
                {
                  "secret": "YOUR_SECRET",
                  "symbol": "{{ticker}}",
                  "side": "close",
                  "id": "{{ticker}}-{{timenow}}-close"
                }
                """# + "\n"),
        AlertTemplate(
            "algoway-breakeven.json", .algoWay, for: "any",
            does: "bring the position's stops to its average price",
            text: #"""
                {
                  "platform_name": "projectx",
                  "ticker": "{{ticker}}",
                  "order_action": "breakeven",
                  "id": "{{ticker}}-{{timenow}}-breakeven"
                }
                """# + "\n"),
        AlertTemplate(
            "autoview-half.txt", .autoview, for: "any",
            does: "take half of the position off",
            text: #"""
                s={{ticker}} c=position q=50% t=market id={{ticker}}-{{timenow}}-half
                """# + "\n"),
        AlertTemplate(
            "autoview-cancel.txt", .autoview, for: "any",
            does: "cancel the entries that wait at their price in this product",
            text: #"""
                s={{ticker}} c=order id={{ticker}}-{{timenow}}-cancel
                """# + "\n"),
        AlertTemplate(
            "topstepbot-breakeven.json", .topstepBot, for: "any",
            does: "bring the position's stops to its average price",
            text: #"""
                {
                  "type": "MOVEBE",
                  "ticker": "{{ticker}}",
                  "timeframe": "{{interval}}",
                  "strat": "orb",
                  "id": "{{ticker}}-{{timenow}}-breakeven"
                }
                """# + "\n"),
    ]
}
