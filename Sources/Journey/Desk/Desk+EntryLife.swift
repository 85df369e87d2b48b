import JSON
import Trading

/// An entry that rests is cancelled by us when its time is over: the venue would leave it working for ever.
///
/// Its end follows from its row and the settings, so a restart finds the same. The cancel is one like a person's: an
/// attempt on the order's row, sent once and read back; here it is sent again until the order is seen to be over.
extension Desk {
    static let entryExpired = "ENTRY_EXPIRED"
    /// An alert took it back: its life is over whatever its time, and its row says so over restarts.
    static let entryCancelled = "ENTRY_CANCELLED"
    /// From one cancel that did not work to the next, in seconds; then every 60.
    static let expiryDelays: [Int64] = [5, 10, 20, 40]

    /// Wall time at which an entry's life ends; nil for what is no entry of ours.
    ///
    /// The end of the day's resting entries is the first one after the entry was approved: the account's own, else
    /// the specification's 15:05, and before an early close of its product.
    func lifeEnd(of order: LiveOrder) -> Timestamp? {
        let row = order.row
        guard row.orderClass == .entry, row.alert != nil, let profile = accounts[row.account]?.profile
        else { return nil }
        if order.isTakenBack { return row.createdAt }
        let root = root(of: row, asked: order.root)
        let dayEnd = restingEnd(of: root, profile, after: row.createdAt)
        let rule = settings.router.rules.first { $0.name == row.rule }
        guard let life = rule?.entryLife ?? profile.hours.entryLife else { return dayEnd }
        return min(dayEnd, row.createdAt.advanced(by: life))
    }

    private func restingEnd(of root: String, _ profile: AccountProfile, after time: Timestamp) -> Timestamp {
        let cutOff = profile.cutOff ?? CutOff.standard
        func end(_ moment: Timestamp) -> Timestamp {
            let close = close(of: root, profile, at: moment)
            return cutOff.instants(at: moment, chicago: settings.chicago, close: close).resting
        }
        let today = end(time)
        guard today <= time else { return today }
        // Approved after it, for a session that still runs: the next day's is meant.
        return end(cutOff.instants(at: time, chicago: settings.chicago).end)
    }

    /// Steady time at which something about an entry's life is due.
    func nextExpiry(of order: LiveOrder) -> Timestamp? {
        guard mayExpire(order), let end = lifeEnd(of: order) else { return nil }
        let due = now.steady.advanced(by: end.since(now.wall))
        return max(due, order.expiryRetry ?? due)
    }

    /// Whether its end would lead to anything now: what is on its way to or from the venue is waited for.
    private func mayExpire(_ order: LiveOrder) -> Bool {
        guard order.row.orderClass == .entry, ledger != .down, order.check == nil, !order.isCopied else {
            return false
        }
        switch order.row.state {
        case .approved:
            return order.isResumed || isHeldBack(order) || order.row.parent.map { orders[$0] != nil } ?? false
        case .working, .partiallyFilled: return order.row.venueOrder != nil
        default: return false
        }
    }

    mutating func tickEntryLives() {
        let due = orders.values.filter { order in
            nextExpiry(of: order).map { $0 <= now.steady } ?? false
        }
        for tag in due.map(\.row.tag).sorted() { expire(tag) }
    }

    /// Takes an entry back for an alert, now or as soon as what is under way about it has ended.
    mutating func cancelEntry(_ tag: OrderTag, for alert: Fingerprint) {
        update(tag) { live in
            live.cancelledBy = alert
            (live.row.code, live.row.reason) = (Self.entryCancelled, "an alert took it back")
        }
        if let order = orders[tag], let due = nextExpiry(of: order), due <= now.steady { expire(tag) }
    }

    private mutating func expire(_ tag: OrderTag) {
        guard let order = orders[tag], let end = lifeEnd(of: order) else { return }
        let isCancelled = order.isTakenBack
        let code = isCancelled ? Self.entryCancelled : Self.entryExpired
        let reason = isCancelled ? "an alert took it back" : "its time ended at \(end)"
        let hasLeft = order.row.state != .approved
        // What took it back is in no other row where it had not left.
        if order.expiryTries == 0, hasLeft || isCancelled {
            out.rows.append(
                .audit(
                    AuditRow(
                        at: now.wall, kind: isCancelled ? "entry.cancelled" : "entry.expired",
                        subject: tag.text,
                        body: JSONWriter.write { writer in
                            writer.object { writer in
                                writer.member("by", ifPresent: order.cancelledBy?.description)
                                writer.member("ended_at", ifPresent: isCancelled ? nil : end.description)
                                writer.member("size", order.row.size)
                                writer.member("filled", order.row.filled)
                            }
                        })))
        }
        guard hasLeft else {
            return self.end(tag, .notSent, code: code, reason: "\(reason), before it was sent")
        }
        update(tag) { live in
            live.expiryTries += 1
            (live.row.code, live.row.reason) = (code, "\(reason): the rest is cancelled")
        }
        send(ChangeCheck(wanted: nil, purpose: .expired), of: tag, for: order.cancelledBy)
    }

    /// A cancel of an entry whose time is over that is not seen to be in force: asked for again after a while.
    mutating func retryExpiry(of tag: OrderTag) {
        let tries = orders[tag]?.expiryTries ?? 0
        let seconds = Self.expiryDelays.dropFirst(max(0, tries - 1)).first ?? 60
        let due = now.steady.advanced(by: .seconds(seconds))
        update(tag) { $0.expiryRetry = due }
    }
}
