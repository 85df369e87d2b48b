import Dispatch
import Synchronization

/// Many things done side by side, as many at a time as there are cores.
enum Parallel {
    /// What `body` makes of each number below `count`, in their order.
    static func map<Result: Sendable>(
        _ count: Int, _ body: @Sendable (Int) -> Result
    ) -> [Result] {
        let results = Mutex<[Int: Result]>([:])
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result = body(index)
            results.withLock { $0[index] = result }
        }
        return results.withLock { results in (0..<count).compactMap { results[$0] } }
    }
}
