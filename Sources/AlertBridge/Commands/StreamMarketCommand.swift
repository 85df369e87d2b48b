import Gateway
import Journey
import Synchronization
import Trading

/// A command that prints market data.
protocol StreamMarketCommand: StreamCommand {
    static var kind: MarketKind { get }
}

extension StreamMarketCommand {
    static var words: [String] { ["stream", kind.rawValue] }
    static var options: [Arguments.Option] { StreamSetting.options }
    static var operands: [String] { ["CONTRACT…"] }
    static var operandsMax: Int { 50 }

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard !arguments.rest.isEmpty else {
            throw UsageError("\(words.joined(separator: " ")) needs a contract, such as MNQ")
        }
        let levelsMax = Int(try arguments.number("levels", in: 1...10_000) ?? 10)
        let setting = try setUp(arguments)
        guard let marketHub = setting.login.marketHub else {
            throw Fatal(
                status: .usage,
                message: "gateway \(setting.login.name) has no market hub; add market_hub to the settings")
        }
        if setting.isBridgeRunning {
            Console.error(
                "alertbridge: a bridge is running on \(setting.configuration.ledger); should its session be "
                    + "ended now and then, the venue allows this user no second one")
        }
        let wanted = ContractChoice(arguments.rest)
        var options = setting.options(roots: wanted.roots)
        options.marketHub = marketHub
        options.opensUserHub = false
        let hours = MarketHours(chicago: try ZoneFile.chicago())
        options.marketHours = hours
        if !hours.isOpen(at: SystemClock.now().wall) { Console.log("the exchanges are closed at this hour") }
        let client = try GatewayClient(options)
        defer { client.stop() }
        return try MarketStream(setting: setting, wanted: wanted, kind: kind, levelsMax: levelsMax).run(
            client)
    }
}

/// Market data of one kind, from a client's events to lines.
private struct MarketStream: Sendable {
    let setting: StreamSetting
    let wanted: ContractChoice
    let kind: MarketKind
    /// Of depth, on either side.
    let levelsMax: Int

    func run(_ client: GatewayClient) throws(Fatal) -> ExitStatus {
        let left = Mutex<Set<ContractID>>([])
        client.market?.listen { event in
            if case .refused(let contract, _, let reason) = event {
                let isLast = left.withLock { left in left.remove(contract) != nil && left.isEmpty }
                if isLast { refuse(reason) }
            }
            show(event)
        }
        client.start { event in
            switch event {
            case .contracts(_, let contracts):
                guard let ids = resolve(contracts) else { return }
                left.withLock { left in if left.isEmpty { left = Set(ids) } }
                client.market?.subscribe(ids, to: [kind])
            case .unreachable(_, let reason): setting.heard(unreachable: reason)
            default: break
            }
        }
        try setting.run.wait { setting.unreachable($0) }
        return .success
    }

    private func resolve(_ contracts: [Contract]) -> [ContractID]? {
        do throws(ContractChoice.Unknown) {
            return try wanted.resolve(contracts)
        } catch {
            setting.run.fail(
                setting.failure(error.description, remedy: "give a root such as MNQ, or a contract's id"))
            return nil
        }
    }

    private func show(_ event: MarketEvent) {
        let now = SystemClock.now()
        let name = setting.login.name
        switch event {
        case .quote(let quote): setting.run.print(.quote(quote, name, at: now))
        case .trade(let trade): setting.run.print(.trade(trade, name, at: now))
        case .depth(let book): setting.run.print(.depth(book, levelsMax: levelsMax, name, at: now))
        case .stream(let state): setting.heard(state)
        case .refused: break
        }
    }

    private func refuse(_ reason: String) {
        setting.run.fail(
            setting.failure(
                "the market hub refused every contract: \(reason)",
                remedy: "check the contracts by their roots"))
    }
}

enum StreamQuotesCommand: StreamMarketCommand {
    static let kind = MarketKind.quotes
    static let summary = "Prints the quotes of contracts as they change, each merged into a whole one."
}

enum StreamTradesCommand: StreamMarketCommand {
    static let kind = MarketKind.trades
    static let summary = "Prints the market's trades in contracts."
}

enum StreamDepthCommand: StreamMarketCommand {
    static let kind = MarketKind.depth
    static let summary = "Prints the order book of contracts at each change."
    static let options =
        StreamSetting.options + [
            Arguments.Option("levels", "N", "the best N levels on either side, in JSON (default 10)")
        ]
}
