package import JSON
import Trading

extension DeliveryRow: LedgerRecord {
    package static let recordKind = "delivery"
    package var recordKey: String { String(id) }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("at", at)
        writer.member("source", source)
        writer.member("peer", peer)
        writer.member("outcome", outcome.rawValue)
        writer.member("status", status)
        writer.member("alert", alert.map { Hexadecimal.text($0) })
        writer.member("code", code)
        // A body that is no text is still kept to the byte.
        let text = String(validating: body, as: UTF8.self)
        writer.member("body", text)
        writer.member("body_hex", text == nil ? Hexadecimal.text(body) : nil)
        // Left out where there is none: rows that were written before these read back the same.
        writer.member("certificate_subject", ifPresent: certificateSubject)
        writer.member("certificate_fingerprint", ifPresent: certificateFingerprint)
        writer.member("signed_id", ifPresent: signedID)
        writer.member("reason", ifPresent: refusal?.reason)
        writer.member("remedy", ifPresent: refusal?.remedy)
        writer.member("key", ifPresent: refusal?.key)
        writer.member("line", ifPresent: refusal?.line)
        writer.member("column", ifPresent: refusal?.column)
    }
}

extension AlertRow: LedgerRecord {
    package static let recordKind = "alert"
    package var recordKey: String { Hexadecimal.text(fingerprint) }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("alert", Hexadecimal.text(fingerprint))
        writer.member("key", Hexadecimal.text(key))
        writer.member("key_until", keyUntil)
        writer.member("source", source)
        writer.member("dialect", dialect)
        writer.member("strategy", strategy)
        writer.member("ticker", ticker)
        writer.member("action", action)
        writer.member("received_at", receivedAt)
        writer.member("canonical", embedded: canonical)
    }
}

extension AttemptRow: LedgerRecord {
    package static let recordKind = "attempt"
    package var recordKey: String { "\(tag)/\(number)" }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("tag", tag.text)
        writer.member("number", number)
        writer.member("kind", kind.rawValue)
        writer.member("at", at)
        writer.member("ending", ending)
        writer.member("code", code)
        writer.member("message", message)
        writer.member("latency_microseconds", latency?.microseconds)
        // Left out where there is none: rows that were written before it read back the same.
        writer.member("asked_by", ifPresent: alert.map { Hexadecimal.text($0) })
    }
}

extension FillRow: LedgerRecord {
    package static let recordKind = "fill"
    /// Two gateways may count their trades alike, so the account belongs to the key.
    package var recordKey: String { "\(trade.account)/\(trade.id)" }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("trade_id", trade.id.number)
        writer.member("tag", tag?.text)
        writer.member("account", trade.account.text)
        writer.member("contract", trade.contract.text)
        writer.member("venue_order_id", trade.order.number)
        writer.member("side", trade.side.rawValue)
        writer.member("size", trade.size)
        writer.member("price", trade.price)
        writer.member("profit_and_loss", trade.profit)
        writer.member("fees", trade.fees)
        writer.member("commissions", trade.commissions)
        writer.member("voided", trade.isVoided)
        writer.member("day", day.description)
        writer.member("at", trade.at)
    }
}

extension PositionRow: LedgerRecord {
    package static let recordKind = "position"
    package var recordKey: String { "\(account)/\(position.contract)" }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("account", account.text)
        writer.member("contract", position.contract.text)
        writer.member("signed_size", position.signedSize)
        writer.member("average_price", position.averagePrice)
        writer.member("at", at)
    }
}

extension DiscrepancyRow: LedgerRecord {
    package static let recordKind = "discrepancy"
    package var recordKey: String { String(id) }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("at", at)
        writer.member("account", account.text)
        writer.member("kind", kind)
        writer.member("subject", subject)
        writer.member("ours", ours)
        writer.member("theirs", theirs)
        writer.member("done", done)
    }
}

extension LockRow: LedgerRecord {
    package static let recordKind = "lock"
    package var recordKey: String { String(id) }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("account", account.text)
        writer.member("contract", contract?.text)
        writer.member("kind", kind)
        writer.member("reason", reason)
        writer.member("created_at", createdAt)
        writer.member("ends_at", endsAt)
        writer.member("cleared_at", clearedAt)
    }
}

extension DayRow: LedgerRecord {
    package static let recordKind = "day"
    package var recordKey: String { "\(account)/\(day)" }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("account", account.text)
        writer.member("day", day.description)
        writer.member("trades", trades)
        writer.member("profit_and_loss", profit)
        writer.member("fees", fees)
        writer.member("commissions", commissions)
        // Not in rows from before it was kept.
        if let openingBalance { writer.member("opening_balance", openingBalance) }
        if let openingReadAt { writer.member("opening_read_at", openingReadAt) }
        guard let floor else { return }
        writer.member("floor", floor.loss.floor)
        writer.member("peak", floor.loss.peak)
        writer.member("breached", floor.loss.isBreached)
        writer.member("floor_basis", floor.basis.rawValue)
        writer.member("floor_entered", floor.entry.floor)
        writer.member("floor_as_of", floor.entry.asOf.description)
        if let since = floor.since { writer.member("floor_since", since) }
    }
}

extension AuditRow: LedgerRecord {
    package static let recordKind = "audit"
    package var recordKey: String { subject }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("at", at)
        writer.member("kind", kind)
        writer.member("subject", subject)
        writer.member("body", embedded: body)
    }
}
