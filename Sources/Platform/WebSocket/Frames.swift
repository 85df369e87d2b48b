import CLinux
import CWslay
import Glibc

/// One end's frames, bytes in and bytes out: wslay's event context, without a socket.
///
/// It joins fragments, checks masks, UTF-8 and lengths, answers pings and closes. Belongs to one thread.
final class Frames {
    enum Role { case client, server }

    enum Message: Hashable {
        case text([UInt8])
        case binary([UInt8])
        case ping
        case pong
        case close(code: Int, reason: String)
    }

    /// Bytes for the peer, to be written in this order.
    private(set) var outgoing: [UInt8] = []
    /// The code that fits the rule the peer broke; a close frame has been added to `outgoing`.
    private(set) var violation: Int?

    private var context: wslay_event_context_ptr?
    private var incoming: [UInt8] = []
    private var incomingRead = 0
    private var messages: [Message] = []

    /// - Throws: `WebSocketFault` when memory is out.
    init(_ role: Role, messageBytesMax: Int) throws(WebSocketFault) {
        var callbacks = wslay_event_callbacks(
            recv_callback: giveIncoming, send_callback: takeOutgoing, genmask_callback: drawMask,
            on_frame_recv_start_callback: nil, on_frame_recv_chunk_callback: nil,
            on_frame_recv_end_callback: nil, on_msg_recv_callback: takeMessage)
        // wslay is done with this pointer when the context is freed, which is when this object goes.
        let user = Unmanaged.passUnretained(self).toOpaque()
        let code =
            switch role {
            case .client: wslay_event_context_client_init(&context, &callbacks, user)
            case .server: wslay_event_context_server_init(&context, &callbacks, user)
            }
        guard code == 0, let context else { throw WebSocketFault("wslay is out of memory") }
        wslay_event_config_set_max_recv_msg_length(context, UInt64(messageBytesMax))
    }

    deinit { wslay_event_context_free(context) }
}

// MARK: - Receiving

extension Frames {
    /// - Returns: What the bytes complete, in order. After a close frame or a broken rule, nothing more.
    /// - Throws: `WebSocketFault` when memory is out.
    func feed(_ bytes: some Collection<UInt8>) throws(WebSocketFault) -> [Message] {
        guard wslay_event_get_read_enabled(context) != 0 else { return [] }
        incoming.append(contentsOf: bytes)
        let code = wslay_event_recv(context)
        if code == WSLAY_ERR_CALLBACK_FAILURE.rawValue {
            // Our callbacks do not fail here: it is how wslay reports a frame that no endpoint may send. It
            // answers with a close frame that carries no code.
            violation = 1002
        } else {
            try check(code)
        }
        incoming.removeSubrange(..<incomingRead)
        incomingRead = 0
        if wslay_event_get_read_enabled(context) == 0 { incoming = [] }
        try flush()
        let isEnded = wslay_event_get_read_enabled(context) == 0
        if isEnded && violation == nil && wslay_event_get_close_received(context) == 0 {
            violation = Int(wslay_event_get_status_code_sent(context))
        }
        defer { messages = [] }
        return messages
    }
}

// MARK: - Sending

extension Frames {
    /// Does nothing once a close frame has been queued.
    func send(_ message: Mailbox.Message) throws(WebSocketFault) {
        switch message {
        case .text(let text): try queue(WSLAY_TEXT_FRAME, text)
        case .binary(let bytes): try queue(WSLAY_BINARY_FRAME, bytes)
        }
    }

    func send(text: [UInt8]) throws(WebSocketFault) { try send(.text(text)) }

    func ping() throws(WebSocketFault) { try queue(WSLAY_PING, []) }

    func close(code: Int) throws(WebSocketFault) {
        try check(wslay_event_queue_close(context, UInt16(code), nil, 0))
        try flush()
    }

    func removeOutgoing(_ count: Int) { outgoing.removeSubrange(..<count) }

