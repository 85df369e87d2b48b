import CCurl
import Glibc

/// One request under way. Lives on the client's thread only, and as long as its handle is in the loop.
final class Transfer {
    let handle: EasyHandle
    let finish: @Sendable (Result<HTTPClientResponse, HTTPClientFailure>) -> Void

    /// Nanoseconds of `CLOCK_MONOTONIC`. libcurl keeps its own clock, but not while a transfer waits for one
    /// of the connections to its host.
    let deadline: UInt64

    private let request: HTTPClientRequest
    private let origin: String
    private let headerLines: HeaderList

    private var bodyBytesSent = 0
    /// Set once, when libcurl is about to write the first byte on a connection that stands.
    private var firstByteSentAt: UInt64?
    private var received: [UInt8] = []
    private var fields: [(name: String, value: String)] = []
    private var headerBytes = 0
    private var isTooLong = false
    /// libcurl takes a head that breaks off for a whole one; only the blank line tells.
    private var isHeadComplete = false

    /// All header lines of one answer together.
    private static let headerBytesMax = 65_536

    init(
        _ submission: Submission, on handle: EasyHandle, caFile: String?
    ) throws(HTTPClientFailure) {
        let request = submission.request
        let address = try Self.address(of: request.url)
        self.handle = handle
        self.finish = submission.finish
        self.request = request
        self.deadline = monotonicNanoseconds() + UInt64(request.timeoutMilliseconds) * 1_000_000
        self.origin = address.origin
        self.headerLines = try HeaderList(request.headers, origin: address.origin)
        do throws(CurlError) {
            try handle.setCommon(address, caFile: caFile, connectMilliseconds: request.connectMilliseconds)
            try configure()
        } catch {
            throw HTTPClientFailure(reach: .notSent, reason: "\(origin): \(error.text)")
        }
    }

    /// - Throws: `HTTPClientFailure` when the URL is unreadable or would go out in the clear.
    static func address(of url: String) throws(HTTPClientFailure) -> WebAddress {
        guard let address = WebAddress(url) else {
            throw HTTPClientFailure(
                reach: .notSent, reason: "the URL is no http or https URL, or it carries a user name")
        }
        guard address.isSecure || address.isLoopback else {
            throw HTTPClientFailure(
                reach: .notSent, reason: "\(address.origin): plain http is for this machine's loopback only")
        }
        return address
    }
}

// MARK: - Options

extension Transfer {
    private func configure() throws(CurlError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try handle.set(CURLOPT_URL, request.url)
        try handle.set(CURLOPT_TIMEOUT_MS, request.timeoutMilliseconds)
        try EasyHandle.check(ccurl_set_ptr(handle.pointer, CURLOPT_HTTPHEADER, headerLines.head))
        try EasyHandle.check(ccurl_set_write(handle.pointer, receiveBody, context))
        try EasyHandle.check(ccurl_set_header(handle.pointer, receiveHeader, context))
        try EasyHandle.check(ccurl_set_prerequest(handle.pointer, noteFirstByte, context))
        switch request.method {
        case .get: try handle.set(CURLOPT_HTTPGET, 1)
        case .post: try configureBody(context)
        }
        // Without a byte of body there is nothing to rewind, so libcurl would repeat the request after all;
        // it never does on a connection made for it.
        if request.sendOnce && request.body.isEmpty { try handle.set(CURLOPT_FRESH_CONNECT, 1) }
    }

    private func configureBody(_ context: UnsafeMutableRawPointer) throws(CurlError) {
        try handle.set(CURLOPT_POST, 1)
        let count = curl_off_t(request.body.count)
        try EasyHandle.check(ccurl_set_offset(handle.pointer, CURLOPT_POSTFIELDSIZE_LARGE, count))
        if request.sendOnce {
            try EasyHandle.check(ccurl_set_read(handle.pointer, giveBody, context))
            try EasyHandle.check(ccurl_forbid_rewind(handle.pointer))
        } else {
            let code = request.body.withUnsafeBytes {
                ccurl_set_ptr(handle.pointer, CURLOPT_COPYPOSTFIELDS, $0.baseAddress)
            }
            try EasyHandle.check(code)
        }
    }
}

// MARK: - What libcurl reports

extension Transfer {
    fileprivate func connectionStands() {
        if firstByteSentAt == nil { firstByteSentAt = monotonicNanoseconds() }
    }

