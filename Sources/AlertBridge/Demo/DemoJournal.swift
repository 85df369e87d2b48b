import Dispatch
import Journey
import Synchronization
import Trading

/// Prints each step as it reaches the disk, and lets the demo wait for one.
final class DemoJournal: Sendable {
    private let notes = Mutex<[Note]>([])
    private let changed = DispatchSemaphore(value: 0)

    func add(_ new: [Note]) {
        notes.withLock { $0 += new }
        for note in new { Console.outLater(Self.line(note)) }
        changed.signal()
    }

    /// Waits until a condition over everything noted so far holds.
    ///
    /// - Returns: false when `seconds` have passed without it.
    func wait(seconds: Int, until holds: @Sendable ([Note]) -> Bool) -> Bool {
        let deadline = DispatchTime.now() + .seconds(seconds)
        while true {
            if notes.withLock({ holds($0) }) { return true }
            guard changed.wait(timeout: deadline) == .success else { return notes.withLock { holds($0) } }
        }
    }

    /// `02:19:37.123  risk         paper-1  approved entry, 15 checks passed`.
    private static func line(_ note: Note) -> String {
        let time = note.at.description.dropFirst(11).prefix(12)
        let account = note.account?.text ?? ""
        return "  \(time)  \(padded(note.stage.rawValue, 12))  \(padded(account, 8))  \(note.text)"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
