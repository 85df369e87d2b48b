import CMicroHTTPD
import Glibc

// libmicrohttpd's callbacks. Each runs on the server's thread, inside a call the loop itself made.

private func loop(_ context: UnsafeMutableRawPointer?) -> ServerLoop? {
    context.map { Unmanaged<ServerLoop>.fromOpaque($0).takeUnretainedValue() }
}

private func request(_ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?) -> Request? {
    slot?.pointee.map { Unmanaged<Request>.fromOpaque($0).takeUnretainedValue() }
}

/// A connection has come, or is about to be closed; its descriptor is open in both cases.
func daemonConnection(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
    slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, code: MHD_ConnectionNotificationCode
) {
    guard let loop = loop(context), let connection, let slot else { return }
    switch code {
    case .CONNECTION_NOTIFY_STARTED:
        slot.pointee = Unmanaged.passRetained(loop.opened(connection)).toOpaque()
    case .CONNECTION_NOTIFY_CLOSED:
        guard let raw = slot.pointee else { return }
        slot.pointee = nil
        loop.closed(Unmanaged<Connection>.fromOpaque(raw).takeRetainedValue())
    }
}

/// A request line is in. What is returned comes back as the slot of the calls about this request.
func daemonRequestLine(
    context: UnsafeMutableRawPointer?, target: UnsafePointer<CChar>?, connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let loop = loop(context), let connection,
        let raw = cmhd_socket_context(connection)?.pointee
    else { return nil }
    let owner = Unmanaged<Connection>.fromOpaque(raw).takeUnretainedValue()
    let place = (start: UInt(bitPattern: target), count: target.map { strlen($0) } ?? 0)
    let request = loop.began(target.map { String(cString: $0) } ?? "", at: place, on: owner)
    return Unmanaged.passRetained(request).toOpaque()
}

/// Takes the place of the daemon's decoding, and leaves it nothing: the target was read before, and
/// the daemon would write paths, which may hold a secret, into its log.
func daemonForgetTarget(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?, text: UnsafeMutablePointer<CChar>?
) -> Int {
    text?.pointee = 0
    return 0
}

/// The head is in, then each piece of the body, then its end; again after a suspension.
func daemonRequest(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?, target: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?, data: UnsafePointer<CChar>?,
    count: UnsafeMutablePointer<Int>?, slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let loop = loop(context), let connection, let count, let method, let version,
        let request = request(slot)
    else { return .NO }
    if case .head = request.phase {
        request.method = String(cString: method)
        let isStrict = HeadLayout.isStrict(
            method: method, target: request.place, version: version, on: connection)
        return loop.headIn(
            request, on: connection, version: String(cString: version), isStrict: isStrict)
    }
    guard count.pointee > 0 else { return loop.proceed(request, on: connection) }
    let piece = UnsafeRawBufferPointer(start: data, count: count.pointee)
    count.pointee = 0
    return loop.collect(piece, for: request)
}

/// The daemon is done with a request, however it ended.
func daemonCompleted(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
    slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, code: MHD_RequestTerminationCode
) {
    guard let loop = loop(context), let slot, let raw = slot.pointee else { return }
    slot.pointee = nil
    loop.completed(Unmanaged<Request>.fromOpaque(raw).takeRetainedValue())
}

/// The 101 is out and the socket is ours.
func daemonUpgraded(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
    requestContext: UnsafeMutableRawPointer?, leftover: UnsafePointer<CChar>?, leftoverCount: Int,
    descriptor: Int32, handle: OpaquePointer?
) {
    guard let loop = loop(context), let requestContext, let handle else { return }
    let bytes = UnsafeRawBufferPointer(start: leftover, count: leftover == nil ? 0 : leftoverCount)
    loop.upgraded(
        Unmanaged<Request>.fromOpaque(requestContext).takeUnretainedValue(), descriptor: descriptor,
        leftover: Array(bytes), handle: handle)
}

/// A line for the log.
func daemonLog(
    context: UnsafeMutableRawPointer?, format: UnsafePointer<CChar>?, arguments: CVaListPointer?
) {
    guard let loop = loop(context), let format, let arguments else { return }
    var line = [CChar](repeating: 0, count: 512)
    guard vsnprintf(&line, line.count, format, arguments) > 0 else { return }
    let text = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    loop.logDaemon(String(decoding: text.map { $0 < 0x20 ? UInt8(ascii: " ") : $0 }, as: UTF8.self))
}
