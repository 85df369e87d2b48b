import JSON
import Trading

/// Turns the market hub's invocations into quotes, trades and books, in whatever wrapping they come.
///
/// The contract is the first argument; `symbol` names the product alone, and is no key. Where the first
/// argument is missing, the payload's own `contractId` or `contract` stands in.
struct MarketReader: Sendable {
    private var quotes = QuoteBook()
    private var depths: [ContractID: DepthBook] = [:]
    /// Invocations of targets that we do not use.
    private(set) var targetsIgnored = 0
    /// Payloads of contracts that nobody asked for, or does not ask for any more.
    private(set) var payloadsUnwanted = 0
    /// Payloads of our targets that could not be read.
    private(set) var payloadsUnreadable = 0

    /// Forgets every quote and book: a new connection begins.
    mutating func reset() {
        quotes = QuoteBook()
        depths = [:]
    }

    /// Forgets what is not heard any more.
    mutating func forget(_ contract: ContractID, _ kind: MarketKind) {
        switch kind {
        case .quotes: quotes.remove(contract)
        case .depth: depths[contract] = nil
        case .trades: break
        }
    }

    /// - Parameter isWanted: whether something is asked for; all else is passed over.
    /// - Returns: the events, and why a payload gave none.
    mutating func events(
        target: String, arguments: [JSONValue], at steady: Timestamp,
        isWanted: (ContractID, MarketKind) -> Bool
    ) -> (events: [MarketEvent], faults: [String]) {
        guard let kind = Self.kind(target) else {
            targetsIgnored += 1
            return ([], [])
        }
        var payloads = arguments.flatMap(HubPayloads.open)
        let named = payloads.firstIndex { $0.kind == .string }.map { payloads.remove(at: $0) }
        var events: [MarketEvent] = []
        var faults: [String] = []
        var touched: Set<ContractID> = []
        for payload in payloads {
            do throws(Unreadable) {
                let contract = try Self.contract(of: payload, named?.string)
                guard isWanted(contract, kind) else {
                    payloadsUnwanted += 1
                    continue
                }
                switch kind {
                case .quotes: events.append(.quote(try quotes.merge(payload, of: contract, at: steady)))
                case .trades: events.append(.trade(try MarketTrade(payload, of: contract)))
                case .depth:
                    touched.insert(contract)
                    try depths[contract, default: DepthBook(contract)].take(payload, at: steady)
                }
            } catch {
                payloadsUnreadable += 1
                faults.append("\(target): \(error.reason)")
            }
        }
        return (events + touched.sorted().compactMap { depths[$0] }.map(MarketEvent.depth), faults)
    }

    private static func contract(of payload: JSONValue, _ named: String?) throws(Unreadable) -> ContractID {
        guard let text = named ?? payload["contractId"]?.string ?? payload["contract"]?.string, !text.isEmpty
        else { throw Unreadable("no contract") }
        return ContractID(text)
    }

    private static func kind(_ target: String) -> MarketKind? {
        for (name, kind) in [
            ("GatewayQuote", MarketKind.quotes), ("GatewayTrade", .trades), ("GatewayDepth", .depth),
        ] where Printable.areSame(target, name) {
            return kind
        }
        return nil
    }
}
