package import Trading

/// The market data of a login: quotes, trades and depth of the contracts asked for, over every reconnect.
///
/// Events come on the client's own queue: whoever takes them returns soon. It starts and stops with its
/// client; before the sign-in it only remembers what is wanted.
package final class MarketFeed: Sendable {
    private let link: MarketLink
    private let queue: any WorkQueue

    init(_ link: MarketLink, on queue: any WorkQueue) {
        self.link = link
        self.queue = queue
    }

    /// Hands events to one listener; a later one takes its place.
    package func listen(_ events: @escaping @Sendable (MarketEvent) -> Void) {
        queue.async { [link] in link.listen(events) }
    }

    /// Asks for what is not asked for yet; the hub is opened for the first contract.
    package func subscribe(_ contracts: [ContractID], to kinds: Set<MarketKind>) {
        queue.async { [link] in link.subscribe(contracts, to: kinds) }
    }

    package func unsubscribe(_ contracts: [ContractID], from kinds: Set<MarketKind>) {
        queue.async { [link] in link.unsubscribe(contracts, from: kinds) }
    }
}
