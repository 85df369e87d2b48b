/// One try to deliver a notification. It is answered exactly once.
package struct NotifyCall: Hashable, Sendable {
    package let row: NotificationRow

    package init(_ row: NotificationRow) { self.row = row }
}

/// How one try ended. No text holds anything of the receiver's address but its host.
package enum NotifyEnding: Hashable, Sendable {
    /// The receiver has it.
    case delivered
    /// The receiver answers, and does not take this very content: what waits behind it need not wait.
    case refused(String)
    /// Anything else; the receiver may have it.
    case failed(String)
}

/// The way to the operator. Calls return at once.
package protocol NotifierPort: Sendable {
    /// Tries once, in bounded time.
    func deliver(_ call: NotifyCall, then: @escaping @Sendable (NotifyEnding) -> Void)
}
