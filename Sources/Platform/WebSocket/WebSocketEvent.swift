/// What one end of a WebSocket sees. The last event is `closed` or `failed`, once, and none follows it.
package enum WebSocketEvent: Hashable, Sendable {
    /// The upgrade is done; messages may go both ways.
    case opened
    /// Valid UTF-8, all its fragments joined.
    case text([UInt8])
    case binary([UInt8])
    /// The peer answered a ping.
    case ponged
    /// Both ends have said goodbye. The code is the peer's, 1005 when it gave none (RFC 6455, section 7.4).
    case closed(code: Int, reason: String)
    /// It ended any other way: no connection, the upgrade refused, cut, silent, a rule broken, or stopped
    /// on this side. The reason names the server at most, never a path or a query.
    ///
    /// `status` is the HTTP status of an upgrade that was refused.
    case failed(reason: String, status: Int?)
}
