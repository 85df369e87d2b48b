import JSON
import Trading

/// A copied ledger that is taken into use: a restored backup, or the file on another machine.
///
/// Nobody knows how old it is, nor whether the original went on trading. So nothing of it is sent: the venue is
/// asked about what was sent, and what was not sent stays unsent.
extension Desk {
    /// The code of orders that ended, or are only looked up, because their ledger was copied.
    static let restoredCopy = "RESTORED_COPY"

    /// Ends what waits to be sent, and writes that a copy was taken into use.
    mutating func takeCopyIntoUse() {
        // What waits for another comes first: else the end of that one would let it go.
        let approved = orders.values.filter { $0.row.state == .approved }.map(\.row)
        let waiting = approved.sorted {
            ($0.parent == nil ? 1 : 0, $0.tag) < ($1.parent == nil ? 1 : 0, $1.tag)
        }
        let lost = orders.values.filter { $0.row.state == .lost }.map(\.row.tag).sorted()
        for tag in lost {
            update(tag) { order in
                order.row.code = Self.restoredCopy
                order.row.reason = "sent by the ledger that this one is a copy of, and no answer was written"
            }
        }
        for row in waiting { leaveUnsent(row) }
        let body = JSONWriter.write { writer in
            writer.object { writer in
                writer.key("not_sent")
                writer.array { writer in waiting.forEach { writer.value($0.tag.text) } }
                writer.key("looked_up")
                writer.array { writer in lost.forEach { writer.value($0.text) } }
            }
        }
        out.rows.append(
            .audit(AuditRow(at: now.wall, kind: "ledger.copy_in_use", subject: "ledger", body: body)))
        note(
            .reconcile,
            "the ledger is a copy that is taken into use: \(waiting.count) orders stay unsent, \(lost.count) are "
                + "looked up and not sent again")
    }

    private mutating func leaveUnsent(_ row: OrderRow) {
        if row.orderClass == .flatten {
            locks(of: row).forEach { clear($0) }
            record(
                discrepancy: "restored_copy", account: row.account, subject: row.tag.text,
                ours: "closing \(row.contract?.text ?? "everything")", theirs: "not known",
                done: "not started again, since this ledger is a copy: send a close if the position should go"
            )
        }
        update(row.tag) { $0.row.remedy = "send the alert again if it is still meant" }
        // A close that may have left is no order that was never sent.
        let mayHaveLeft = orders[row.tag]?.hasClosedBefore == true
        end(
            row.tag, mayHaveLeft ? .cancelled : .notSent, code: Self.restoredCopy,
            reason: "this ledger is a copy of the one that approved it, and it may be old")
    }
}
