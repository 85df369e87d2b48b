import JSON
import Trading

/// What one connection to the market hub has subscribed to.
struct MarketSubscriptions: Sendable {
    private enum Feed: String, Sendable {
        case quotes = "contractquotes"
        case trades = "contracttrades"
        case depth = "contractmarketdepth"
    }

    /// More contracts than there are products several times over: nobody needs them, and they take memory.
    private static let contractsMax = 500

    private var held: [Feed: Set<ContractID>] = [:]

    var contracts: Set<ContractID> { held.values.reduce(into: []) { $0.formUnion($1) } }

    func wantsQuotes(of contract: ContractID) -> Bool { held[.quotes]?.contains(contract) ?? false }
    func wantsTrades(of contract: ContractID) -> Bool { held[.trades]?.contains(contract) ?? false }
    func wantsDepth(of contract: ContractID) -> Bool { held[.depth]?.contains(contract) ?? false }

    /// Runs a server method; names are compared without case, as the framework does.
    ///
    /// - Returns: the completion's error, or nil when it worked.
    mutating func invoke(_ target: String, _ arguments: [JSONValue]) -> String? {
        let name = target.lowercased()
        let isOff = name.hasPrefix("unsubscribe")
        let word = name.dropFirst(isOff ? "unsubscribe".count : "subscribe".count)
        guard isOff || name.hasPrefix("subscribe"), let feed = Feed(rawValue: String(word)) else {
            return HubFailure.noSuchMethod(target)
        }
        guard arguments.count == 1 else {
            return HubFailure.argumentCount(target, arguments.count, wanted: 1)
        }
        guard let text = arguments[0].string else { return HubFailure.unbound(target) }
        if isOff {
            held[feed]?.remove(ContractID(text))
            return nil
        }
        guard (held[feed]?.count ?? 0) < Self.contractsMax else {
            return HubFailure.exception(target, "Too many contracts.")
        }
        held[feed, default: []].insert(ContractID(text))
        return nil
    }
}