    fileprivate func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, request.body.count - bodyBytesSent)
        request.body.withUnsafeBytes {
            buffer.copyMemory(
                from: UnsafeRawBufferPointer(rebasing: $0[bodyBytesSent..<bodyBytesSent + count]))
        }
        bodyBytesSent += count
        return count
    }

    /// - Returns: Whether the transfer goes on.
    fileprivate func take(body chunk: UnsafeRawBufferPointer) -> Bool {
        guard received.count + chunk.count <= request.bytesMax else {
            isTooLong = true
            return false
        }
        received.append(contentsOf: chunk)
        return true
    }

    /// - Returns: Whether the transfer goes on.
    fileprivate func take(header chunk: UnsafeRawBufferPointer) -> Bool {
        headerBytes += chunk.count
        guard headerBytes <= Self.headerBytesMax else {
            isTooLong = true
            return false
        }
        if chunk.starts(with: Array("HTTP/".utf8)) {
            // An interim answer's fields are not the answer's.
            fields = []
            isHeadComplete = false
        } else if chunk.elementsEqual(Array("\r\n".utf8)) || chunk.elementsEqual([0x0a]) {
            isHeadComplete = true
        } else if let colon = chunk.firstIndex(of: UInt8(ascii: ":")) {
            fields.append((text(chunk[..<colon]), text(chunk[(colon + 1)...])))
        }
        return true
    }

    private func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        let blanks = Array(" \t\r\n".utf8)
        let trimmed = bytes.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed()
        return String(decoding: Array(trimmed), as: UTF8.self)
    }
}

// MARK: - The end

extension Transfer {
    func result(_ code: CURLcode) -> Result<HTTPClientResponse, HTTPClientFailure> {
        guard code == CURLE_OK else { return .failure(failure(code)) }
        guard isHeadComplete else { return .failure(abandoned("the answer's head is cut short")) }
        return .success(
            HTTPClientResponse(
                status: handle.information(CURLINFO_RESPONSE_CODE), headers: HTTPClientHeaders(fields),
                body: received, firstByteSentAt: firstByteSentAt))
    }

    /// For a transfer that is ended from this side.
    func abandoned(_ why: String, timedOut: Bool = false) -> HTTPClientFailure {
        HTTPClientFailure(reach: reach, reason: "\(origin): \(why)", timedOut: timedOut)
    }

    /// Whether no connection has stood for it yet.
    var isWaiting: Bool { firstByteSentAt == nil }

    private var reach: HTTPClientFailure.Reach { firstByteSentAt == nil ? .notSent : .maybeSent }

    private func failure(_ code: CURLcode) -> HTTPClientFailure {
        if isTooLong {
            let limits = "\(request.bytesMax) bytes, or its head than \(Self.headerBytesMax)"
            return abandoned("the answer is longer than \(limits)")
        }
        var text = CurlError(code: code).text
        if code == CURLE_COULDNT_CONNECT {
            let systemCode = Int32(truncatingIfNeeded: handle.information(CURLINFO_OS_ERRNO))
            if systemCode != 0 { text += ", \(String(cString: strerror(systemCode)))" }
        }
        return HTTPClientFailure(
            reach: reach, reason: "\(origin): \(text)", timedOut: code == CURLE_OPERATION_TIMEDOUT)
    }
}

// MARK: - Callbacks

// libcurl calls these only inside a call of the client's thread, while the transfer is in its loop.
private func transfer(_ context: UnsafeMutableRawPointer) -> Transfer {
    Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
}

private func receiveBody(
    chunk: UnsafeMutablePointer<CChar>, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let bytes = UnsafeRawBufferPointer(start: chunk, count: size * count)
    return transfer(context).take(body: bytes) ? bytes.count : 0
}

private func receiveHeader(
    chunk: UnsafeMutablePointer<CChar>, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let bytes = UnsafeRawBufferPointer(start: chunk, count: size * count)
    return transfer(context).take(header: bytes) ? bytes.count : 0
}

private func giveBody(
    room: UnsafeMutablePointer<CChar>, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return Int(CURL_READFUNC_ABORT) }
    return transfer(context).fill(UnsafeMutableRawBufferPointer(start: room, count: size * count))
}

private func noteFirstByte(
    context: UnsafeMutableRawPointer?, peer: UnsafeMutablePointer<CChar>?,
    local: UnsafeMutablePointer<CChar>?, peerPort: Int32, localPort: Int32
) -> Int32 {
    guard let context else { return Int32(CURL_PREREQFUNC_ABORT) }
    transfer(context).connectionStands()
    return Int32(CURL_PREREQFUNC_OK)
}
