import Engine
package import Ledger
import Synchronization

/// How one world went.
package struct SeedReport: Sendable {
    package let seed: UInt64
    package let tally: Tally
    /// Of every line of the trace; nil unless it was asked for.
    package let hash: UInt64?
    package let violation: Violation?
    /// The order that a broken promise is about, as the ledger tells it.
    package let story: OrderStory?
}

/// Worlds, one after the other, on as many threads as asked for.
package enum SimulationRun {
    /// Plays one world.
    ///
    /// - Parameter read: Gets every line of what happens in it.
    package static func play(
        seed: UInt64, hashing: Bool = false, read: ((String) -> Void)? = nil
    ) -> SeedReport {
        let world = World(seed: seed, read: read ?? (hashing ? { _ in } : nil))
        world.play()
        let story = world.violation == nil ? nil : world.story()
        return SeedReport(
            seed: seed, tally: world.tally, hash: hashing ? world.trace.hash : nil,
            violation: world.violation, story: story)
    }

    /// Plays seeds in order.
    ///
    /// - Parameters:
    ///   - threads: 1 or more.
    ///   - report: Called once for each seed, from any of the threads, one call at a time; false ends the run.
    /// - Returns: false when the system gave no thread.
    package static func play(
        seeds: ClosedRange<UInt64>, threads: Int, hashing: Bool = false,
        report: @escaping @Sendable (SeedReport) -> Bool
    ) -> Bool {
        let next = Mutex<UInt64?>(seeds.lowerBound)
        let turn = Mutex(())
        let workers = (0..<threads).map { _ in WorkerThread() }
        var isComplete = true
        for worker in workers {
            let isStarted = worker.start {
                while let seed = Self.take(next, to: seeds.upperBound) {
                    let one = play(seed: seed, hashing: hashing)
                    if !turn.withLock({ _ in report(one) }) { next.withLock { $0 = nil } }
                }
            }
            isComplete = isComplete && isStarted
        }
        for worker in workers { worker.join() }
        return isComplete
    }

    private static func take(_ next: borrowing Mutex<UInt64?>, to last: UInt64) -> UInt64? {
        next.withLock { next in
            guard let seed = next, seed <= last else { return nil }
            next = seed == .max ? nil : seed + 1
            return seed
        }
    }
}
