/// The labelled steps between two of which the program may die without losing or doubling anything. They are
/// named so that a test can end it at each.
package enum Milestone: String, Hashable, Sendable, CaseIterable {
    /// What the ledger remembers was read; nothing of it was taken up yet.
    case restored
    /// Inputs left the queue.
    case batchTaken = "batch_taken"
    /// The Desk decided; nothing is written.
    case decided
    /// The decisions are on disk; nobody was told.
    case durable
    /// The senders were answered; no call was made.
    case replied
    /// Calls were handed to the gateways.
    case called
}
