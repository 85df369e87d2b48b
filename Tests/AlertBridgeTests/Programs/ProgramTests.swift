import OwnThreads
import Testing

/// The built binary from outside. One after the other: each runs several processes.
@Suite(.ownThreads, .serialized) enum ProgramTests {}
