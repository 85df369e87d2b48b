import CMicroHTTPD

/// libmicrohttpd as it comes, with none of this target's work: every request is answered 202 and forgotten.
///
/// For measurements alone: it is what a server on this machine is held against. It takes anything from anybody, so
/// it listens on the loopback address only.
///
/// @unchecked Sendable: the daemon's own thread does everything; `stop` is its owner's.
package final class BareDaemon: @unchecked Sendable {
    package let port: UInt16
    private let daemon: OpaquePointer
    private let answer: OpaquePointer

    package init() throws(HTTPServerError) {
        guard let answer = MHD_create_response_from_buffer(0, nil, .RESPMEM_PERSISTENT) else {
            throw HTTPServerError(.system, "MHD_create_response_from_buffer gives nothing")
        }
        let (descriptor, port) = try ListeningSocket.open(address: "127.0.0.1", port: 0)
        let items = [
            MHD_OptionItem(option: .LISTEN_SOCKET, value: Int(descriptor), ptr_value: nil),
            MHD_OptionItem(option: .CONNECTION_LIMIT, value: 1_024, ptr_value: nil),
            MHD_OptionItem(option: .END, value: 0, ptr_value: nil),
        ]
        let flags = MHD_USE_EPOLL.rawValue | MHD_USE_INTERNAL_POLLING_THREAD.rawValue
        guard let daemon = cmhd_start(flags, 0, bareAnswer, UnsafeMutableRawPointer(answer), items) else {
            MHD_destroy_response(answer)
            throw HTTPServerError(.system, "MHD_start_daemon gives no daemon")
        }
        (self.port, self.daemon, self.answer) = (port, daemon, answer)
    }

    /// Once.
    package func stop() {
        MHD_stop_daemon(daemon)
        MHD_destroy_response(answer)
    }
}

/// First the head, then each piece of the body, then its end.
private func bareAnswer(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?, target: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?, data: UnsafePointer<CChar>?,
    count: UnsafeMutablePointer<Int>?, slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let context, let connection, let count, let slot else { return .NO }
    guard slot.pointee != nil else {
        slot.pointee = context
        return .YES
    }
    guard count.pointee == 0 else {
        count.pointee = 0
        return .YES
    }
    return MHD_queue_response(connection, 202, OpaquePointer(context))
}
