package import JSON
package import Trading

/// One thing that one receiver is to be told: written with the event, and again as its delivery goes on.
package struct NotificationRow: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        case pending, delivered
        /// Never taken by the receiver, or dropped; `lastError` says which.
        case givenUp = "given_up"
    }

    /// Counted up from 1 by the Desk.
    package var id: Int64
    /// Wall time of the event.
    package var at: Timestamp
    /// The receiver's name in the settings.
    package var target: String
    package var level: NotificationLevel
    package var kind: NotificationKind
    package var account: AccountName?
    package var tag: OrderTag?
    package var alert: Fingerprint?
    package var text: String
    /// One JSON object.
    package var numbers: [UInt8]
    package var state: State
    /// Tries that have ended.
    package var attempts: Int64
    /// Wall time of the next try; nil once there is none.
    package var nextAt: Timestamp?
    package var deliveredAt: Timestamp?
    package var lastError: String?

    package init(
        id: Int64, at: Timestamp, target: String, level: NotificationLevel, kind: NotificationKind,
        account: AccountName? = nil, tag: OrderTag? = nil, alert: Fingerprint? = nil, text: String,
        numbers: [UInt8] = Array("{}".utf8), state: State = .pending, attempts: Int64 = 0,
        nextAt: Timestamp? = nil, deliveredAt: Timestamp? = nil, lastError: String? = nil
    ) {
        self.id = id
        self.at = at
        self.target = target
        self.level = level
        self.kind = kind
        self.account = account
        self.tag = tag
        self.alert = alert
        self.text = text
        self.numbers = numbers
        self.state = state
        self.attempts = attempts
        self.nextAt = nextAt
        self.deliveredAt = deliveredAt
        self.lastError = lastError
    }
}

extension NotificationRow: LedgerRecord {
    package static let recordKind = "notification"
    package var recordKey: String { String(id) }

    package func writeMembers(to writer: inout JSONWriter) {
        writeMessage(to: &writer)
        writer.member("target", target)
        writer.member("state", state.rawValue)
        writer.member("attempts", attempts)
        writer.member("next_at", nextAt)
        writer.member("delivered_at", deliveredAt)
        writer.member("last_error", lastError)
    }

    /// What the receiver gets: one JSON object, the same bytes at every try.
    package var message: [UInt8] {
        JSONWriter.write { $0.object { writeMessage(to: &$0) } }
    }

    /// The same at every try, and of no other notification: a ledger that began anew counts from 1 again, so
    /// the time stands in it too.
    package var idempotencyKey: String { "ab-\(id)-\(at.microseconds)" }

    private func writeMessage(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("at", at)
        writer.member("level", level.rawValue)
        writer.member("kind", kind.rawValue)
        writer.member("account", account?.text)
        writer.member("tag", tag?.text)
        writer.member("alert", alert.map { Hexadecimal.text($0) })
        writer.member("text", text)
        writer.member("numbers", embedded: numbers)
    }
}
