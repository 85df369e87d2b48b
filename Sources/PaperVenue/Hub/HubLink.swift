/// The hub's end of one client's connection. None of the three waits.
protocol HubLink: AnyObject, Sendable {
    func send(text: [UInt8])
    /// Ends it with a WebSocket close frame.
    func close()
    /// Resets it.
    func abort()
}
