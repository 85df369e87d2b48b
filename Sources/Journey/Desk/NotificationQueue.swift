import Trading

/// What waits for one receiver: one try at a time, the most important level first, each level in the order of
/// its ids. It decides and never sends.
struct NotificationQueue: Hashable, Sendable {
    /// Rows that may wait; one more drops the oldest of the least important.
    static let pendingMax = 500
    /// Waits between tries.
    static let delays: [Span] = [1, 2, 4, 8, 15, 30, 60].map { .seconds($0) }
    static let longDelay = Span.seconds(300)
    /// How long something not delivered is tried.
    static let lifetime = Span.seconds(86_400)

    private struct Item: Hashable, Sendable {
        var row: NotificationRow
        /// Steady time of the next try.
        var due: Timestamp
        /// Steady time since which it waits.
        let since: Timestamp
        /// Whether the receiver refused this very content, so that the ones behind it go first.
        var isAside = false
    }

    /// By id.
    private var items: [Item] = []
    private var underWay: Int64?
    /// What the notice of dropped ones counts that has not been tried yet.
    private var droppedCount: Int64 = 0

    var count: Int { items.count }
    var isUnderWay: Bool { underWay != nil }

    /// Whether a row waits here.
    func holds(_ id: Int64) -> Bool { items.contains { $0.row.id == id } }

    static func delay(after attempts: Int64) -> Span {
        let index = Int(clamping: attempts - 1)
        return delays.indices.contains(index) ? delays[index] : longDelay
    }

    // MARK: In

    mutating func put(_ row: NotificationRow, at now: Timestamp) {
        items.append(Item(row: row, due: now, since: now))
        guard row.level == .critical,
            let head = items.firstIndex(where: { $0.row.level == .critical && $0.row.attempts > 0 })
        else { return }
        // Grave news is a reason to try again soon, however long the receiver has been away.
        items[head].due = min(items[head].due, now.advanced(by: .seconds(60)))
    }

    /// Takes up what the ledger holds. A clock that was set makes nothing wait for longer than any wait is.
    mutating func restore(_ row: NotificationRow, at now: Moment) {
        let left = (row.nextAt ?? row.at).since(now.wall)
        let age = max(.zero, now.wall.since(row.at))
        items.append(
            Item(
                row: row, due: now.steady.advanced(by: min(max(left, .zero), Self.longDelay)),
                since: now.steady.advanced(by: Span(microseconds: -age.microseconds))))
    }

    // MARK: Out

    /// The next row to try, and marks it as under way.
    mutating func next(at now: Timestamp) -> NotificationRow? {
        guard underWay == nil, let index = head(at: now) else { return nil }
        underWay = items[index].row.id
        return items[index].row
    }

    /// Steady time at which there is something to try; nil while a try is under way, or with nothing to do.
    var nextDue: Timestamp? {
        guard underWay == nil else { return nil }
        return NotificationLevel.allCases.compactMap { level in candidates(level).map { items[$0].due }.min()
        }
        .min()
    }

    /// The first that is due of those that the order lets go.
    private func head(at now: Timestamp) -> Int? {
        for level in NotificationLevel.allCases.reversed() {
            if let index = candidates(level).first(where: { items[$0].due <= now }) { return index }
        }
        return nil
    }

    /// Of one level: the first in order, and before it those that the receiver refused.
    private func candidates(_ level: NotificationLevel) -> [Int] {
        var found: [Int] = []
        for index in items.indices where items[index].row.level == level {
            found.append(index)
            if !items[index].isAside { break }
        }
        return found
    }

    /// - Returns: The row as it stands then; nil when nothing of this id is waiting.
    mutating func ended(_ id: Int64, _ ending: NotifyEnding, at now: Moment) -> NotificationRow? {
        if underWay == id { underWay = nil }
        guard let index = items.firstIndex(where: { $0.row.id == id }) else { return nil }
        items[index].row.attempts += 1
        switch ending {
        case .delivered: return delivered(index, at: now)
        case .refused(let why):
            items[index].isAside = true
            return failed(index, why, at: now)
        case .failed(let why): return failed(index, why, at: now)
        }
    }

    private mutating func delivered(_ index: Int, at now: Moment) -> NotificationRow {
        var row = items.remove(at: index).row
        row.state = .delivered
        row.deliveredAt = now.wall
        row.nextAt = nil
        row.lastError = nil
        // The receiver is there again: what waited for that waits no longer.
        for other in items.indices where !items[other].isAside { items[other].due = now.steady }
        return row
    }

    private mutating func failed(_ index: Int, _ why: String, at now: Moment) -> NotificationRow {
        var row = items[index].row
        row.lastError = why
        guard now.steady.since(items[index].since) < Self.lifetime else {
            items.remove(at: index)
            row.state = .givenUp
            row.nextAt = nil
            return row
        }
        let delay = Self.delay(after: row.attempts)
        row.nextAt = now.wall.advanced(by: delay)
        items[index].row = row
        items[index].due = now.steady.advanced(by: delay)
        return row
    }

    // MARK: Too many

    /// The rows that there is no room for, as they end.
    mutating func overflow() -> [NotificationRow] {
        var dropped: [NotificationRow] = []
        while items.count(where: { $0.row.kind != .dropped }) > Self.pendingMax {
            let free = items.indices.filter { items[$0].row.id != underWay && items[$0].row.kind != .dropped }
            let victim = free.min {
                (items[$0].row.level, items[$0].row.id) < (items[$1].row.level, items[$1].row.id)
            }
            guard let victim else { break }
            var row = items.remove(at: victim).row
            row.state = .givenUp
            row.nextAt = nil
            row.lastError = "dropped: more than \(Self.pendingMax) were waiting"
            dropped.append(row)
        }
        return dropped
    }

    /// Adds to the notice of dropped ones that has not been tried yet.
    ///
    /// - Parameter write: Gives text and numbers for a count.
    /// - Returns: The notice; nil when there is none yet, and one has to be put.
    mutating func count(
        dropped more: Int64, write: (Int64) -> (text: String, numbers: [UInt8])
    ) -> NotificationRow? {
        let index = items.firstIndex {
            $0.row.kind == .dropped && $0.row.attempts == 0 && $0.row.id != underWay
        }
        guard let index, droppedCount > 0 else {
            droppedCount = more
            return nil
        }
        droppedCount += more
        (items[index].row.text, items[index].row.numbers) = write(droppedCount)
        return items[index].row
    }
}
