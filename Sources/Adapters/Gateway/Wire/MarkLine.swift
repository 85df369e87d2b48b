import Journey
import Trading

/// Tells where the market stands for the contracts that are asked for, at its pace.
///
/// @unchecked Sendable: touched only on the client's queue.
final class MarkLine: @unchecked Sendable {
    private let options: GatewayClientOptions
    private let market: MarketLink
    private let alarm: Alarm
    private var pace = MarkPace()
    private var watched: Set<ContractID> = []
    private var events: (@Sendable (GatewayEvent) -> Void)?

    init(_ market: MarketLink, _ options: GatewayClientOptions, on queue: any WorkQueue) {
        self.market = market
        self.options = options
        alarm = Alarm(on: queue)
    }

    func start(_ events: @escaping @Sendable (GatewayEvent) -> Void) {
        self.events = events
        market.listen { [weak self] in self?.heard($0) }
        events(.market(options.name, .connecting))
    }

    func watch(_ contracts: Set<ContractID>) {
        let (gone, asked) = (watched.subtracting(contracts), contracts.subtracting(watched))
        watched = contracts
        market.unsubscribe(gone.sorted(), from: [.quotes])
        gone.forEach { pace.forget($0) }
        market.subscribe(asked.sorted(), to: [.quotes])
    }

    func stop() {
        events = nil
        alarm.cancel()
    }

    private func heard(_ event: MarketEvent) {
        switch event {
        case .stream(let state):
            pace.reset()
            events?(.market(options.name, state))
        case .quote(let quote):
            if let mark = pace.take(quote, at: options.now().steady) { tell(mark) }
            rearm()
        case .refused, .trade, .depth: break
        }
    }

    private func tell(_ mark: MarketMark) { events?(.mark(options.name, mark)) }

    private func rearm() {
        guard let due = pace.nextDue else { return alarm.cancel() }
        alarm.set(after: max(.zero, due.since(options.now().steady))) { [weak self] in self?.ring() }
    }

    private func ring() {
        for mark in pace.due(at: options.now().steady) { tell(mark) }
        rearm()
    }
}
