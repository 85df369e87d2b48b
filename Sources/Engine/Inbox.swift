import Dispatch
import Journey
import Synchronization

/// What waits for the Sequencer. Any thread puts in; one takes out.
final class Inbox: Sendable {
    /// Runs between two batches, with the Desk as it stands.
    typealias Inspection = @Sendable (Desk, Sequencer.Health) -> Void

    struct Content: Sendable {
        /// A slice gives up its first ones without moving the others.
        var inputs: ArraySlice<Input> = []
        var inspections: [Inspection] = []
        /// Set once, and taken once.
        var isEnding = false
        /// No more arrivals.
        var isClosed = false

        var isEmpty: Bool { inputs.isEmpty && inspections.isEmpty && !isEnding }
    }

    private let content = Mutex(Content())
    private let arrived = DispatchSemaphore(value: 0)
    private let countMax: Int

    /// - Parameter countMax: Arrivals beyond this are turned away; nothing else ever is.
    init(countMax: Int) { self.countMax = countMax }

    /// - Returns: false when too much waits already.
    func put(_ input: Input) -> Bool {
        let (isTaken, wasEmpty) = content.withLock { content -> (Bool, Bool) in
            if case .arrival = input, content.isClosed || content.inputs.count >= countMax {
                return (false, false)
            }
            let wasEmpty = content.isEmpty
            content.inputs.append(input)
            return (true, wasEmpty)
        }
        if wasEmpty { arrived.signal() }
        return isTaken
    }

    func put(_ inspection: @escaping Inspection) {
        change { $0.inspections.append(inspection) }
    }

    func end() {
        change { content in
            content.isEnding = true
            content.isClosed = true
        }
    }

    var hasInputs: Bool { content.withLock { !$0.inputs.isEmpty } }

    private func change(_ body: (inout sending Content) -> Void) {
        let wasEmpty = content.withLock { content -> Bool in
            let wasEmpty = content.isEmpty
            body(&content)
            return wasEmpty
        }
        if wasEmpty { arrived.signal() }
    }

    /// Up to `max` inputs and everything else that waits; never blocks.
    func take(max: Int) -> Content {
        content.withLock { content in
            var taken = content
            content.inspections = []
            content.isEnding = false
            if content.inputs.count > max {
                taken.inputs = ArraySlice(Array(content.inputs.prefix(max)))
                content.inputs.removeFirst(max)
            } else {
                content.inputs = []
            }
            return taken
        }
    }

    /// Waits until something was put into an empty inbox, or so many microseconds have passed.
    func wait(microseconds: Int64) {
        let isEmpty = content.withLock { $0.isEmpty }
        guard isEmpty else { return }
        _ = arrived.wait(timeout: .now() + .microseconds(Int(clamping: microseconds)))
    }
}
