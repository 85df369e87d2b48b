import Trading

/// What the venue is going to do by itself, and when; entries of one moment keep their order.
struct Agenda: Sendable {
    enum Task: Hashable, Sendable {
        /// A market order meets the market, or another order looks at it for the first time.
        case meetMarket(OrderID)
        /// The children of a filled entry get their prices.
        case activateChildren(of: OrderID)
        /// The other child of a bracket goes.
        case cancelSibling(OrderID)
        /// The hub tells of a refused order.
        case tellRefusal(OrderID)
        /// An order that was accepted is refused after all.
        case rejectAccepted(OrderID)
        /// The market shows new sizes to those who found them used up.
        case refill(ContractID)
        /// The platform ends the trading day.
        case endDay
    }

    private struct Entry {
        let due: Timestamp
        let number: UInt64
        let task: Task
    }

    /// A binary heap: no entry is due before the one it hangs from.
    private var heap: [Entry] = []
    private var count: UInt64 = 0

    var nextDue: Timestamp? { heap.first?.due }

    mutating func add(_ task: Task, due: Timestamp) {
        heap.append(Entry(due: due, number: count, task: task))
        count += 1
        var index = heap.count - 1
        while index > 0, isBefore(index, (index - 1) / 2) {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    /// Takes the first task that is due at a moment.
    mutating func take(due now: Timestamp) -> (due: Timestamp, task: Task)? {
        guard let first = heap.first, first.due <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var index = 0
        while let smaller = smallerChild(of: index), isBefore(smaller, index) {
            heap.swapAt(smaller, index)
            index = smaller
        }
        return (first.due, first.task)
    }

    private func smallerChild(of index: Int) -> Int? {
        let left = 2 * index + 1
        guard left < heap.count else { return nil }
        return left + 1 < heap.count && isBefore(left + 1, left) ? left + 1 : left
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        (heap[left].due, heap[left].number) < (heap[right].due, heap[right].number)
    }
}
