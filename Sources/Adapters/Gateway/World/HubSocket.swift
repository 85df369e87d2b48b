import WebSocket

/// One connection to a hub: it connects once, and ends with `closed` or `failed`.
package protocol HubSocket: AnyObject, Sendable {
    func start()
    func send(text: [UInt8])
    /// Ends the connection at once; may wait for it.
    func stop()
}

extension WebSocketClient: HubSocket {}
