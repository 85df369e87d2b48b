extension AlertTemplate {
    /// TradersPost, PickMyTrade and CrossTrade.
    static let brokers: [AlertTemplate] = [
        AlertTemplate(
            "traderspost-strategy.json", .tradersPost, for: "strategy, \"order fills only\"",
            does: "the strategy's position after its order: enter, close or reverse; one that adds or"
                + " takes parts off needs entry-with-bracket.json",
            text: #"""
                {
                  "ticker": "{{ticker}}",
                  "action": "{{strategy.order.action}}",
                  "sentiment": "{{strategy.market_position}}",
                  "quantity": "{{strategy.market_position_size}}",
                  "orderType": "market",
                  "price": "{{close}}",
                  "time": "{{timenow}}",
                  "id": "{{ticker}}-{{timenow}}-{{strategy.order.id}}-{{strategy.market_position_size}}"
                }
                """# + "\n"),
        AlertTemplate(
            "traderspost-bracket.json", .tradersPost, for: "indicator or price alert",
            does: "buy 1 with a stop loss 20 points below and a take profit 40 points above",
            text: #"""
                {
                  "ticker": "{{ticker}}",
                  "action": "buy",
                  "quantity": 1,
                  "orderType": "market",
                  "price": "{{close}}",
                  "time": "{{timenow}}",
                  "stopLoss": { "type": "stop", "amount": 20 },
                  "takeProfit": { "amount": 40 },
                  "id": "{{ticker}}-{{timenow}}-buy"
                }
                """# + "\n"),
        AlertTemplate(
            "traderspost-exit.json", .tradersPost, for: "any",
            does: "close the whole position in this product",
            text: #"""
                {
                  "ticker": "{{ticker}}",
                  "action": "exit",
                  "time": "{{timenow}}",
                  "id": "{{ticker}}-{{timenow}}-exit"
                }
                """# + "\n"),
        AlertTemplate(
            "pickmytrade-strategy.json", .pickMyTrade, for: "strategy, \"order fills only\"",
            does: "the strategy's position after its order: enter, close or reverse; what adds or"
                + " takes parts off is left alone",
            text: #"""
                {
                  "token": "YOUR_SECRET",
                  "symbol": "{{ticker}}",
                  "date": "{{timenow}}",
                  "data": "{{strategy.market_position}}",
                  "quantity": "{{strategy.market_position_size}}",
                  "duplicate_position_allow": false,
                  "price": "{{close}}",
                  "order_type": "MKT",
                  "inst_type": "FUT",
                  "platform": "PROJECTX",
                  "id": "{{ticker}}-{{timenow}}-{{strategy.order.id}}-{{strategy.market_position_size}}"
                }
                """# + "\n"),
        AlertTemplate(
            "pickmytrade-bracket.json", .pickMyTrade, for: "indicator or price alert",
            does: "buy 1 with a stop loss at 0.1 % below and a take profit at 0.2 % above the price",
            text: #"""
                {
                  "token": "YOUR_SECRET",
                  "symbol": "{{ticker}}",
                  "date": "{{timenow}}",
                  "data": "buy",
                  "quantity": 1,
                  "price": "{{close}}",
                  "percentage_sl": 0.1,
                  "percentage_tp": 0.2,
                  "order_type": "MKT",
                  "inst_type": "FUT",
                  "platform": "PROJECTX",
                  "id": "{{ticker}}-{{timenow}}-buy"
                }
                """# + "\n"),
        AlertTemplate(
            "pickmytrade-exit.json", .pickMyTrade, for: "any",
            does: "close the whole position in this product",
            text: #"""
                {
                  "token": "YOUR_SECRET",
                  "symbol": "{{ticker}}",
                  "date": "{{timenow}}",
                  "data": "close",
                  "quantity": 0,
                  "order_type": "MKT",
                  "inst_type": "FUT",
                  "platform": "PROJECTX",
                  "id": "{{ticker}}-{{timenow}}-close"
                }
                """# + "\n"),
        AlertTemplate(
            "crosstrade-strategy.txt", .crossTrade, for: "strategy, \"order fills only\"",
            does: "the strategy's order from the position it was in: an account that stands elsewhere"
                + " enters nothing, and is closed all the same once the strategy is flat",
            text: #"""
                key=YOUR_SECRET;
                command=place;
                instrument={{ticker}};
                action={{strategy.order.action}};
                qty={{strategy.order.contracts}};
                order_type=market;
                tif=day;
                sync_strategy=true;
                market_position={{strategy.market_position}};
                prev_market_position={{strategy.prev_market_position}};
                target_quantity={{strategy.market_position_size}};
                id={{ticker}}-{{timenow}}-{{strategy.order.id}}-{{strategy.market_position_size}};
                """# + "\n"),
        AlertTemplate(
            "crosstrade-bracket.txt", .crossTrade, for: "indicator or price alert",
            does: "buy 1 with a stop loss 80 and a take profit 160 ticks away",
            text: #"""
                key=YOUR_SECRET;
                command=place;
                instrument={{ticker}};
                action=buy;
                qty=1;
                order_type=market;
                tif=day;
                stop_loss=80 ticks;
                take_profit=160 ticks;
                id={{ticker}}-{{timenow}}-buy;
                """# + "\n"),
        AlertTemplate(
            "crosstrade-exit.txt", .crossTrade, for: "any",
            does: "close the whole position in this product",
            text: #"""
                key=YOUR_SECRET;
                command=close position;
                instrument={{ticker}};
                id={{ticker}}-{{timenow}}-close;
                """# + "\n"),
        AlertTemplate(
            "crosstrade-reverse.txt", .crossTrade, for: "any",
            does: "close the position, and once that is verified open the opposite side",
            text: #"""
                key=YOUR_SECRET;
                command=reverse position;
                instrument={{ticker}};
                id={{ticker}}-{{timenow}}-reverse;
                """# + "\n"),
        AlertTemplate(
            "crosstrade-flatten.txt", .crossTrade, for: "any",
            does: "close every position and cancel every order of all accounts that the source reaches",
            text: #"""
                key=YOUR_SECRET;
                command=flatten everything;
                id={{ticker}}-{{timenow}}-flatten;
                """# + "\n"),
        AlertTemplate(
            "traderspost-half.json", .tradersPost, for: "any",
            does: "take half of the position off",
            text: #"""
                {
                  "ticker": "{{ticker}}",
                  "action": "exit",
                  "quantityType": "percent_of_position",
                  "quantity": 50,
                  "time": "{{timenow}}",
                  "id": "{{ticker}}-{{timenow}}-half"
                }
                """# + "\n"),
        AlertTemplate(
            "traderspost-breakeven.json", .tradersPost, for: "any",
            does: "bring the position's stops to its average price",
            text: #"""
                {
                  "ticker": "{{ticker}}",
                  "action": "breakeven",
                  "time": "{{timenow}}",
                  "id": "{{ticker}}-{{timenow}}-breakeven"
                }
                """# + "\n"),
        AlertTemplate(
            "traderspost-cancel.json", .tradersPost, for: "any",
            does: "cancel the entries that wait at their price in this product",
            text: #"""
                {
                  "ticker": "{{ticker}}",
                  "action": "cancel",
                  "time": "{{timenow}}",
                  "id": "{{ticker}}-{{timenow}}-cancel"
                }
                """# + "\n"),
        AlertTemplate(
            "crosstrade-cancel.txt", .crossTrade, for: "any",
            does: "cancel the entries that wait at their price in this product",
            text: #"""
                key=YOUR_SECRET;
                command=cancel orders;
                instrument={{ticker}};
                id={{ticker}}-{{timenow}}-cancel;
                """# + "\n"),
        AlertTemplate(
            "openalgo-position.json", .openAlgo, for: "strategy, \"order fills only\"",
            does: "hold what the strategy holds, whatever leads there",
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
                  "position_size": "{{strategy.position_size}}",
                  "id": "{{ticker}}-{{timenow}}-{{strategy.order.id}}-{{strategy.position_size}}"
                }
                """# + "\n"),
    ]
}
