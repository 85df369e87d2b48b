import CCurl
import Glibc

/// One connection that libcurl has opened, secured and verified, for bytes of any protocol.
///
/// `http` and `ws` addresses give plain TCP, to loopback hosts only. Belongs to one thread.
package final class TLSSocket {
    /// For `poll`. Bytes may already sit decrypted in memory where `poll` cannot see them: read first.
    package let descriptor: Int32

    private let origin: String
    private var multi: MultiHandle?
    private var handle: EasyHandle?

    /// Connects, waiting as long as it takes.
    ///
    /// - Parameters:
    ///   - wake: A descriptor that becomes readable when `isCancelled` is worth asking; -1 for none.
    ///   - isCancelled: Asked whenever `wake` is readable, and must make it unreadable again.
    /// - Throws: `HTTPClientFailure`, always `notSent`.
    package init(
        to address: WebAddress, caFile: String?, connectMilliseconds: Int, wake: Int32 = -1,
        isCancelled: () -> Bool = { false }
    ) throws(HTTPClientFailure) {
        guard address.isSecure || address.isLoopback else {
            throw HTTPClientFailure(
                reach: .notSent,
                reason: "\(address.origin): connections in the clear are for this machine's loopback only")
        }
        do throws(CurlError) {
            let multi = try MultiHandle()
            let handle = try EasyHandle()
            try handle.setCommon(address, caFile: caFile, connectMilliseconds: connectMilliseconds)
            try handle.set(CURLOPT_URL, address.origin)
            try handle.set(CURLOPT_CONNECT_ONLY, 1)
            guard multi.add(handle) else { throw CurlError(code: CURLE_FAILED_INIT) }
            do throws(CurlError) {
                try Self.connect(handle, on: multi, wake: wake, isCancelled: isCancelled)
                descriptor = try handle.socket()
            } catch {
                multi.remove(handle)
                throw error
            }
            self.multi = multi
            self.handle = handle
            self.origin = address.origin
        } catch {
            throw HTTPClientFailure(
                reach: .notSent, reason: "\(address.origin): \(error.text)",
                timedOut: error.code == CURLE_OPERATION_TIMEDOUT)
        }
    }

    deinit { close() }

    /// - Returns: The bytes read; `nil` when there are none yet, 0 at the end of the connection.
    /// - Throws: `HTTPClientFailure` when the connection is lost.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(HTTPClientFailure) -> Int? {
        guard let handle else { return 0 }
        var count = 0
        let code = curl_easy_recv(handle.pointer, buffer.baseAddress, buffer.count, &count)
        return try moved(count, code: code)
    }

    /// - Returns: The bytes taken, which may be fewer than offered; `nil` when there is no room yet.
    /// - Throws: `HTTPClientFailure` when the connection is lost.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(HTTPClientFailure) -> Int? {
        guard let handle else { return nil }
        var count = 0
        let code = curl_easy_send(handle.pointer, bytes.baseAddress, bytes.count, &count)
        return try moved(count, code: code)
    }

    /// Closes the connection. Doing it twice is fine.
    package func close() {
        guard let multi, let handle else { return }
        multi.remove(handle)
        self.handle = nil
        self.multi = nil
    }

    private func moved(_ count: Int, code: CURLcode) throws(HTTPClientFailure) -> Int? {
        if code == CURLE_AGAIN { return nil }
        guard code == CURLE_OK else {
            throw HTTPClientFailure(reach: .maybeSent, reason: "\(origin): \(CurlError(code: code).text)")
        }
        return count
    }

    private static func connect(
        _ handle: EasyHandle, on multi: MultiHandle, wake: Int32, isCancelled: () -> Bool
    ) throws(CurlError) {
        while multi.perform() {
            if let ended = multi.nextEnded() { return try EasyHandle.check(ended.code) }
            guard let isAwake = multi.wait(watching: wake) else { break }
            if isAwake && isCancelled() { throw CurlError(code: CURLE_ABORTED_BY_CALLBACK) }
        }
        throw CurlError(code: CURLE_FAILED_INIT)
    }
}
