import Trading

/// What the bridge may take a position for: what the hub told of it, or what stood at the venue while a reading went on
/// that was asked after the hub told of it last.
///
/// It is known from the hub's words and the venue's own book, and not from what a reading was read as.
struct KnownPositions {
    struct Key: Hashable {
        let account: AccountName
        let contract: ContractID
    }

    private struct Book {
        /// What stood at the venue, and from which steady time on; the oldest first.
        var stood: [(from: Timestamp, size: Int64)] = []
        /// Steady time of the hub's last word; nil where this run of the program has none on disk.
        var toldAt: Timestamp?
        /// What may be taken up, in the order in which it was handed over.
        var handed: [Int64] = []
        /// How many of those the turn before has left.
        var left = 0

        mutating func take(_ size: Int64) -> Bool {
            guard let index = handed.firstIndex(of: size) else { return false }
            handed.removeFirst(index + 1)
            left = max(0, left - index - 1)
            return true
        }

        mutating func turned() {
            handed.removeFirst(left)
            left = handed.count
        }

        mutating func forget() { (toldAt, handed, left) = (nil, [], 0) }
    }

    private var books: [Key: Book] = [:]

    /// The venue's book, after each step. Flat until then.
    mutating func stands(_ size: Int64, _ key: Key, at now: Timestamp) {
        guard books[key]?.stood.last?.size ?? 0 != size else { return }
        books[key, default: Book()].stood.append((now, size))
    }

    mutating func told(_ size: Int64, _ key: Key, at now: Timestamp) {
        books[key, default: Book()].toldAt = now
        books[key, default: Book()].handed.append(size)
    }

    /// A reading ended that was asked at a steady time, whatever it was read as.
    mutating func wasRead(_ key: Key, askedAt: Timestamp) {
        let book = books[key] ?? Book()
        if let toldAt = book.toldAt, toldAt >= askedAt { return }
        let before = book.stood.last { $0.from <= askedAt }?.size ?? 0
        let since = book.stood.filter { $0.from > askedAt }.map(\.size)
        books[key, default: Book()].handed += [before] + since
    }

    /// Whether a position that is written was handed over and not taken up before.
    mutating func takes(_ size: Int64, _ key: Key) -> Bool {
        books[key]?.take(size) ?? false
    }

    /// What waited has been handled; more than a batch holds waits for the next turn.
    mutating func turned() {
        for key in books.keys { books[key]?.turned() }
    }

    /// The program's memory of what it was told is gone, or could not be written: only the venue's book stays.
    mutating func forget() {
        for key in books.keys { books[key]?.forget() }
    }
}
