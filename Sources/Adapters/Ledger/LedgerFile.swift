package import Journey
import SQLite
import Synchronization
package import Trading

/// The ledger in a SQLite file, open for writing by this process alone.
///
/// After an append that failed nothing more is written until `reopen` has read back what the disk holds:
/// a failed sync may or may not have kept the batch, and only the file can tell.
package final class LedgerFile: LedgerPort {
    private struct State {
        /// Held through every reopening, so that no other process can slip in between; nil after `close`.
        var lock: (any LedgerLock)?
        /// Nil when a `reopen` failed, and after `close`.
        var session: LedgerSession?
        var isPoisoned = false
        /// Whether this session's log has been lengthened.
        var isLogLong = false
        /// Where the chain stood behind the last append that succeeded.
        var durable: AuditChain
        /// Which file was opened; nil where nothing tells.
        var identity: String?
        /// Wall time at which that file was last seen under its name.
        var seenAt: Timestamp?
    }

    package let path: String
    /// Whether there was none, and this opening made it.
    package let isNew: Bool
    private let disk: any LedgerDisk
    private let passing: @Sendable (Milestone) -> Void
    private let reserve: LedgerReserve?
    private let logPagesMax: Int
    /// One thread uses the ledger, so nobody ever waits for this while a sync is under way.
    private let state: Mutex<State>

    /// Opens the ledger, or creates it with mode 0600.
    ///
    /// - Parameters:
    ///   - reserveBytes: Kept aside for the rows that end what is under way once the disk is full; 0 for a ledger
    ///     whose room nobody looks at.
    ///   - logPagesMax: From here on a commit writes its log back itself; lower, that is done by `rest`.
    ///   - passing: Told of each labelled step of a write, on the writer's thread.
    /// - Throws: `.inUse` while another process has it open; `.unavailable` when others may read it, or it
    ///   cannot be opened; `.tooNew`; `.damaged` when it is no ledger or the end of its chain is broken.
    package init(
        path: String, on disk: any LedgerDisk = .system, reserveBytes: Int64 = LedgerReserve.usualBytes,
        logPagesMax: Int = LedgerFile.usualLogPages,
        passing: @escaping @Sendable (Milestone) -> Void = { _ in }
    ) throws(LedgerFault) {
        // SQLite gives names such as ":memory:" a meaning of their own.
        let file = path.hasPrefix("/") ? path : "./" + path
        let lock = try disk.lock(file)
        let isNew = !disk.holds(file)
        if isNew {
            guard !disk.holds(file + "-wal") else { throw .withoutLedger(file) }
            try LedgerDraft.make(file, on: disk)
        }
        let session = try Self.open(file, on: disk, hasReserve: reserveBytes > 0, logPagesMax)
        self.path = file
        self.isNew = isNew
        self.disk = disk
        self.passing = passing
        self.logPagesMax = logPagesMax
        reserve = reserveBytes > 0 ? LedgerReserve(for: file, bytes: reserveBytes) : nil
        state = Mutex(
            State(
                lock: lock, session: session, durable: session.chain, identity: disk.identity(of: file)))
    }

    deinit { close() }

    package func append(_ rows: [LedgerRow], at now: Timestamp) throws(LedgerFault) {
        guard !rows.isEmpty else { return }
        try write(at: now) { session throws(LedgerFault) in
            try session.append(rows, at: now) { passing(.writing) }
            passing(.committed)
        }
    }

    package func dropDeliveries(
        before: Timestamp, limit: Int, at now: Timestamp
    ) throws(LedgerFault) -> Int {
        try write(at: now) { session throws(LedgerFault) in
            guard let ids = try session.oldDeliveries(before: before, limit: limit) else { return 0 }
            return try session.drop(ids, before: before, at: now)
        }
    }

    /// Runs one transaction, after whose failure no other follows.
    private func write<Result: Sendable>(
        at now: Timestamp, _ body: (LedgerSession) throws(LedgerFault) -> Result
    ) throws(LedgerFault) -> Result {
        try state.withLock { state throws(LedgerFault) in
            let session = try open(state)
            guard !state.isPoisoned else {
                throw LedgerFault(
                    .unavailable, at: path, "an earlier write failed", remedy: "it must be reopened first")
            }
            do throws(LedgerFault) {
                try lookForFile(&state, at: now)
                let result = try body(session)
                state.durable = session.chain
                return result
            } catch {
                state.isPoisoned = true
                if error.cause == .full { reserve?.release() }
                throw error
            }
        }
    }

    /// What stands under a name is looked at so often; at each commit it would cost more than it is worth.
    private static let lookPeriod = Span.seconds(1)

    /// - Throws: When the open file has lost its name, or its log has: whatever is written into it ends with this
    ///   process.
    private func lookForFile(_ state: inout State, at now: Timestamp) throws(LedgerFault) {
        if let seenAt = state.seenAt, now >= seenAt, now.since(seenAt) < Self.lookPeriod { return }
        guard disk.holds(path), disk.holds(path + "-wal"), disk.identity(of: path) == state.identity else {
            throw LedgerFault(
                .unavailable, at: path, "it, or its log, was moved or removed while it is open",
                remedy: "put it back, or stop the bridge and start it on a sound backup")
        }
        state.seenAt = now
    }

    package func find(_ key: Fingerprint, at now: Timestamp) throws(LedgerFault) -> KnownAlert? {
        try state.withLock { state throws(LedgerFault) in try open(state).find(key, at: now) }
    }

    package func restore(oldestFill: Timestamp) throws(LedgerFault) -> DeskMemory {
        try state.withLock { state throws(LedgerFault) in try open(state).restore(oldestFill: oldestFill) }
    }

    /// Closes and opens again, keeping the kernel's lock.
    ///
    /// - Throws: Besides what `init` throws, `.damaged` when a batch is gone whose append had succeeded.
    package func reopen() throws(LedgerFault) {
        try state.withLock { state throws(LedgerFault) in
            guard state.lock != nil else { throw closed }
            state.session = nil
            guard disk.holds(path) else { throw .damaged(at: path, "it is gone") }
            let session = try Self.open(path, on: disk, logPagesMax)
            guard try session.holds(state.durable) else {
                throw .damaged(at: path, "audit row \(state.durable.seq), once on disk, is gone or altered")
            }
            state.durable = session.chain
            state.session = session
            (state.identity, state.seenAt) = (disk.identity(of: path), nil)
            state.isPoisoned = false
            state.isLogLong = false
        }
    }

    /// At which SQLite itself would write a log back: 4 MiB.
    package static let usualLogPages = 1_000
    /// For a writer that rests now and then: below the size to which a log is cut.
    package static let servingLogPages = 3_000

    /// What a log is lengthened to while nothing waits: as many frames as it holds when it is written back, and some.
    package static let restingLogBytes: Int64 = 1_200 * (4_096 + 24)

    package func rest() {
        state.withLock { state in
            guard let session = state.session, !state.isPoisoned else { return }
            if !state.isLogLong { state.isLogLong = disk.lengthenLog(of: path, to: Self.restingLogBytes) }
            if session.unwrittenLogPages >= Self.usualLogPages { session.writeLogBack() }
        }
    }

    package func room() -> LedgerRoom {
        state.withLock { state in
            guard state.lock != nil, let reserve else { return LedgerRoom() }
            var room = reserve.room()
            let long = LogWatch.warning(logBytes: disk.logBytes(of: path))
            let warnings = [room.warning, long].compactMap { $0 }
            room.warning = warnings.isEmpty ? nil : warnings.joined(separator: "; ")
            return room
        }
    }

    /// Gives up the file and then the lock; whatever is asked afterwards is `.unavailable`.
    package func close() {
        state.withLock {
            $0.session = nil
            $0.lock = nil
        }
    }

    /// Bounds the file's pages until the next reopening, as a full disk would.
    func limitPages(to count: Int64) throws(LedgerFault) {
        try state.withLock { state throws(LedgerFault) in
            try open(state).limitPages(to: count)
        }
    }

    /// Opens it; where its disk is full, with what an earlier run kept aside.
    private static func open(
        _ file: String, on disk: any LedgerDisk, hasReserve: Bool, _ logPagesMax: Int
    ) throws(LedgerFault) -> LedgerSession {
        do throws(LedgerFault) { return try open(file, on: disk, logPagesMax) } catch {
            guard hasReserve, error.cause == .full, LedgerReserve.giveUp(for: file) else { throw error }
            return try open(file, on: disk, logPagesMax)
        }
    }

    private static func open(
        _ file: String, on disk: any LedgerDisk, _ logPagesMax: Int
    ) throws(LedgerFault) -> LedgerSession {
        try disk.prepare(file)
        // Before SQLite sees it: it would leave out what is behind the damage, and say nothing.
        var check = LogCheck()
        try disk.read(file + "-wal", of: file) { check.take($0) }
        if let fault = check.fault { throw .damaged(at: file, fault) }
        return try LedgerSession(file, on: disk, logPagesMax: logPagesMax)
    }

    private func open(_ state: State) throws(LedgerFault) -> LedgerSession {
        guard let session = state.session else { throw closed }
        return session
    }

    private var closed: LedgerFault {
        LedgerFault(.unavailable, at: path, "it is closed", remedy: "open it again")
    }
}
