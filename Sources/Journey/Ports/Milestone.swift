/// The labelled steps between two of which the program may die without losing or doubling anything. They are
/// named so that a test can end it at each.
package enum Milestone: String, Hashable, Sendable, CaseIterable {
    /// What the ledger remembers was read; nothing of it was taken up yet.
    case restored
    /// What the restart decided is on disk; the loop has not turned yet.
    case begun
    /// Inputs left the queue.
    case batchTaken = "batch_taken"
    /// The Desk decided; nothing is written.
    case decided
    /// Rows stand in a transaction that is not committed.
    case writing
    /// The transaction is committed; its writer does not know yet.
    case committed
    /// The decisions are on disk; nobody was told.
    case durable
    /// The senders were answered; no call was made.
    case replied
    /// Calls were handed to the gateways.
    case called
    /// The network library has a request that moves money; of its bytes all, some or none have left.
    case handedOver = "handed_over"
    /// An answer to such a request is here; it is no input yet.
    case answered
    /// What a snapshot showed was compared, and is on disk.
    case compared
}
