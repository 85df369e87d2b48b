package import Trading

/// The alerts taken most lately, so that a repeat is known before the ledger is asked.
///
/// Holds at most `countMax`; the ledger's index remembers the rest.
package struct SeenAlerts: Sendable {
    package static let countMax = 4_096

    private var known: [Fingerprint: KnownAlert] = [:]
    private var order: [Fingerprint] = []
    private var oldest = 0

    package init() {}

    package subscript(key: Fingerprint) -> KnownAlert? { known[key] }

    /// Those that were taken after another one by this run, and are not the same again.
    package func taken(after first: KnownAlert) -> [KnownAlert] {
        guard let number = first.number else { return [] }
        return known.values.filter { other in
            other.row.key != first.row.key && other.number.map { $0 > number } == true
        }
    }

    package mutating func remember(_ alert: KnownAlert) {
        let key = alert.row.key
        if known.updateValue(alert, forKey: key) == nil { order.append(key) }
        while known.count > Self.countMax {
            known[order[oldest]] = nil
            oldest += 1
            if oldest == Self.countMax {
                order.removeFirst(oldest)
                oldest = 0
            }
        }
    }

    /// Takes back what was remembered of an alert that is not on disk.
    package mutating func forget(_ key: Fingerprint) { known[key] = nil }
}
