import Dispatch
import HTTPClient
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
    package init(_ options: GatewayClientOptions) throws(GatewayClientFailure) {
        name = options.name
        do {
            worker = try GatewayWorker(options)
        } catch {
            throw GatewayClientFailure(reason: error.reason)
        }
        market = worker.market.map { [queue = worker.queue] in MarketFeed($0, on: queue) }
    }

    package func start(events: @escaping @Sendable (GatewayEvent) -> Void) {
        worker.queue.async { [worker] in worker.start(events) }
    }

    package func perform(_ call: GatewayCall, then: @escaping @Sendable (GatewayAnswer) -> Void) {
        worker.queue.async { [worker] in worker.perform(call, then) }
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
        worker.moneyUnderWay.wait()
        worker.queue.sync { worker.logOut() }
        worker.loggingOut.wait()
        worker.stopRest()
        worker.callsUnderWay.wait()
        for group in sockets { group.wait() }
    }
}

/// Why a client could not be made.
package struct GatewayClientFailure: Error, Hashable, Sendable {
    package let reason: String
}
