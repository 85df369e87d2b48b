import CSQLite

/// Asked every so often while a connection's statements run, whether the one that runs is to end early. It then throws
/// an error of the cause `interrupted`.
package final class Interruption: Sendable {
    /// Steps of SQLite's machine from one question to the next: well under a millisecond.
    private static let steps: Int32 = 20_000

    fileprivate let isWanted: @Sendable () -> Bool

    package init(_ isWanted: @escaping @Sendable () -> Bool) { self.isWanted = isWanted }

    /// - Parameter handle: Of a connection that keeps this alive until it has ended the watch.
    func watch(_ handle: OpaquePointer) {
        sqlite3_progress_handler(handle, Self.steps, isInterrupted, Unmanaged.passUnretained(self).toOpaque())
    }
}

/// SQLite's progress handler; anything but 0 ends the statement.
private func isInterrupted(context: UnsafeMutableRawPointer?) -> Int32 {
    guard let context else { return 0 }
    return Unmanaged<Interruption>.fromOpaque(context).takeUnretainedValue().isWanted() ? 1 : 0
}
