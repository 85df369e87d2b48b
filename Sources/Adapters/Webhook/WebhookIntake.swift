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
    private let senders: SenderAddress
    private let certificates: SenderCertificate
    /// Keys of the sources whose messages may be signed.
    private let signingKeys: [String: [UInt8]]
    private let wrongSecrets = Mutex(WrongSecrets())
    private let rates: Mutex<[String: RateBucket]>
    /// How much of what was turned away is written down.
    private let records = Mutex<[String: RateBucket]>([:])
    private let clock: @Sendable () -> Moment
    /// False when too much waits already.
    private let submit: @Sendable (Input) -> Bool
    private let alarm: Alarm?
    private let waiting = Mutex(Waiting())
    /// Strangers whose answer is held back for long.
    private let heldBack: Mutex<HeldBack>

    /// Runs something once so much time has passed, on a thread of its own.
    package typealias Alarm = @Sendable (Span, @escaping @Sendable () -> Void) -> Void

    /// The longest that a sender waits for a commit; TradingView gives up after 3 s, and a whole second is promised.
    package static let patience = Span.milliseconds(900)

    /// Exchanges whose senders wait for a commit.
    private struct Waiting {
        var last: UInt64 = 0
        /// With the steady time at which each is sent away.
        var exchanges: [ReplyID: (exchange: HTTPExchange, due: Timestamp)] = [:]
        /// When the alarm that counts goes off; an earlier one takes its place.
        var alarmAt: Timestamp?
    }

    /// - Parameters:
    ///   - connections: How many the listener has.
    ///   - alarm: Ends waits that last too long; without it a sender waits as long as the commit takes.
    package init(
        sources: SourceBook, trustedProxies: Set<String> = [],
        certificateHeaders: CertificateHeaders = CertificateHeaders(),
        connections: Int = 2_048, clock: @escaping @Sendable () -> Moment,
        alarm: Alarm? = nil, submit: @escaping @Sendable (Input) -> Bool
    ) {
        self.sources = sources
        senders = SenderAddress(trustedProxies: trustedProxies)
        certificates = SenderCertificate(trustedProxies: trustedProxies, headers: certificateHeaders)
        signingKeys = Dictionary(
            sources.all.compactMap { source in
                source.signingKey.flatMap { Base64.decode($0.reveal()) }.map { (source.name, $0) }
            }, uniquingKeysWith: { first, _ in first })
        rates = Mutex(
            Dictionary(
                sources.all.compactMap { source in source.rate.map { (source.name, RateBucket($0)) } },
                uniquingKeysWith: { first, _ in first }))
        heldBack = Mutex(HeldBack(connections: connections))
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
        let sender = Sender(
            address: senders.of(exchange.peer, exchange.header(Self.forwardedHeader)),
            certificate: certificates.of(
                exchange.peer,
                shown: exchange.certificate.flatMap {
                    SenderCertificate.shown($0.subject, sha256: $0.sha256, isVouchedFor: $0.isVouchedFor)
                }, header: { exchange.header($0) }))
        guard let (source, id) = believe(exchange, path, try? text.get()), sender.isOne(of: source) else {
            return turnAway(exchange, path.source, sender)
        }
        take(exchange, text, from: source, sender, signedID: id)
    }

    /// The source whose secret the sender knows, or with whose key he signed; then the message's own id, too.
    private func believe(
        _ exchange: HTTPExchange, _ path: HookPath, _ opened: AlertReader.Text?
    ) -> (Source, signedID: String?)? {
        if let key = signingKeys[path.source], let signature = WebhookSignature(exchange),
            signature.isGood(for: exchange.body, key: key, now: clock().wall),
            let source = sources[path.source]
        {
            return (source, signature.id)
        }
        let unread = opened == nil && path.secret == nil ? exchange.body : nil
        return sources.authenticate(path.source, offered: path.secret ?? opened?.secret, unread: unread)
            .map { ($0, nil) }
    }

    /// Answers the sender that waits under this id; once.
    package func answer(_ reply: AlertReply) {
        let waiter = waiting.withLock { $0.exchanges.removeValue(forKey: reply.id) }
        waiter?.exchange.reply(reply.outcome.response)
    }

    package var waitingCount: Int { waiting.withLock { $0.exchanges.count } }

    // MARK: Patience

    /// - Parameter window: How long its alert may be held for the one that goes before it.
    private func wait(for exchange: HTTPExchange, window: Span) -> ReplyID {
        let now = clock().steady
        let due = now.advanced(by: window).advanced(by: Self.patience)
        let (id, isNext) = waiting.withLock { waiting -> (ReplyID, Bool) in
            waiting.last += 1
            let id = ReplyID(waiting.last)
            waiting.exchanges[id] = (exchange, due)
            let isNext = alarm != nil && waiting.alarmAt.map { due < $0 } ?? true
            if isNext { waiting.alarmAt = due }
            return (id, isNext)
        }
        if isNext { watch(due, after: due.since(now)) }
        return id
    }

    private func watch(_ due: Timestamp, after span: Span) {
        alarm?(span) { [weak self] in self?.endLongWaits(alarmAt: due) }
    }

    /// Sends away whom the commit kept waiting. It may succeed yet: the sender's repeat is then a duplicate, and
    /// answered with what was decided.
    private func endLongWaits(alarmAt: Timestamp) {
        let now = clock().steady
        let (late, next) = waiting.withLock { waiting -> ([HTTPExchange], Timestamp?) in
            guard waiting.alarmAt == alarmAt else { return ([], nil) }
            let late = waiting.exchanges.filter { $0.value.due <= now }
            for id in late.keys { waiting.exchanges[id] = nil }
            waiting.alarmAt = waiting.exchanges.values.map(\.due).min()
            return (late.values.map(\.exchange), waiting.alarmAt)
        }
        for exchange in late { exchange.reply(Self.tooSlow) }
        if let next { watch(next, after: next.since(now)) }
    }

    private static let tooSlow =
        AlertOutcome.unavailable(reason: "the ledger takes long to write; the alert may be taken yet")
        .response

    // MARK: One delivery

    /// Who sent a request, as far as its connection tells.
    private struct Sender {
        let address: String
        let certificate: ClientCertificate?

        /// Whether a source takes messages from there.
        func isOne(of source: Source) -> Bool {
            (source.addresses.isEmpty || source.addresses.contains(address))
                && source.certificates.accept(certificate)
        }
    }

    private func take(
        _ exchange: HTTPExchange, _ text: Result<AlertReader.Text, Refusal>, from source: Source,
        _ sender: Sender, signedID: String?
    ) {
        let readable = (try? text.get())?.kept
        let kept = sources.redact(readable ?? AlertReader.kept(unread: exchange.body), of: source.name)
        let delivery = delivery(exchange, source.name, sender, body: kept, signedID: signedID)
        let content: Arrival.Content
        var window = Span.zero
        do throws(Refusal) {
            var alert = try AlertReader.alert(in: text, from: source)
            alert.id = alert.id ?? signedID
            let identity = AlertIdentity(of: alert, receivedAt: delivery.bodyAt, sha256: Self.digest)
            content = .alert(alert, identity)
            window = source.sync.window(of: alert)
        } catch {
            content = .refused(error)
        }
        if let wait = overRate(source, content) {
            exchange.reply(Self.tooMany(wait))
            return record(delivery, of: source, turnedAway: Self.tooMany(of: source))
        }
        let id = wait(for: exchange, window: window)
        guard !submit(.arrival(Arrival(delivery: delivery, content: content, reply: id))) else { return }
        answer(
            AlertReply(
                id: id,
                outcome: .unavailable(reason: "too many alerts wait, or the bridge is starting or stopping")))
    }

    // MARK: Strangers

    /// Answers a wrong secret and an unknown source alike, after a time that does not depend on either. A
    /// wrong secret for a source that exists goes into the ledger, after its answer and without its body.
    private func turnAway(_ exchange: HTTPExchange, _ source: String, _ sender: Sender) {
        let network = SenderAddress.network(of: sender.address)
        let ruling = wrongSecrets.withLock { $0.note(network, now: clock().steady) }
        let isNoted = ruling.isNoted && sources.knows(source)
        let noted = isNoted ? delivery(exchange, source, sender, body: []) : nil
        let end: @Sendable () -> Void = { [submit] in
            exchange.reply(HTTPResponse(status: 401, closes: true))
            guard let noted else { return }
            _ = submit(.arrival(Arrival(delivery: noted, content: .unauthorized, reply: nil)))
        }
        guard let alarm else { return end() }
        guard ruling.delay > WrongSecrets.shortest else { return alarm(WrongSecrets.shortest, end) }
        // Where no place is left in which to wait, an answer would be one without delay: there is none.
        guard heldBack.withLock({ $0.take(network) }) else {
            return alarm(WrongSecrets.shortest) { exchange.cut() }
        }
        alarm(ruling.delay) { [weak self] in
            self?.heldBack.withLock { $0.give(network) }
            end()
        }
    }

    // MARK: Rates

    /// How long until the source's rate has room again; nil when it has. An exit spends what there is and is
    /// never turned away.
    private func overRate(_ source: Source, _ content: Arrival.Content) -> Span? {
        let now = clock().steady
        guard let wait = rates.withLock({ $0[source.name]?.take(now: now) }) else { return nil }
        if case .alert(let alert, _) = content, alert.intent.isExit { return nil }
        return wait
    }

    /// What is turned away goes into the ledger behind its answer, so many a minute of each source: the rate is there
    /// to keep work away.
    private static let recordsAMinute = AlertRate(perMinute: 30, burst: 30)

    private func record(_ delivery: Delivery, of source: Source, turnedAway refusal: Refusal) {
        let now = clock().steady
        let isOver = records.withLock {
            $0[source.name, default: RateBucket(Self.recordsAMinute)].take(now: now) != nil
        }
        if isOver { return }
        _ = submit(.arrival(Arrival(delivery: delivery, content: .refused(refusal), reply: nil)))
    }

    private static func tooMany(_ wait: Span) -> HTTPResponse {
        AlertOutcome.unavailable(reason: "the source sends more alerts than its rate")
            .response(retryAfter: max(1, (wait.microseconds + 999_999) / 1_000_000))
    }

    private static func tooMany(of source: Source) -> Refusal {
        let rate = source.rate.map { "\($0.perMinute) a minute, and \($0.burst) at once" } ?? "its rate"
        return Refusal(
            .sourceRateExceeded, reason: "the source sent more than \(rate)",
            remedy: "raise the source's rate, or send fewer; what is sent again later is taken")
    }

    // MARK: Messages that are too large

    /// Writes down a message that nobody reads, where its sender is known all the same: by the secret in the path.
    package func refused(_ head: borrowing HTTPRequestHead, bodyBytes: Int) {
        guard head.method == "POST", !head.hasQuery, let path = HookPath(head.path), let secret = path.secret,
            let source = sources.authenticate(path.source, offered: secret, unread: nil)
        else { return }
        var told: [String: String] = [:]
        for name in certificates.headers.names { told[name] = head.header(name) }
        let sender = Sender(
            address: senders.of(head.peer, head.header(Self.forwardedHeader)),
            certificate: certificates.of(
                head.peer,
                shown: head.certificate.flatMap {
                    SenderCertificate.shown($0.subject, sha256: $0.sha256, isVouchedFor: $0.isVouchedFor)
                }, header: { told[$0] }))
        guard sender.isOne(of: source) else { return }
        let now = clock().wall
        let refusal = Refusal(
            .bodyTooLarge,
            reason: "the message has \(bodyBytes) bytes, and \(Self.listenerOptions.bodyBytesMax) are read",
            remedy: "shorten the alert's message: no template needs as many")
        record(
            Delivery(
                source: source.name, peer: sender.address, acceptedAt: now, bodyAt: now, body: [],
                certificate: sender.certificate),
            of: source, turnedAway: refusal)
    }

    private func delivery(
        _ exchange: HTTPExchange, _ source: String, _ sender: Sender, body: [UInt8], signedID: String? = nil
    ) -> Delivery {
        let now = clock().wall
        let tookNanoseconds = Int64(clamping: exchange.completedAt &- exchange.acceptedAt)
        return Delivery(
            source: source, peer: sender.address,
            acceptedAt: now.advanced(by: Span(microseconds: -(tookNanoseconds / 1_000))), bodyAt: now,
            body: body, certificate: sender.certificate, signedID: signedID)
    }

    private static func digest(_ bytes: [UInt8]) -> Fingerprint {
        guard let digest = Fingerprint(SHA256.hash(bytes)) else {
            preconditionFailure("SHA-256 gives 32 bytes")
        }
        return digest
    }
}
