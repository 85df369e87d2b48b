package import JSON
import Trading

/// The gate's input and outcome as one JSON object, and back: `ledger verify` decides every verdict again.
extension GateReport {
    private static let space = UInt8(ascii: " ")

    package var json: [UInt8] {
        JSONWriter.write { writer in
            writer.object { writer in
                writer.member("verdict", denial == nil ? "approved" : "denied")
                writer.member("code", denial?.code.rawValue)
                writer.key("failures")
                writer.array { writer in failures.forEach { writer.value($0.rawValue) } }
                writer.key("checks")
                writer.array { writer in
                    for check in checks {
                        writer.object { writer in
                            writer.member("id", check.id)
                            writer.member("passed", check.hasPassed)
                            writer.key("inputs")
                            writer.value(check.inputs, separator: Self.space)
                        }
                    }
                }
                writer.key("input")
                input.write(to: &writer)
            }
        }
    }

    /// Decides a recorded verdict again.
    ///
    /// - Returns: nil when it comes out the same; else what differs.
    package static func recheck(_ body: [UInt8]) -> String? {
        guard let root = try? JSONDocument(body).root, let recorded = root["input"],
            let input = GateInput(recorded)
        else { return "the recorded input cannot be read" }
        let report = RiskGate.examine(input)
        let before = root["failures"]?.elements.compactMap(\.string) ?? []
        let now = report.failures.map(\.rawValue)
        let verdict = report.denial == nil ? "approved" : "denied"
        guard root["verdict"]?.string == verdict, before == now else {
            return
                "recorded \(root["verdict"]?.string ?? "nothing") \(before), decided again: \(verdict) \(now)"
        }
        return nil
    }
}

extension GateReport {
    /// What the gate says today about a recorded input; nil when it cannot be read.
    package init?(recorded body: [UInt8]) {
        guard let recorded = (try? JSONDocument(body))?.root["input"], let input = GateInput(recorded) else {
            return nil
        }
        self = RiskGate.examine(input)
    }

    /// The verdict on a recorded input as it comes out today, with its failures; nil when it cannot be read.
    package static func verdictNow(_ body: [UInt8]) -> String? {
        guard let report = GateReport(recorded: body) else { return nil }
        let verdict = report.denial == nil ? "approved" : "denied"
        return ([verdict] + report.failures.map(\.rawValue)).joined(separator: " ")
    }
}

