import Trading

/// Contracts that the live orders of one contract may still fill, by the worst case.
struct LiveContracts {
    struct Sum {
        private var total: Int64 = 0
        var guards: Int64 = 0
        /// By the entry that they belong to: of the legs of one bracket the larger counts.
        private var brackets: [OrderID: Int64] = [:]

        /// - Parameter parent: Of a bracket's leg: the entry's order.
        mutating func count(_ remaining: Int64, parent: OrderID?) {
            guard let parent else { return total += remaining }
            brackets[parent] = max(brackets[parent] ?? 0, remaining)
        }

        var all: Int64 { total + left }
        /// Those of legs and of the watchdog's stops.
        var legs: Int64 { left + guards }

        private var left: Int64 { brackets.values.reduce(0, +) }
    }

    var buys = Sum()
    var sells = Sum()

    subscript(side: Side) -> Sum {
        _read { if side == .buy { yield buys } else { yield sells } }
        _modify { if side == .buy { yield &buys } else { yield &sells } }
    }
}
