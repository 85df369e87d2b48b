package import Trading

/// Why the ledger cannot do what it was asked. `description` names file, cause and remedy, never a row's content.
package struct LedgerFault: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Hashable, Sendable {
        /// Another process holds it.
        case inUse
        /// It cannot be opened, read or written just now: disk full, I/O error, permissions.
        case unavailable
        /// What stands in it cannot be right.
        case damaged
        /// It was written by a newer version than this one.
        case tooNew
    }

    /// What another try depends on.
    package enum Cause: Hashable, Sendable {
        /// Its disk had no room.
        case full
        /// A row that it was to write contradicts what is there: the same rows will fail again.
        case rows
        case other
    }

    package let kind: Kind
    package let description: String
    package let cause: Cause

    package init(_ kind: Kind, _ description: String, cause: Cause = .other) {
        self.kind = kind
        self.description = description
        self.cause = cause
    }
}

/// An alert that was taken before, with what was decided about it then.
package struct KnownAlert: Hashable, Sendable {
    package let row: AlertRow
    package let verdicts: [Verdict]
    /// Of the delivery that was taken; nil for one that the ledger told of.
    package let number: Int64?

    package init(row: AlertRow, verdicts: [Verdict], number: Int64? = nil) {
        self.row = row
        self.verdicts = verdicts
        self.number = number
    }
}

/// What an account holds of a contract by the ledger's own rows: signed contracts.
package struct HoldingRow: Hashable, Sendable {
    package let account: AccountName
    package let contract: ContractID
    package let signedSize: Int64

    package init(account: AccountName, contract: ContractID, signedSize: Int64) {
        self.account = account
        self.contract = contract
        self.signedSize = signedSize
    }
}

/// What a Desk needs to go on where the last one stopped; bounded whatever the ledger's size.
package struct DeskMemory: Hashable, Sendable {
    /// Orders that are not settled: still live, or filled and not yet reconciled.
    package var orders: [OrderRow] = []
    /// The alerts of those orders.
    package var alerts: [AlertRow] = []
    /// The attempts of those orders that have no ending, and the last one of each.
    package var attempts: [AttemptRow] = []
    package var positions: [PositionRow] = []
    /// Locks that were not cleared.
    package var locks: [LockRow] = []
    /// Fills of the current and the previous two trading days.
    package var fills: [FillRow] = []
    package var days: [DayRow] = []
    /// Of each account the newest day whose floor was known.
    package var floors: [DayRow] = []
    /// Notifications that were not delivered yet, by id.
    package var notifications: [NotificationRow] = []
    /// Of the open positions: the entries whose fills made them, and what was placed and closed for those.
    package var entries: [OrderRow] = []
    /// Orders of late that were given up because the venue did not know them: it may show them yet.
    package var givenUp: [OrderRow] = []
    /// Filled entries of late whose bracket's legs the venue has not shown: it may show them yet.
    package var legless: [OrderRow] = []
    /// Contracts rebuilt from all fills and from what was recorded as unexplained.
    package var holdings: [HoldingRow] = []
    /// The scheduled closes of late.
    package var scheduled: [AlertRow] = []
    /// Who may trade at all, for each scope that was ever spoken of.
    package var controls: [ControlRow] = []
    /// What the venues told of their contracts.
    package var contracts: [ContractRow] = []
    /// Orders of late that limits over time count, the oldest first.
    package var recent: [RecentOrder] = []
    /// The latest wall time that the ledger saw.
    package var lastSeenWall: Timestamp?
    /// Fills before this moment are not remembered; nil when all are.
    package var fillsFrom: Timestamp?
    package var lastDelivery: Int64 = 0
    package var lastDiscrepancy: Int64 = 0
    package var lastLock: Int64 = 0
    package var lastNotification: Int64 = 0
    /// Whether the ledger was copied from another and is taken into use just now: what its orders wait for may
    /// have happened long ago, so nothing is sent for them.
    package var isCopy = false

    package init() {}
}

/// The ledger as the Sequencer uses it, from one thread alone.
package protocol LedgerPort: Sendable {
    /// Writes all rows and their audit rows in one transaction; on disk when it returns.
    func append(_ rows: [LedgerRow], at now: Timestamp) throws(LedgerFault)
    /// The alert that holds a key still in force at `now`.
    func find(_ key: Fingerprint, at now: Timestamp) throws(LedgerFault) -> KnownAlert?
    /// - Parameter oldestFill: fills and day totals from this moment on are remembered.
    func restore(oldestFill: Timestamp) throws(LedgerFault) -> DeskMemory
    /// Closes and opens again after a fault, checking the end of the chain.
    func reopen() throws(LedgerFault)
    /// Nothing waits: what can be put off beyond an answer is done now.
    func rest()
    /// Looks at the room on its disk, and sees to its reserve.
    func room() -> LedgerRoom
    /// Deletes the oldest deliveries that came before a moment, and says so in the audit chain.
    ///
    /// The alerts that they brought stay, and so does the newest delivery of all, from which numbers go on.
    ///
    /// - Returns: How many went; at most `limit`.
    func dropDeliveries(before: Timestamp, limit: Int, at now: Timestamp) throws(LedgerFault) -> Int
}

extension LedgerPort {
    /// A ledger without a disk has room.
    package func room() -> LedgerRoom { LedgerRoom() }

    /// A ledger that puts nothing off.
    package func rest() {}

    /// A ledger that keeps everything.
    package func dropDeliveries(
        before: Timestamp, limit: Int, at now: Timestamp
    ) throws(LedgerFault) -> Int { 0 }
}
