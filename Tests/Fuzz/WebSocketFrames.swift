@testable import WebSocket

/// Bytes off a socket. The lowest bit of the first byte picks the end, the others where the bytes are cut.
@_cdecl("LLVMFuzzerTestOneInput")
public func feedWebSocketFrames(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = input(start, count)
    guard let first = bytes.first else { return 0 }
    let role: Frames.Role = first & 1 == 0 ? .client : .server
    let wire = Array(bytes.dropFirst())
    let cut = min(Int(first >> 1), wire.count)
    let whole = read([wire], as: role)
    let halves = read([Array(wire[..<cut]), Array(wire[cut...])], as: role)
    let single = read(wire.map { [$0] }, as: role)
    promise(whole.messages == halves.messages, "where the bytes are cut does not matter")
    promise(whole.messages == single.messages, "single bytes say the same")
    promise(whole.violation == halves.violation, "a rule is broken however the bytes are cut")
    promise(whole.violation == single.violation, "a rule is broken in single bytes too")
    for case .text(let text) in whole.messages {
        promise(String(validating: text, as: UTF8.self) != nil, "a text is UTF-8")
        promise(text.count <= bytesMax, "no message passes the limit")
    }
    _ = UpgradeAnswer(wire)
    return 0
}

private let bytesMax = 1_000

private func read(
    _ pieces: [[UInt8]], as role: Frames.Role
) -> (messages: [Frames.Message], violation: Int?) {
    guard let frames = try? Frames(role, messageBytesMax: bytesMax) else { return ([], nil) }
    var messages: [Frames.Message] = []
    for piece in pieces {
        do {
            messages += try frames.feed(piece)
        } catch {
            promise(false, "feeding fails: \(error.reason)")
        }
    }
    return (messages, frames.violation)
}
