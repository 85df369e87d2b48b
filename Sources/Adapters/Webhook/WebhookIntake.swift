import Crypto
package import HTTPServer
package import Journey
import Synchronization
package import Trading

/// Takes hooks off the wire: authenticates and reads each on the listener's thread, queues it, and answers once
/// its decisions are on disk.
package final class WebhookIntake: HTTPHandler {
    /// The header in which a proxy names the address it was called from.
    package static let forwardedHeader = "X-Forwarded-For"

    private let sources: SourceBook
    private let trustedProxies: Set<String>
    private let clock: @Sendable () -> Moment
    /// False when too much waits already.
    private let submit: @Sendable (Input) -> Bool
    private let alarm: Alarm?
    private let waiting = Mutex(Waiting())

    /// Runs something once so much time has passed, on a thread of its own.
    package typealias Alarm = @Sendable (Span, @escaping @Sendable () -> Void) -> Void

    /// The longest that a sender waits for a commit; TradingView gives up after 3 s, and a whole second is promised.
    package static let patience = Span.milliseconds(900)

    /// Exchanges whose senders wait for a commit.
    private struct Waiting {
        var last: UInt64 = 0
        var exchanges: [ReplyID: (exchange: HTTPExchange, since: Timestamp)] = [:]
        /// Whether an alarm is set.
        var isWatched = false
    }

    /// - Parameter alarm: Ends waits that last too long; without it a sender waits as long as the commit takes.
    package init(
        sources: SourceBook, trustedProxies: Set<String> = [], clock: @escaping @Sendable () -> Moment,
        alarm: Alarm? = nil, submit: @escaping @Sendable (Input) -> Bool
    ) {
        self.sources = sources
        self.trustedProxies = trustedProxies
        self.clock = clock
        self.alarm = alarm
        self.submit = submit
    }

    package func admit(_ head: borrowing HTTPRequestHead) -> HTTPAdmission {
        guard head.method == "POST", !head.hasQuery, HookPath(head.path) != nil else {
            return .refuse(HTTPResponse(status: 404, closes: true))
        }
        return .accept
    }

    package func respond(to exchange: HTTPExchange) {
        guard let path = HookPath(exchange.path) else { return exchange.reply(HTTPResponse(status: 404)) }
        let text = Result { () throws(Refusal) in try AlertReader.open(exchange.body) }
        let opened = try? text.get()
        let unread = opened == nil && path.secret == nil ? exchange.body : nil
        guard
            let source = sources.authenticate(
                path.source, offered: path.secret ?? opened?.secret, unread: unread)
        else {
            exchange.reply(HTTPResponse(status: 401, closes: true))
            return noteUnauthorized(exchange, path.source)
        }
        take(exchange, text, from: source)
    }

    /// Answers the sender that waits under this id; once.
    package func answer(_ reply: AlertReply) {
        let waiter = waiting.withLock { $0.exchanges.removeValue(forKey: reply.id) }
        waiter?.exchange.reply(reply.outcome.response)
    }

    package var waitingCount: Int { waiting.withLock { $0.exchanges.count } }

    // MARK: Patience

    private func wait(for exchange: HTTPExchange) -> ReplyID {
        let now = clock().steady
        let (id, isFirst) = waiting.withLock { waiting -> (ReplyID, Bool) in
            waiting.last += 1
            let id = ReplyID(waiting.last)
            waiting.exchanges[id] = (exchange, now)
            let isFirst = !waiting.isWatched && alarm != nil
            waiting.isWatched = waiting.isWatched || isFirst
            return (id, isFirst)
        }
        if isFirst { watch(after: Self.patience) }
        return id
    }

    private func watch(after span: Span) {
        alarm?(span) { [weak self] in self?.endLongWaits() }
    }

    /// Sends away whom the commit kept waiting. It may succeed yet: the sender's repeat is then a duplicate, and
    /// answered with what was decided.
    private func endLongWaits() {
        let now = clock().steady
        let (late, next) = waiting.withLock { waiting -> ([HTTPExchange], Span?) in
            let late = waiting.exchanges.filter { now.since($0.value.since) >= Self.patience }
            for id in late.keys { waiting.exchanges[id] = nil }
            let oldest = waiting.exchanges.values.map(\.since).min()
            waiting.isWatched = oldest != nil
            return (late.values.map(\.exchange), oldest.map { $0.advanced(by: Self.patience).since(now) })
        }
        for exchange in late { exchange.reply(Self.tooSlow) }
        if let next { watch(after: next) }
    }

    private static let tooSlow =
        AlertOutcome.unavailable(reason: "the ledger takes long to write; the alert may be taken yet")
        .response

    // MARK: One delivery

    private func take(
        _ exchange: HTTPExchange, _ text: Result<AlertReader.Text, Refusal>, from source: Source
    ) {
        let readable = (try? text.get())?.kept
        let kept = sources.redact(readable ?? AlertReader.kept(unread: exchange.body), of: source.name)
        let delivery = delivery(exchange, source.name, body: kept)
        let content: Arrival.Content
        do throws(Refusal) {
            let alert = try AlertReader.alert(in: text, from: source)
            let identity = AlertIdentity(of: alert, receivedAt: delivery.bodyAt, sha256: Self.digest)
            content = .alert(alert, identity)
        } catch {
            content = .refused(error)
        }
        let id = wait(for: exchange)
        guard !submit(.arrival(Arrival(delivery: delivery, content: content, reply: id))) else { return }
        answer(
            AlertReply(
                id: id, outcome: .unavailable(reason: "too many alerts wait, or the bridge is stopping")))
    }

    /// A wrong secret for a source that exists goes into the ledger, after its answer and without its body.
    private func noteUnauthorized(_ exchange: HTTPExchange, _ source: String) {
        guard sources.knows(source) else { return }
        let delivery = delivery(exchange, source, body: [])
        _ = submit(.arrival(Arrival(delivery: delivery, content: .unauthorized, reply: nil)))
    }

    private func delivery(_ exchange: HTTPExchange, _ source: String, body: [UInt8]) -> Delivery {
        let now = clock().wall
        let tookNanoseconds = Int64(clamping: exchange.completedAt &- exchange.acceptedAt)
        return Delivery(
            source: source, peer: peer(exchange),
            acceptedAt: now.advanced(by: Span(microseconds: -(tookNanoseconds / 1_000))), bodyAt: now,
            body: body)
    }

    /// The sender's address: behind a proxy that the settings list, the right-most hop that is not one.
    private func peer(_ exchange: HTTPExchange) -> String {
        guard trustedProxies.contains(exchange.peer), let hops = exchange.header(Self.forwardedHeader) else {
            return exchange.peer
        }
        let addresses = hops.split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" } }
        let hop = addresses.last { !trustedProxies.contains($0) }
        return hop.flatMap { $0.utf8.count <= 45 && $0.allSatisfy(Self.isAddressPart) ? $0 : nil }
            ?? exchange.peer
    }

    private static func isAddressPart(_ character: Character) -> Bool {
        character.isASCII && (character.isHexDigit || character == "." || character == ":")
    }

    private static func digest(_ bytes: [UInt8]) -> Fingerprint {
        guard let digest = Fingerprint(SHA256.hash(bytes)) else {
            preconditionFailure("SHA-256 gives 32 bytes")
        }
        return digest
    }
}