    private func queue(_ opcode: wslay_opcode, _ payload: [UInt8]) throws(WebSocketFault) {
        let code = payload.withUnsafeBufferPointer { bytes in
            var message = wslay_event_msg(
                opcode: UInt8(opcode.rawValue), msg: bytes.baseAddress, msg_length: bytes.count)
            return wslay_event_queue_msg(context, &message)
        }
        try check(code)
        try flush()
    }

    /// Turns what wslay has queued into bytes.
    private func flush() throws(WebSocketFault) { try check(wslay_event_send(context)) }

    private func check(_ code: Int32) throws(WebSocketFault) {
        switch code {
        case 0, WSLAY_ERR_NO_MORE_MSG.rawValue: return
        case WSLAY_ERR_NOMEM.rawValue: throw WebSocketFault("wslay is out of memory")
        default: throw WebSocketFault("wslay refused a frame of ours with \(code)")
        }
    }
}

// MARK: - Callbacks

// wslay calls these only inside the calls above, on the same thread.
private func frames(_ user: UnsafeMutableRawPointer) -> Frames {
    Unmanaged<Frames>.fromOpaque(user).takeUnretainedValue()
}

extension Frames {
    fileprivate func give(_ room: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(room.count, incoming.count - incomingRead)
        incoming.withUnsafeBytes {
            room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[incomingRead..<incomingRead + count]))
        }
        incomingRead += count
        return count
    }

    fileprivate func take(_ bytes: UnsafeRawBufferPointer) { outgoing.append(contentsOf: bytes) }

    /// wslay 1.1.1 takes half a code for none, and looks at a reason's UTF-8 only when it comes in one piece.
    private func takeClose(_ payload: [UInt8], code: Int) {
        guard payload.count != 1 else { return violation = 1002 }
        guard let reason = String(validating: payload.dropFirst(2), as: UTF8.self) else {
            return violation = 1007
        }
        messages.append(.close(code: code == 0 ? 1005 : code, reason: reason))
    }

    fileprivate func take(_ argument: wslay_event_on_msg_recv_arg) {
        let payload = Array(UnsafeBufferPointer(start: argument.msg, count: argument.msg_length))
        switch UInt32(argument.opcode) {
        case WSLAY_TEXT_FRAME.rawValue: messages.append(.text(payload))
        case WSLAY_BINARY_FRAME.rawValue: messages.append(.binary(payload))
        case WSLAY_PING.rawValue: messages.append(.ping)
        case WSLAY_PONG.rawValue: messages.append(.pong)
        case WSLAY_CONNECTION_CLOSE.rawValue:
            takeClose(payload, code: Int(argument.status_code))
        default: break
        }
    }
}

private func giveIncoming(
    context: wslay_event_context_ptr?, room: UnsafeMutablePointer<UInt8>?, count: Int, flags: Int32,
    user: UnsafeMutableRawPointer?
) -> Int {
    guard let user else { return -1 }
    let given = frames(user).give(UnsafeMutableRawBufferPointer(start: room, count: count))
    if given > 0 { return given }
    wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK.rawValue)
    return -1
}

private func takeOutgoing(
    context: wslay_event_context_ptr?, bytes: UnsafePointer<UInt8>?, count: Int, flags: Int32,
    user: UnsafeMutableRawPointer?
) -> Int {
    guard let user else { return -1 }
    frames(user).take(UnsafeRawBufferPointer(start: bytes, count: count))
    return count
}

private func drawMask(
    context: wslay_event_context_ptr?, room: UnsafeMutablePointer<UInt8>?, count: Int,
    user: UnsafeMutableRawPointer?
) -> Int32 {
    getrandom(room, count, 0) == count ? 0 : -1
}

private func takeMessage(
    context: wslay_event_context_ptr?, argument: UnsafePointer<wslay_event_on_msg_recv_arg>?,
    user: UnsafeMutableRawPointer?
) {
    guard let user, let argument else { return }
    frames(user).take(argument.pointee)
}
