import Trading

extension Book {
    /// Tags in one row at most, so that no line grows without end.
    private static let tagsPerRow = 1_000

    /// Everything that is remembered, each row once: what a file needs that starts anew.
    var snapshot: [VenueRecord] {
        var rows: [VenueRecord] = [.counters(counters)]
        rows += accounts.values.sorted { $0.id < $1.id }.map(VenueRecord.account)
        for (account, used) in tags.sorted(by: { $0.key < $1.key }) {
            let numbers = used.numbers.sorted()
            for start in stride(from: 0, to: numbers.count, by: Self.tagsPerRow) {
                let part = numbers[start..<min(start + Self.tagsPerRow, numbers.count)]
                rows.append(.tags(account, TagSet(numbers: part)))
            }
        }
        rows += rolls.sorted { $0.key < $1.key }.map { .rolls($0.key, $0.value) }
        for (contract, levels) in anchors.sorted(by: { $0.key < $1.key }) {
            rows += levels.map { .anchor(contract, $0) }
        }
        rows += orders.values.sorted { $0.id < $1.id }.map(VenueRecord.order)
        rows += trades.values.joined().sorted { $0.id < $1.id }.map(VenueRecord.trade)
        rows += positions.values.sorted { $0.id < $1.id }.map(VenueRecord.position)
        return rows
    }
}
