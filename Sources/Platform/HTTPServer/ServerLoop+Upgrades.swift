import CMicroHTTPD
import Glibc

// Connections on their way out of HTTP.
extension ServerLoop {
    /// Answers 101; the daemon hands the socket over once that is out.
    func upgrade(
        _ request: Request, on connection: OpaquePointer, headers: [(name: String, value: String)]
    ) -> MHD_Result {
        let context = Unmanaged.passUnretained(self).toOpaque()
        guard let response = MHD_create_response_for_upgrade(daemonUpgraded, context) else {
            return .NO
        }
        defer { MHD_destroy_response(response) }
        guard DaemonResponse.add(headers, to: response) else {
            log("an upgrade had a header that cannot be sent")
            return answer(request, on: connection, with: HTTPResponse(status: 500, closes: true))
        }
        return MHD_queue_response(connection, 101, response)
    }

    /// Hands the socket over. The daemon turns Nagle's algorithm on before it does.
    func upgraded(
        _ request: Request, descriptor: Int32, leftover: [UInt8], handle: OpaquePointer
    ) {
        guard case .upgrade(_, let opened) = request.phase else { return }
        request.phase = .done
        request.connection.deadline = nil
        discount(request)
        let isPrompt = SocketDelay.end(on: request.connection.descriptor)
        let own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard isPrompt, own >= 0, !isStopping else {
            if own >= 0 { close(own) }
            _ = cmhd_upgrade_close(handle)
            return
        }
        let socket = UpgradedSocket(
            descriptor: own, leftover: leftover, number: nextNumber(), inbox: inbox)
        upgrades[socket.number] = Upgrade(handle: handle, socket: socket)
        opened(socket)
    }
}
