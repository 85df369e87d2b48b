package import Journey
package import Trading

/// A login at a ProjectX gateway, with its REST calls and its hubs.
///
/// Events and answers come on the client's own serial queue: whoever takes them returns soon and calls
/// nothing of the client that waits.
package final class GatewayClient: GatewayPort {
    package let name: GatewayName
    /// The login's market data; nil where no address is given for it.
    package let market: MarketFeed?
    private let worker: GatewayWorker

    /// - Throws: `GatewayClientFailure` when the network library cannot be set up.
    package convenience init(_ options: GatewayClientOptions) throws(GatewayClientFailure) {
        do {
            self.init(options, in: try .machine(options))
        } catch {
            throw GatewayClientFailure(reason: error.reason)
        }
    }

    package init(_ options: GatewayClientOptions, in world: GatewayWorld) {
        name = options.name
        worker = GatewayWorker(options, in: world)
        market = worker.market.map { [queue = worker.queue] in MarketFeed($0, on: queue) }
    }

    package func start(events: @escaping @Sendable (GatewayEvent) -> Void) {
        worker.queue.async { [worker] in worker.start(events) }
    }

    package func perform(_ call: GatewayCall, then: @escaping @Sendable (GatewayAnswer) -> Void) {
        worker.queue.async { [worker] in worker.perform(call, then) }
    }

    package func withdraw(_ tags: Set<OrderTag>) {
        worker.queue.async { [worker] in worker.withdraw(tags) }
    }

    package func watch(_ contracts: Set<ContractID>) {
        worker.queue.async { [worker] in worker.watch(contracts) }
    }

    /// Asks the venue whether it is there; `then` gets nil when it is, and the reason otherwise.
    package func ping(then: @escaping @Sendable (String?) -> Void) {
        worker.queue.async { [worker] in worker.ping(then) }
    }

    /// Calls that wait end as not sent, a call on its way is waited for (up to its timeout), reads are cut
    /// off, and the venue's session is ended where the options say so.
    ///
    /// Not to be called from an event or an answer: it waits for them.
    package func stop() {
        let sockets = worker.queue.sync { worker.stop() }
        worker.queue.wait(for: worker.moneyUnderWay)
        worker.queue.sync { worker.logOut() }
        worker.queue.wait(for: worker.loggingOut)
        worker.stopRest()
        for group in [worker.callsUnderWay] + sockets { worker.queue.wait(for: group) }
    }
}

/// Why a client could not be made.
package struct GatewayClientFailure: Error, Hashable, Sendable {
    package let reason: String
}
