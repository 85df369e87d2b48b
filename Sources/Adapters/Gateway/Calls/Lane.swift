/// A queue with one place at its counter: who is served and who waits.
struct Lane<Element: Sendable>: Sendable {
    private var isBusy = false
    private var waiting: [Element] = []
    private var head = 0

    /// Whether the element is served at once; it waits otherwise.
    mutating func enter(_ element: Element) -> Bool {
        guard isBusy else {
            isBusy = true
            return true
        }
        waiting.append(element)
        return false
    }

    /// The served one leaves; the next one is served.
    mutating func leave() -> Element? {
        guard head < waiting.count else {
            waiting = []
            head = 0
            isBusy = false
            return nil
        }
        defer { head += 1 }
        return waiting[head]
    }

    /// Takes out all who wait.
    mutating func clear() -> [Element] {
        defer {
            waiting = []
            head = 0
        }
        return Array(waiting[head...])
    }
}
