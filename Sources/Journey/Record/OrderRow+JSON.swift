package import JSON
package import Trading

extension OrderRow: LedgerRecord {
    package static let recordKind = "order"
    package var recordKey: String { tag.text }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("tag", tag.text)
        writer.member("alert", alert.map { Hexadecimal.text($0) })
        writer.member("rule", rule)
        writer.member("account", account.text)
        writer.member("contract", contract?.text)
        writer.member("class", orderClass.rawValue)
        writer.member("side", side?.rawValue)
        writer.member("size", size)
        writer.member("type", type.word)
        writer.member("limit_price", limitPrice)
        writer.member("stop_price", stopPrice)
        // Left out where there is none: rows that were written before it read back the same.
        writer.member("trail_price", numberIfPresent: trailPrice?.description)
        writeBracket(to: &writer)
        writer.member("state", state.rawValue)
        writer.member("stage", stage.rawValue)
        writer.member("code", code)
        writer.member("reason", reason)
        writer.member("remedy", remedy)
        writer.member("venue_order_id", venueOrder?.number)
        writer.member("parent", parent?.text)
        writer.member("leg", leg)
        writer.member("filled", filled)
        writer.member("average_price", averagePrice)
        writer.member("created_at", createdAt)
        writer.key("times")
        writer.object { times.writeMembers(to: &$0) }
    }

    /// Distances in ticks, without sign.
    private func writeBracket(to writer: inout JSONWriter) {
        writer.key("bracket")
        guard let bracket else { return writer.null() }
        writer.object {
            $0.member("stop_ticks", bracket.stop?.count)
            $0.member("target_ticks", bracket.target?.count)
            $0.member("stop_trails", ifPresent: bracket.stopTrails ? true : nil)
        }
    }
}

extension StageTimes {
    /// Each point with its name, in the order of the journey.
    package var points: [(name: String, at: Timestamp?)] {
        [
            ("accepted_at", acceptedAt), ("body_at", bodyAt), ("decided_at", decidedAt),
            ("durable_at", durableAt), ("replied_at", repliedAt), ("sent_at", sentAt),
            ("answered_at", answeredAt), ("hub_ack_at", hubAckAt), ("filled_at", filledAt),
            ("reconciled_at", reconciledAt),
        ]
    }

    package func writeMembers(to writer: inout JSONWriter) {
        for (name, time) in points { writer.member(name, time) }
    }
}
