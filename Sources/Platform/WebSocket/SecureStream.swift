import HTTPClient

/// A client's bytes, through libcurl's connection.
final class SecureStream: ByteStream {
    private let socket: TLSSocket

    init(_ socket: TLSSocket) { self.socket = socket }

    var descriptor: Int32 { socket.descriptor }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(WebSocketFault) -> Int? {
        do throws(HTTPClientFailure) {
            return try socket.read(into: buffer)
        } catch {
            throw WebSocketFault(error.reason)
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(WebSocketFault) -> Int? {
        do throws(HTTPClientFailure) {
            return try socket.write(bytes)
        } catch {
            throw WebSocketFault(error.reason)
        }
    }

    func abort() { socket.close() }

    func close() { socket.close() }
}
