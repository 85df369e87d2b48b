import Journey
import SQLite

/// Which missing deliveries the audit chain itself announced, and whether the announcements hold.
struct RetentionCheck {
    private struct Announcement {
        let seq: Int64
        let dropped: DroppedDeliveries
        /// Deliveries that the chain told of before and that are gone.
        var gone: Int64 = 0
    }

    /// By their first id; retention drops from the oldest on, so they follow one another.
    private var announcements: [Announcement] = []
    private var unreadable: [LedgerFinding] = []

    init(_ reader: LedgerReader) throws(LedgerFault) {
        var found: [Announcement] = []
        var unreadable: [LedgerFinding] = []
        try reader.walk(
            "SELECT \(AuditEntry.columns) FROM audit t WHERE subject = ?1 AND kind = '\(DroppedDeliveries.kind)'"
                + " AND \(Schema.standsAlone) ORDER BY seq",
            [.text(DroppedDeliveries.subject)]
        ) { entry throws(LedgerFault) in
            if let dropped = DroppedDeliveries(entry.row) {
                found.append(Announcement(seq: entry.seq, dropped: dropped))
            } else {
                unreadable.append(
                    LedgerFinding(
                        kind: .unreadable, subject: "audit \(entry.seq)",
                        what: "it does not tell which deliveries went"))
            }
        }
        announcements = found.sorted { $0.dropped.ids.lowerBound < $1.dropped.ids.lowerBound }
        self.unreadable = unreadable
    }

    /// Whether a delivery that an audit row tells of was announced to be gone, later in the chain.
    mutating func covers(_ entry: AuditEntry) -> Bool {
        guard entry.row.kind == DeliveryRow.recordKind, let id = Int64(entry.row.subject),
            let index = index(of: id), announcements[index].seq > entry.seq
        else { return false }
        announcements[index].gone += 1
        return true
    }

    /// What was announced and is not so.
    func findings(on reader: LedgerReader) throws(LedgerFault) -> [LedgerFinding] {
        var findings = unreadable
        for announcement in announcements {
            let ids = announcement.dropped.ids
            var left: Int64?
            try reader.prepared("SELECT min(id) FROM deliveries WHERE id BETWEEN ?1 AND ?2").each(
                [.int64(ids.lowerBound), .int64(ids.upperBound)], in: reader.path
            ) { values throws(LedgerFault) in
                if case .int64(let id)? = values.first { left = id }
            }
            if let left {
                findings.append(
                    LedgerFinding(
                        kind: .added, subject: "delivery \(left)",
                        what: "audit row \(announcement.seq) tells that it went, and it is there"))
            } else if announcement.gone != announcement.dropped.count {
                findings.append(
                    LedgerFinding(
                        kind: .missing, subject: "deliveries \(ids.lowerBound) to \(ids.upperBound)",
                        what: "audit row \(announcement.seq) tells that \(announcement.dropped.count) went, "
                            + "and \(announcement.gone) are gone"))
            }
        }
        return findings
    }

    private func index(of id: Int64) -> Int? {
        var low = 0
        var high = announcements.count
        while low < high {
            let middle = (low + high) / 2
            if announcements[middle].dropped.ids.upperBound < id { low = middle + 1 } else { high = middle }
        }
        guard low < announcements.count, announcements[low].dropped.ids.contains(id) else { return nil }
        return low
    }
}
