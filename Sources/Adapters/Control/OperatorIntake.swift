package import Journey
import Synchronization
package import Trading

/// Takes what the operator asks for by hand, queues it, and answers once its decisions are on disk.
package final class OperatorIntake: Sendable {
    /// What is told to whoever asked: an HTTP status and one JSON object.
    package struct Answer: Hashable, Sendable {
        package let status: Int
        package let body: [UInt8]

        package init(status: Int, body: [UInt8]) {
            self.status = status
            self.body = body
        }
    }

    /// Looks an order up in the ledger, and hands on one JSON object; nil when it has none of that tag.
    package typealias Look = @Sendable (OrderTag, @escaping @Sendable ([UInt8]?) -> Void) -> Void

    private let clock: @Sendable () -> Moment
    private let sha256: @Sendable ([UInt8]) -> Fingerprint
    /// False when too much waits already.
    private let submit: @Sendable (Input) -> Bool
    private let look: Look
    private let waiting = Mutex(Waiting())

    /// Those who wait for a commit.
    private struct Waiting {
        var last: UInt64 = ReplyID.firstByHand
        var answers: [ReplyID: @Sendable (Answer) -> Void] = [:]
    }

    package init(
        clock: @escaping @Sendable () -> Moment, sha256: @escaping @Sendable ([UInt8]) -> Fingerprint,
        submit: @escaping @Sendable (Input) -> Bool, look: @escaping Look
    ) {
        self.clock = clock
        self.sha256 = sha256
        self.submit = submit
        self.look = look
    }

    /// - Parameters:
    ///   - body: The request's JSON.
    ///   - peer: Whoever sent it, for the ledger.
    ///   - then: Called once, with the verdict or the refusal.
    package func take(_ body: [UInt8], peer: String, then: @escaping @Sendable (Answer) -> Void) {
        let now = clock().wall
        let delivery = Delivery(
            source: OperatorRequest.source, peer: peer, acceptedAt: now, bodyAt: now, body: body)
        let content: Arrival.Content
        do throws(Refusal) {
            if ControlReader.isControl(body) {
                let request = try ControlReader.read(body)
                content = .control(request, AlertIdentity(of: request, sha256: sha256))
            } else {
                let request = try OperatorReader.read(body)
                content = .request(request, AlertIdentity(of: request, sha256: sha256))
            }
        } catch {
            content = .refused(error)
        }
        let id = wait(then)
        guard !submit(.arrival(Arrival(delivery: delivery, content: content, reply: id))) else { return }
        answer(AlertReply(id: id, outcome: .unavailable(reason: "the bridge is stopping, or overloaded")))
    }

    /// Has the venue read and compared at once, and hands on what was found.
    ///
    /// - Parameter account: One, or all of them.
    package func reconcile(_ account: AccountName?, then: @escaping @Sendable (Answer) -> Void) {
        let id = wait(then)
        guard !submit(.reconcile(account, id)) else { return }
        answer(AlertReply(id: id, outcome: .unavailable(reason: "the bridge is stopping, or overloaded")))
    }

    private func wait(_ then: @escaping @Sendable (Answer) -> Void) -> ReplyID {
        waiting.withLock { waiting -> ReplyID in
            waiting.last += 1
            let id = ReplyID(waiting.last)
            waiting.answers[id] = then
            return id
        }
    }

    /// Answers whoever waits under this id; once. Another's id is none of ours.
    package func answer(_ reply: AlertReply) {
        let then = waiting.withLock { $0.answers.removeValue(forKey: reply.id) }
        then?(Answer(status: reply.outcome.status, body: reply.outcome.json))
    }

    package func show(_ tag: OrderTag, then: @escaping @Sendable (Answer) -> Void) {
        look(tag) { body in
            then(body.map { Answer(status: 200, body: $0) } ?? Answer(status: 404, body: []))
        }
    }
}

extension ReplyID {
    /// The numbers above it are drawn here, the ones below it by the Webhook.
    static let firstByHand: UInt64 = 1 << 63
}
