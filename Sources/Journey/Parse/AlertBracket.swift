package import Trading

/// The bracket that an alert names: as distances from the fill, in ticks or in the price's own unit.
///
/// The venue takes distances alone. A dialect that names levels turns them into distances from the price that the
/// message tells, and refuses where it tells none.
package struct AlertBracket: Hashable, Sendable {
    package enum Distance: Hashable, Sendable {
        case ticks(Ticks)
        /// Above zero; how many ticks it is only the contract tells.
        case price(Price)

        /// Whole ticks, rounded toward the entry and at least one: a stop never risks more than was said.
        ///
        /// - Returns: nil where the tick is not known, and so no order can leave.
        package func ticks(of tick: TickSize?) -> Ticks? {
            switch self {
            case .ticks(let ticks): ticks
            case .price(let distance): tick.map { Ticks(max(1, distance.nanos / $0.nanos)) }
            }
        }
    }

    package let stop: Distance?
    package let target: Distance?
    /// Whether the stop follows the price; the rule may ask for it too.
    package let stopTrails: Bool

    /// Nil when both are absent.
    package init?(stop: Distance?, target: Distance?, stopTrails: Bool = false) {
        guard stop != nil || target != nil else { return nil }
        self.stop = stop
        self.target = target
        self.stopTrails = stop != nil && stopTrails
    }
}
