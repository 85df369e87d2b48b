import Synchronization

/// Whether somebody waits in front of a `TLSFront` that is full, so that the gate behind it makes room.
final class Crowd: Sendable {
    let isWaiting = Atomic<Bool>(false)
}
