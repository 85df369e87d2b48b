import Journey
import Trading
import YAML

extension SettingsReader {
    /// The largest number that the venue's fields take.
    static let numberMax = Int64(Int32.max)

    mutating func readAccount(_ name: String, _ section: Section) -> AccountProfile? {
        let gateway = report.required(
            "gateway", of: section, remedy: "add gateway: and a name from gateways", Scalars.text)
        let known = gateway == nil ? nil : reference("gateway", to: "gateways", of: section)
        let id = report.required("id", of: section, remedy: "add id: and the venue's account number") {
            (node) throws(Objection) in try Scalars.whole(node, in: 1...Self.numberMax)
        }
        let state = report.optional("state", of: section) { (node) throws(Objection) in
            try Scalars.word(node, of: TradingState.allCases)
        }
        let resizes = report.optional("resize_protection", of: section, Scalars.boolean)
        let unprotected = report.optional("unprotected", of: section) { (node) throws(Objection) in
            try Scalars.word(node, of: Unprotected.allCases)
        }
        let bracketMode = report.optional("bracket_mode", of: section) { (node) throws(Objection) in
            try Scalars.word(node, of: BracketMode.allCases)
        }
        let cutOff = readCutOff(section)
        let hours = readHours(section, gateway: known)
        let risk = report.section("risk", of: section, keys: Keys.risk)
        let limits = readLimits(risk)
        let holding = readHolding(section, requiresStop: limits.requiresStop)
        noteHolding(section, limits, holding)
        let hedge = readHedge(section, login: known)
        let rate = readOrderRate(risk)
        let day = readDay(risk, limits)
        let priceLimit = readPriceLimit(risk)
        let terms = readTerms(section, limits)
        let clamps = risk.flatMap { report.optional("clamp", of: $0, Scalars.boolean) }
        guard let known, let id else { return nil }
        return AccountProfile(
            name: AccountName(name), gateway: GatewayName(known), id: AccountID(id), limits: limits,
            holding: holding, day: day, hedge: hedge, state: state ?? .active,
            resizesProtection: resizes ?? true,
            unprotected: unprotected ?? .protect, cutOff: cutOff, hours: hours, orderRate: rate,
            clampsEntries: clamps ?? false, terms: terms, bracketMode: bracketMode, priceLimit: priceLimit)
    }

    /// Times of day in Chicago; without `flatten_at` the other two have no meaning.
    private mutating func readCutOff(_ section: Section) -> CutOff? {
        let flattenAt = readTime("flatten_at", section)
        let mustBeFlat = readTime("must_be_flat", section)
        let margin = report.optional("entry_cutoff", of: section, Scalars.duration)
        guard section["flatten_at"] != nil else {
            for key in ["must_be_flat", "entry_cutoff"] {
                guard let node = section[key] else { continue }
                report.add(
                    "\(section.path(to: key)) is there without flatten_at",
                    remedy: "add flatten_at: \"15:07:30\", or remove \(key)", at: node)
            }
            return nil
        }
        guard let flattenAt else { return nil }
        if let mustBeFlat, mustBeFlat <= flattenAt, let node = section["must_be_flat"] {
            report.add(
                "\(section.path(to: "must_be_flat")) is not after flatten_at",
                remedy: "write a later time, such as one minute after it", at: node)
        }
        let cutOff = CutOff(
            flattenAt: flattenAt, mustBeFlat: mustBeFlat, entryMargin: margin ?? CutOff.entryMarginDefault)
        if cutOff == nil, mustBeFlat == nil, let node = section["flatten_at"] {
            report.add(
                "\(section.path(to: "flatten_at")) leaves no minute before the day ends at 17:00",
                remedy: "write an earlier time, such as \"15:07:30\"", at: node)
        }
        return cutOff
    }

    /// A time of the trading day's afternoon or morning: at 17:00 in Chicago the next day begins.
    private mutating func readTime(_ key: String, _ section: Section) -> Int64? {
        report.optional(key, of: section) { (node) throws(Objection) in
            let time = try Scalars.timeOfDay(node)
            guard time < CutOff.roll else {
                throw Objection(
                    "is 17:00 or later, when the next trading day runs", remedy: "write an earlier time")
            }
            return time
        }
    }

    private mutating func readLimits(_ section: Section?) -> RiskLimits {
        var limits = RiskLimits()
        guard let section else { return limits }
        let contracts = { (node: YAMLNode) throws(Objection) in
            try Scalars.whole(node, in: 1...Self.numberMax)
        }
        let sizeMax = report.optional("max_size", of: section, contracts)
        let positionMax = report.optional("max_position", of: section, contracts)
        limits.sizeMax = sizeMax ?? 1
        limits.positionMax = positionMax ?? limits.sizeMax
        if let positionMax, limits.sizeMax > positionMax, let node = section["max_size"] {
            report.add(
                "\(section.path(to: "max_size")) is \(limits.sizeMax), above max_position \(positionMax)",
                remedy: "lower max_size, or raise max_position", at: node)
        }
        if let requiresStop = report.optional("require_stop", of: section, Scalars.boolean) {
            limits.requiresStop = requiresStop
        }
        if let types = readOrderTypes(section) { limits.orderTypes = types }
        let offTick = report.optional("off_tick", of: section) { (node) throws(Objection) in
            try Scalars.word(node, of: OffTick.allCases)
        }
        limits.offTick = offTick ?? .reject
        limits.allowsParallel = report.optional("parallel", of: section, Scalars.boolean) ?? false
        return limits
    }

    private mutating func readOrderTypes(_ section: Section) -> Set<OrderType>? {
        guard let node = section["order_types"] else { return nil }
        guard let nodes = report.optional("order_types", of: section, Scalars.list) else { return nil }
        let path = section.path(to: "order_types")
        if nodes.isEmpty {
            report.add(
                "\(path) is empty",
                remedy:
                    "name some of market, limit, stop, trailing_stop, join_bid, join_ask, or remove the key",
                at: node)
        }
        let types = nodes.enumerated().compactMap { index, node in
            report.value("\(path)[\(index)]", at: node) { (node) throws(Objection) in
                try Scalars.word(node, of: EntryType.allCases)
            }
        }
        return Set(types.map(\.type))
    }

    /// One number at one gateway is one account: two profiles of it would each allow the whole limit.
    mutating func refuseSameNumbers(_ accounts: [Named<AccountProfile>], in top: Section) {
        for (index, later) in accounts.enumerated() {
            let earlier = accounts[..<index].first {
                $0.value.gateway == later.value.gateway && $0.value.id == later.value.id
            }
            guard let earlier else { continue }
            report.add(
                "accounts.\(Label.bare(later.value.name.text)) is account \(later.value.id) of gateway "
                    + "\(Label.bare(later.value.gateway.text)), as \(Label.bare(earlier.value.name.text)) is",
                remedy: "keep one of them, or correct its id", at: later.key)
        }
    }
}

/// The order types that an entry may have.
private enum EntryType: String, CaseIterable {
    case market, limit, stop
    case trailingStop = "trailing_stop"
    case joinBid = "join_bid"
    case joinAsk = "join_ask"

    var type: OrderType {
        switch self {
        case .market: .market
        case .limit: .limit
        case .stop: .stop
        case .trailingStop: .trailingStop
        case .joinBid: .joinBid
        case .joinAsk: .joinAsk
        }
    }
}
