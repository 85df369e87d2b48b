import Synchronization

/// How many bytes of a client a `TLSFront` has handed on.
final class RelayedBytes: Sendable {
    let count = Atomic<Int64>(0)
}
