import JSON
import Journey
import Trading

/// What the audit chain says when deliveries have gone for their age.
struct DroppedDeliveries: Hashable, Sendable {
    static let kind = "retention.deliveries"
    static let subject = "deliveries"

    let ids: ClosedRange<Int64>
    /// How many there were; the numbers have no gaps, so as many as `ids` spans.
    let count: Int64
    /// All of them came before it.
    let before: Timestamp

    init(ids: ClosedRange<Int64>, count: Int64, before: Timestamp) {
        self.ids = ids
        self.count = count
        self.before = before
    }

    /// Nil for a row of another kind, or one that cannot be read.
    init?(_ row: AuditRow) {
        guard row.kind == Self.kind, let root = (try? JSONDocument(row.body))?.root,
            let first = root["first"]?.int64, let last = root["last"]?.int64, first <= last,
            let count = root["count"]?.int64, let before = root["before"]?.string.flatMap({ Timestamp($0) })
        else { return nil }
        self.init(ids: first...last, count: count, before: before)
    }

    func row(at now: Timestamp) -> AuditRow {
        let body = JSONWriter.write { writer in
            writer.object {
                $0.member("first", ids.lowerBound)
                $0.member("last", ids.upperBound)
                $0.member("count", count)
                $0.member("before", before)
            }
        }
        return AuditRow(at: now, kind: Self.kind, subject: Self.subject, body: body)
    }
}
