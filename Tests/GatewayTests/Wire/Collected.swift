import Dispatch
import Synchronization

/// Gathers what comes over time, and lets a test wait for what it expects.
final class Collected<Element: Sendable>: Sendable {
    private struct Waiter {
        let id: Int
        let from: Int
        let fits: @Sendable (Element) -> Bool
        let found: @Sendable (Element?) -> Void
    }

    private struct State: ~Copyable {
        var elements: [Element] = []
        var waiters: [Waiter] = []
        var ids = 0
    }

    private let state = Mutex(State())

    var all: [Element] { state.withLock { $0.elements } }
    var count: Int { state.withLock { $0.elements.count } }

    func add(_ element: Element) {
        let served = state.withLock { state in
            state.elements.append(element)
            let index = state.elements.count - 1
            let served = state.waiters.filter { $0.from <= index && $0.fits(element) }
            state.waiters.removeAll { waiter in served.contains { $0.id == waiter.id } }
            return served
        }
        for waiter in served { waiter.found(element) }
    }

    /// The first element from an index on that fits, gathered already or to come.
    ///
    /// - Throws: `Unexpected` with everything gathered when nothing fits within the time.
    @discardableResult
    func first(
        from: Int = 0, seconds: Int = 20, where fits: @escaping @Sendable (Element) -> Bool
    ) async throws -> Element {
        let found = await withCheckedContinuation { (continuation: CheckedContinuation<Element?, Never>) in
            wait(from, seconds, fits) { continuation.resume(returning: $0) }
        }
        guard let found else { throw Unexpected("nothing fits; the last were \(all.suffix(6))") }
        return found
    }

    private func wait(
        _ from: Int, _ seconds: Int, _ fits: @escaping @Sendable (Element) -> Bool,
        _ found: @escaping @Sendable (Element?) -> Void
    ) {
        let (early, id) = state.withLock { state -> (Element?, Int) in
            if let early = state.elements.dropFirst(from).first(where: fits) { return (early, -1) }
            state.ids += 1
            state.waiters.append(Waiter(id: state.ids, from: from, fits: fits, found: found))
            return (nil, state.ids)
        }
        if let early { return found(early) }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds)) { self.giveUp(id) }
    }

    private func giveUp(_ id: Int) {
        let late = state.withLock { state in
            let late = state.waiters.first { $0.id == id }
            state.waiters.removeAll { $0.id == id }
            return late
        }
        late?.found(nil)
    }
}