extension GateInput {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("tag", tag.text)
            writer.member("class", orderClass.rawValue)
            writer.member("side", side?.rawValue)
            writer.member("size", size)
            if let sizing {
                writer.key("sizing")
                sizing.write(to: &writer)
            }
            writer.member("type", type.word)
            writer.member("limit_price", number: limitPrice?.description)
            writer.member("stop_price", number: stopPrice?.description)
            writer.member("trail_price", numberIfPresent: trailPrice?.description)
            if let asked {
                writer.key("asked")
                asked.write(to: &writer)
            }
            writer.member("stop_ticks", stopTicks)
            writer.member("target_ticks", targetTicks)
            writer.member("stop_trails", ifPresent: stopTrails ? true : nil)
            if let change {
                writer.key("change")
                writer.object { change.write(to: &$0) }
            }
            writer.member("tag_used", isTagUsed)
            writer.member("signal_age_us", signalAge.microseconds)
            writer.member("signal_age_max_us", signalAgeMax.microseconds)
            writer.member("repeat", isRepeat)
            writer.member("root", root)
            writer.member("contract", contract?.text)
            writer.member("contract_active", isContractActive)
            writer.member("contracts_read", areContractsRead)
            writer.member("tick", number: tickSize?.description)
            if let month {
                writer.key("month")
                month.write(to: &writer)
            }
            writer.member("killed", isKilled)
            writer.member("state", tradingState.rawValue)
            if trading != .none {
                writer.key("trading")
                writer.object { trading.write(to: &$0) }
            }
            writer.key("locks")
            writer.array { writer in locks.forEach { writer.value($0) } }
            writer.member("cut_off", ifPresent: cutOff)
            if let calendar {
                writer.key("calendar")
                calendar.write(to: &writer)
            }
            writer.key("limits")
            limits.write(to: &writer)
            writer.member("can_trade", canTrade)
            writer.member("visible", isVisible)
            writer.member("simulated", ifPresent: isSimulated)
            writer.member("account_age_us", accountAge?.microseconds)
            writer.member("gateway_fault", gatewayFault)
            writer.member("stream_ready", isStreamReady)
            writer.member("reconcile_age_us", reconcileAge?.microseconds)
            writer.member("position", position)
            writer.member("live_buys", liveBuys)
            writer.member("live_sells", liveSells)
            if liveLegs != 0 { writer.member("live_legs", liveLegs) }
            writer.member("pending_exits", pendingExits)
            writer.key("unresolved")
            writer.array { writer in unresolved.forEach { writer.value($0.text) } }
            writer.member("ledger_writable", isLedgerWritable)
            if let holding {
                writer.key("holding")
                holding.write(to: &writer)
            }
            if let day {
                writer.key("day")
                day.write(to: &writer)
            }
            if let profile {
                writer.key("profile")
                profile.write(to: &writer)
            }
            if let marks {
                writer.key("marks")
                marks.write(to: &writer)
            }
            writer.member("asks_quotes", ifPresent: asksQuotes ? true : nil)
            if let rule {
                writer.key("rule")
                rule.write(to: &writer)
            }
            if let priceLimit {
                writer.key("price_limit")
                priceLimit.write(to: &writer)
            }
        }
    }

    /// Nil unless every member that `write(to:)` writes is there and reads back.
    package init?(_ json: JSONValue) {
        guard let tag = json["tag"]?.string, let orderClass = json["class"]?.string.flatMap(OrderClass.init),
            let type = json["type"]?.string.flatMap(OrderType.init(word:)), let root = json["root"]?.string,
            let state = json["state"]?.string.flatMap(TradingState.init), let limits = json["limits"],
            let riskLimits = RiskLimits(limits)
        else { return nil }
        self.init(
            tag: OrderTag(tag), orderClass: orderClass, side: json["side"]?.string.flatMap(Side.init),
            size: json["size"]?.int64, type: type, root: root,
            contract: json["contract"]?.string.map(ContractID.init))
        tradingState = state
        if let told = json["sizing"] {
            guard let sizing = Sizing(told) else { return nil }
            self.sizing = sizing
        }
        if let told = json["asked"] {
            guard let prices = AskedPrices(told) else { return nil }
            asked = prices
        }
        if let json = json["trading"] {
            guard let facts = TradingFacts(json) else { return nil }
            trading = facts
        }
        self.limits = riskLimits
        if let told = json["holding"] {
            guard let facts = HoldingFacts(told) else { return nil }
            holding = facts
        }
        if let told = json["month"] {
            guard let facts = MonthFacts(told) else { return nil }
            month = facts
        }
        if let told = json["day"] {
            guard let facts = DayFacts(told) else { return nil }
            day = facts
        }
        if let told = json["profile"] {
            guard let facts = ProfileFacts(told) else { return nil }
            profile = facts
        }
        if let told = json["marks"] {
            guard let facts = MarkFacts(told) else { return nil }
            marks = facts
        }
        if let told = json["rule"] {
            guard let facts = RuleFacts(told) else { return nil }
            rule = facts
        }
        if let told = json["price_limit"] {
            guard let facts = PriceLimitFacts(told) else { return nil }
            priceLimit = facts
        }
        guard readOrder(json), readVenue(json) else { return nil }
    }

    private mutating func readOrder(_ json: JSONValue) -> Bool {
        guard json["change"] == nil || json["change"].flatMap(GateChange.init) != nil,
            let tagUsed = json["tag_used"]?.bool, let age = json["signal_age_us"]?.int64,
            let ageMax = json["signal_age_max_us"]?.int64, let isRepeat = json["repeat"]?.bool,
            let active = json["contract_active"]?.bool, let killed = json["killed"]?.bool,
            let contractsRead = json["contracts_read"]?.bool
        else { return false }
        isTagUsed = tagUsed
        signalAge = Span(microseconds: age)
        signalAgeMax = Span(microseconds: ageMax)
        self.isRepeat = isRepeat
        isContractActive = active
        areContractsRead = contractsRead
        isKilled = killed
        limitPrice = json["limit_price"]?.numberText.flatMap { Price($0) }
        stopPrice = json["stop_price"]?.numberText.flatMap { Price($0) }
        trailPrice = json["trail_price"]?.numberText.flatMap { Price($0) }
        stopTrails = json["stop_trails"]?.bool ?? false
        change = json["change"].flatMap(GateChange.init)
        stopTicks = json["stop_ticks"]?.int64
        targetTicks = json["target_ticks"]?.int64
        tickSize = json["tick"]?.numberText.flatMap { TickSize($0) }
        return true
    }

    private mutating func readVenue(_ json: JSONValue) -> Bool {
        guard let ready = json["stream_ready"]?.bool, let buys = json["live_buys"]?.int64,
            let sells = json["live_sells"]?.int64, let exits = json["pending_exits"]?.int64,
            let writable = json["ledger_writable"]?.bool, let held = json["locks"]?.elements,
            let open = json["unresolved"]?.elements
        else { return false }
        guard json["calendar"] == nil || json["calendar"].flatMap(CalendarFacts.init) != nil else {
            return false
        }
        calendar = json["calendar"].flatMap(CalendarFacts.init)
        cutOff = json["cut_off"]?.string
        locks = held.compactMap(\.string)
        canTrade = json["can_trade"]?.bool
        isVisible = json["visible"]?.bool
        isSimulated = json["simulated"]?.bool
        accountAge = json["account_age_us"]?.int64.map(Span.init(microseconds:))
        gatewayFault = json["gateway_fault"]?.string
        isStreamReady = ready
        reconcileAge = json["reconcile_age_us"]?.int64.map(Span.init(microseconds:))
        position = json["position"]?.int64
        liveBuys = buys
        liveSells = sells
        liveLegs = json["live_legs"]?.int64 ?? 0
        asksQuotes = json["asks_quotes"]?.bool ?? false
        pendingExits = exits
        unresolved = open.compactMap(\.string).map(OrderTag.init)
        isLedgerWritable = writable
        return locks.count == held.count && unresolved.count == open.count
    }
}

extension RiskLimits {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("size_max", sizeMax)
            writer.member("position_max", positionMax)
            writer.member("require_stop", requiresStop)
            writer.key("order_types")
            writer.array { writer in orderTypes.map(\.word).sorted().forEach { writer.value($0) } }
            writer.member("off_tick", ifPresent: offTick == .reject ? nil : offTick.rawValue)
            writer.member("parallel", ifPresent: allowsParallel ? true : nil)
        }
    }

    init?(_ json: JSONValue) {
        guard let sizeMax = json["size_max"]?.int64, let positionMax = json["position_max"]?.int64,
            let requiresStop = json["require_stop"]?.bool, let types = json["order_types"]?.elements,
            let offTick = json["off_tick"].map({ $0.string.flatMap(OffTick.init) }) ?? .reject
        else { return nil }
        self.init(
            sizeMax: sizeMax, positionMax: positionMax, requiresStop: requiresStop,
            orderTypes: Set(types.compactMap { $0.string.flatMap(OrderType.init(word:)) }),
            offTick: offTick, allowsParallel: json["parallel"]?.bool ?? false)
    }
}
