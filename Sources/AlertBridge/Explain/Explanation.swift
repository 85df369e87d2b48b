import JSON
import Journey
import Trading

extension DryRun {
    /// Reads a body as the listener does once its sender is believed, and decides it.
    ///
    /// - Parameter known: The alert that a ledger knows by a key.
    mutating func explain(
        _ body: [UInt8], from source: Source, known: (Fingerprint) -> KnownAlert? = { _ in nil }
    ) throws(Refusal) -> Outcome {
        let text = Result { () throws(Refusal) in try AlertReader.open(body) }
        let alert = try AlertReader.alert(in: text, from: source)
        let kept = (try? text.get())?.kept ?? body
        return try decide(alert, body: source.secret.cut(from: kept), known: known)
    }
}

// MARK: JSON

extension DryRun.Outcome {
    var json: String {
        let bytes = JSONWriter.write { writer in
            writer.object { writer in
                writer.member("dialect", alert.dialect)
                writer.key("alert")
                writer.object { alert.write(to: &$0) }
                writeRecognition(to: &writer)
                RuleLook.write(looks, to: &writer)
                writer.key("orders")
                writer.array { writer in
                    for order in orders + copied { writer.object { order.write(to: &$0) } }
                }
                writer.member("copies_not_told", ifPresent: lacksPrice ? Self.lacksPriceWords : nil)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Alert {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("source", source)
        writer.member("id", id)
        writer.member("strategy", strategy)
        writer.member("ticker", symbol.description)
        writer.member("action", action.rawValue)
        writer.member("intent", intent.word)
        writer.member("size", size?.contracts)
        writer.member("size_percent", numberIfPresent: exitShare.map { FixedPoint.text($0, digits: 2) })
        writer.member("type", type.word)
        writer.member("limit_price", number: limitPrice?.description)
        writer.member("stop_price", number: stopPrice?.description)
        writer.member("price", number: price?.description)
        writer.member("stop_ticks", bracket?.stop?.ticks)
        writer.member("target_ticks", bracket?.target?.ticks)
        writer.member("stop_distance", ifPresent: bracket?.stop?.price)
        writer.member("target_distance", ifPresent: bracket?.target?.price)
        writer.member("stop_trails", ifPresent: bracket?.stopTrails == true ? true : nil)
        writer.member("entry", entry.words)
        writer.member("cancels_waiting", ifPresent: cancelsWaiting ? true : nil)
        if !unheeded.isEmpty {
            writer.key("unheeded")
            writer.array { writer in unheeded.forEach { writer.value($0) } }
        }
        writer.key("concerns")
        writer.array { writer in concerns.map(\.rawValue).sorted().forEach { writer.value($0) } }
        writer.member("max_age", ifPresent: maxAge?.description)
        writer.member("chart_month", ifPresent: chartMonth?.words)
        writer.member("interval", ifPresent: interval?.description)
        if !tags.isEmpty {
            writer.key("tags")
            writer.array { writer in tags.sorted().forEach { writer.value($0) } }
        }
        writer.member("delayed_feed", ifPresent: isFeedDelayed ? true : nil)
        writer.member("time", time?.description)
        writer.member("bar_time", ifPresent: barTime?.description)
    }
}

extension Refusal {
    /// - Parameter run: The one that it ended.
    func explanationJSON(_ run: DryRun) -> String {
        let bytes = JSONWriter.write { writer in
            writer.object { writer in
                if !run.looks.isEmpty { RuleLook.write(run.looks, to: &writer) }
                writer.key("refused")
                writer.object { writer in
                    writer.member("code", code.rawValue)
                    writer.member("reason", reason)
                    writer.member("remedy", remedy)
                    writer.member("line", line)
                    writer.member("column", column)
                }
                writer.member("exits_where_held", ifPresent: run.mayExit ? true : nil)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    func explanationLines(_ run: DryRun) -> [String] {
        let place = line.map { " (line \($0), column \(column ?? 1))" } ?? ""
        let exit =
            "  as every account is flat: one that holds the other side takes it for an exit, see --position"
        return ["refused \(code.rawValue)\(place): \(reason)", "  \(remedy)"] + (run.mayExit ? [exit] : [])
            + RuleLook.lines(run.looks)
    }
}

extension AlertBracket.Distance {
    fileprivate var ticks: Int64? { if case .ticks(let ticks) = self { ticks.count } else { nil } }
    fileprivate var price: String? { if case .price(let price) = self { price.description } else { nil } }
    fileprivate var words: String {
        switch self {
        case .ticks(let ticks): "\(ticks) ticks"
        case .price(let price): "\(price) away"
        }
    }
}

// MARK: Words

extension DryRun.Outcome {
    func lines(_ run: DryRun) -> [String] {
        let size = alert.size.map { " \($0)" } ?? ""
        let basis =
            run.position.map { "every account \(Self.holding($0)), nothing else under way" }
            ?? "as the running bridge stands"
        var lines = [
            "as if     at \(run.at), \(basis)",
            "source    \(alert.source), dialect \(alert.dialect)",
            "alert     \(alert.action.rawValue)\(size) \(alert.symbol): \(alert.intent.words), \(alert.details)",
        ]
        if alert.symbol.isEvery {
            lines.append("          for every product, of each account that a rule of its source reaches")
        }
        if alert.intent == .flatten { lines += run.heldLines(Set(orders.map(\.row.account))) }
        if !alert.unheeded.isEmpty {
            lines.append("          \(alert.unheeded.joined(separator: ", ")) changes nothing of it")
        }
        if alert.cancelsWaiting {
            lines.append("          entries that wait at their price in the product are cancelled first")
        }
        if case .enter = alert.intent { lines.insert("entry     \(alert.entry.words)", at: 3) }
        if alert.concerns != Standing.all {
            let standings = alert.concerns.map(\.rawValue).sorted().joined(separator: " or ")
            lines.insert("concerns  accounts that are \(standings)", at: 3)
        }
        let asked = Set(orders.map(\.row.account)).filter(run.takesAsRead).map(\.text).sorted()
        if !asked.isEmpty {
            lines.insert(
                "profile   as if acknowledged on \(asked.joined(separator: ", ")); --running asks the bridge",
                at: 1)
        }
        for (gateway, age) in run.ages.sorted(by: { $0.key < $1.key }) {
            lines.insert("contracts as \(gateway) told them \(age) ago", at: 1)
        }
        lines += recognition(at: run.at, ageMax: run.ageMax(of: alert)) + RuleLook.lines(looks)
        let isByOne = Set(orders.map(\.rule)).count <= 1
        for order in orders { lines += [""] + order.lines(of: alert, by: isByOne ? nil : order.rule) }
        for order in copied { lines += [""] + order.lines(of: alert, by: nil) }
        if lacksPrice { lines += ["", "copies    not told \(Self.lacksPriceWords)"] }
        return lines
    }

    fileprivate static let lacksPriceWords = "without a price: give --price"

    private static func holding(_ position: Int64) -> String {
        switch position.signum() {
        case 0: "flat"
        case 1: "long \(position)"
        default: "short \(position.magnitude)"
        }
    }
}

extension AlertIntent {
    fileprivate var words: String {
        switch self {
        case .hold(let count): "hold \(count)"
        case .moveStop(.to(let price)): "bring the stops to \(price)"
        case .moveStop(.breakeven(let ticks)):
            "bring the stops to the average price, \(ticks) ticks into profit"
        default: word
        }
    }
}

extension Alert {
    fileprivate var details: String {
        let facts: [(String, String?)] = [
            ("limit", limitPrice?.description), ("stop", stopPrice?.description),
            ("price", price?.description), ("stop loss", bracket?.stop?.words),
            ("take profit", bracket?.target?.words), ("trailing", bracket?.stopTrails == true ? "stop" : nil),
            ("strategy", strategy), ("interval", interval?.description),
            ("tags", tags.isEmpty ? nil : tags.sorted().joined(separator: " ")), ("id", id),
            ("time", time?.description), ("bar time", barTime?.description),
            ("part", exitShare.map { "\(FixedPoint.text($0, digits: 2)) % of what is held" }),
            ("chart month", chartMonth?.words), ("no older than", maxAge?.description),
            ("data", isFeedDelayed ? "delayed" : nil),
        ]
        return ([type.word] + facts.compactMap { name, value in value.map { "\(name) \($0)" } })
            .joined(separator: ", ")
    }
}
