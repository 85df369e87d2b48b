/// A connection that an HTTP server has upgraded and handed over.
package struct WebSocketServerSocket: Sendable {
    package let descriptor: Int32
    /// Bytes the server had already read beyond the request.
    package let leftover: [UInt8]
    /// Gives the descriptor back to whoever closes it; called once.
    package let close: @Sendable () -> Void

    package init(descriptor: Int32, leftover: [UInt8] = [], close: @escaping @Sendable () -> Void) {
        self.descriptor = descriptor
        self.leftover = leftover
        self.close = close
    }
}
