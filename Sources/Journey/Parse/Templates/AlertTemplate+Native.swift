extension AlertTemplate {
    /// Our own words.
    static let native: [AlertTemplate] = [
        AlertTemplate(
            "entry-with-bracket.json", .native, for: "strategy, \"order fills only\"",
            does: "whatever the strategy's order means: enter, add, take some off, close or reverse;"
                + " entries carry a stop loss and a take profit",
            text: #"""
                {
                  "alertbridge": 1,
                  "secret": "YOUR_SECRET",
                  "id": "{{ticker}}-{{timenow}}-{{strategy.order.id}}-{{strategy.market_position_size}}",
                  "time": "{{timenow}}",
                  "strategy": "orb",
                  "action": "{{strategy.order.action}}",
                  "ticker": "{{ticker}}",
                  "size": "{{strategy.order.contracts}}",
                  "price": "{{close}}",
                  "position": "{{strategy.position_size}}",
                  "prev_position": "{{strategy.prev_market_position}}",
                  "stop_ticks": 80,
                  "target_ticks": 160
                }
                """# + "\n"),
        AlertTemplate(
            "entry.json", .native, for: "indicator or price alert",
            does: "buy 1 (write sell for a short); its rule supplies the bracket",
            text: #"""
                {
                  "alertbridge": 1,
                  "secret": "YOUR_SECRET",
                  "id": "{{ticker}}-{{timenow}}-buy",
                  "time": "{{timenow}}",
                  "strategy": "orb",
                  "action": "buy",
                  "ticker": "{{ticker}}",
                  "size": 1,
                  "price": "{{close}}"
                }
                """# + "\n"),
        AlertTemplate(
            "entry-with-bar-time.json", .native, for: "indicator, once per bar close",
            does:
                "buy 1, unless its bar ended longer ago than the source's `max_age`; its rule supplies the bracket",
            text: #"""
                {
                  "alertbridge": 1,
                  "secret": "YOUR_SECRET",
                  "id": "{{ticker}}-{{timenow}}-buy",
                  "time": "{{timenow}}",
                  "bar_time": "{{time}}",
                  "interval": "{{interval}}",
                  "strategy": "orb",
                  "action": "buy",
                  "ticker": "{{ticker}}",
                  "size": 1,
                  "price": "{{close}}"
                }
                """# + "\n"),
        AlertTemplate(
            "close.json", .native, for: "any",
            does: "close the whole position in this product",
            text: #"""
                {
                  "alertbridge": 1,
                  "secret": "YOUR_SECRET",
                  "id": "{{ticker}}-{{timenow}}-close",
                  "time": "{{timenow}}",
                  "strategy": "orb",
                  "action": "close",
                  "ticker": "{{ticker}}"
                }
                """# + "\n"),
        AlertTemplate(
            "flatten.json", .native, for: "any",
            does: "close every position and cancel every order of the rule's accounts",
            text: #"""
                {
                  "alertbridge": 1,
                  "secret": "YOUR_SECRET",
                  "id": "{{ticker}}-{{timenow}}-flatten",
                  "time": "{{timenow}}",
                  "strategy": "orb",
                  "action": "flatten",
                  "ticker": "{{ticker}}"
                }
                """# + "\n"),
        AlertTemplate(
            "reverse.json", .native, for: "any",
            does: "close the position, and once that is verified open the opposite side",
            text: #"""
                {
                  "alertbridge": 1,
                  "secret": "YOUR_SECRET",
                  "id": "{{ticker}}-{{timenow}}-reverse",
                  "time": "{{timenow}}",
                  "strategy": "orb",
                  "action": "reverse",
                  "ticker": "{{ticker}}",
                  "size": 1,
                  "stop_ticks": 80
                }
                """# + "\n"),
        AlertTemplate(
            "close-half.json", .native, for: "any",
            does: "take half of the position off",
            text: #"""
                {
                  "alertbridge": 1,
                  "secret": "YOUR_SECRET",
                  "id": "{{ticker}}-{{timenow}}-half",
                  "time": "{{timenow}}",
                  "strategy": "orb",
                  "action": "close",
                  "ticker": "{{ticker}}",
                  "size": "50%"
                }
                """# + "\n"),
        AlertTemplate(
            "breakeven.json", .native, for: "any",
            does: "bring the position's stops to its average price",
            text: #"""
                {
                  "alertbridge": 1,
                  "secret": "YOUR_SECRET",
                  "id": "{{ticker}}-{{timenow}}-breakeven",
                  "time": "{{timenow}}",
                  "strategy": "orb",
                  "action": "breakeven",
                  "ticker": "{{ticker}}",
                  "offset_ticks": 0
                }
                """# + "\n"),
        AlertTemplate(
            "move-stop.json", .native, for: "indicator or price alert",
            does: "bring the position's stops to the bar's low",
            text: #"""
                {
                  "alertbridge": 1,
                  "secret": "YOUR_SECRET",
                  "id": "{{ticker}}-{{timenow}}-stop",
                  "time": "{{timenow}}",
                  "strategy": "orb",
                  "action": "move_stop",
                  "ticker": "{{ticker}}",
                  "stop_price": "{{low}}"
                }
                """# + "\n"),
        AlertTemplate(
            "cancel.json", .native, for: "any",
            does: "cancel the entries that wait at their price in this product",
            text: #"""
                {
                  "alertbridge": 1,
                  "secret": "YOUR_SECRET",
                  "id": "{{ticker}}-{{timenow}}-cancel",
                  "time": "{{timenow}}",
                  "strategy": "orb",
                  "action": "cancel",
                  "ticker": "{{ticker}}"
                }
                """# + "\n"),
        AlertTemplate(
            "target-position.json", .native, for: "strategy, \"order fills only\"",
            does: "hold what the strategy holds, whatever leads there; entries take the rule's bracket",
            text: #"""
                {
                  "alertbridge": 1,
                  "secret": "YOUR_SECRET",
                  "id": "{{ticker}}-{{timenow}}-{{strategy.order.id}}-{{strategy.position_size}}",
                  "time": "{{timenow}}",
                  "strategy": "orb",
                  "action": "target_position",
                  "ticker": "{{ticker}}",
                  "price": "{{close}}",
                  "position": "{{strategy.position_size}}"
                }
                """# + "\n"),
    ]
}
