import Glibc
import Synchronization

/// A relay before the server that can lose what passes: requests on their way in, answers on their way out.
///
/// The HTTP server always answers; only something outside of it can break a connection the way networks do.
final class FaultGate: Sendable {
    let port: UInt16
    private let listening: Int32
    private let serverPort: UInt16
    private let faults: VenueFaults
    /// Written to by `stop`, which is what ends the thread's waiting.
    private let wake: (read: Int32, write: Int32)
    private let thread = Mutex<VenueThread?>(nil)

    init(address: String, port: UInt16, behind serverPort: UInt16, faults: VenueFaults)
        throws(PaperVenueError)
    {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw PaperVenueError("cannot make a pipe", .system) }
        wake = (ends[0], ends[1])
        self.serverPort = serverPort
        self.faults = faults
        do throws(PaperVenueError) {
            (listening, self.port) = try GateSocket.listen(address: address, port: port)
        } catch {
            close(ends[0])
            close(ends[1])
            throw error
        }
        let started = try VenueThread { [self] in run() }
        thread.withLock { $0 = started }
    }

    /// Resets every connection and waits for the thread.
    func stop() {
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let running else { return }
        var byte: UInt8 = 0
        precondition(write(wake.write, &byte, 1) == 1, "the gate's pipe takes one byte")
        running.join()
        close(listening)
        close(wake.read)
        close(wake.write)
    }

    private func run() {
        var connections: [GateConnection] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            var polled = [
                pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0),
                pollfd(fd: listening, events: Int16(POLLIN), revents: 0),
            ]
            for connection in connections {
                polled.append(pollfd(fd: connection.client, events: connection.clientEvents, revents: 0))
                polled.append(
                    pollfd(fd: connection.server ?? -1, events: connection.serverEvents, revents: 0))
            }
            guard poll(&polled, nfds_t(polled.count), -1) >= 0 else {
                precondition(errno == EINTR, "the gate can wait for its sockets")
                continue
            }
            if polled[0].revents != 0 { break }
            for index in connections.indices {
                serve(&connections[index], polled[2 + 2 * index], polled[3 + 2 * index], &chunk)
            }
            connections.removeAll(where: \.isOver)
            if polled[1].revents != 0 {
                while let client = GateSocket.accept(listening) {
                    connections.append(GateConnection(client: client))
                }
            }
        }
        for index in connections.indices { connections[index].cut() }
    }

    private func serve(
        _ connection: inout GateConnection, _ client: pollfd, _ server: pollfd, _ chunk: inout [UInt8]
    ) {
        let readable = Int16(POLLIN | POLLHUP | POLLERR)
        let writable = Int16(POLLOUT)
        if server.revents & writable != 0 { connection.flushToServer() }
        if server.revents & readable != 0, !connection.isOver { connection.serverIsReadable(&chunk) }
        if client.revents & writable != 0, !connection.isOver { connection.flushToClient() }
        if client.revents & readable != 0, !connection.isOver {
            connection.clientIsReadable(&chunk, port: serverPort, faults: faults)
        }
    }
}
