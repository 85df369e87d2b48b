@testable import WebSocket

/// Bytes off a socket. The lowest bit of the first byte picks the end, the others where the bytes are cut.
@_cdecl("LLVMFuzzerTestOneInput")
public func feedWebSocketFrames(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = input(start, count)
    guard let first = bytes.first else { return 0 }
    let role: Frames.Role = first & 1 == 0 ? .client : .server
    let wire = Array(bytes.dropFirst())
    let cut = Int(first >> 1)
    let whole = read(wire, cutAt: cut, as: role)
    promise(Set(whole.map(\.messages)).count == 1, "where the bytes are cut does not matter")
    if whole.contains(where: { $0.violation != nil }) {
        // A close frame's reason is judged as it comes, or at the frame's end where it comes in pieces; and one
        // whose code is wrong too may be refused for either.
        let ended = read(wire + Array(repeating: 0, count: 125), cutAt: cut, as: role)
        promise(ended.allSatisfy { $0.violation != nil }, "a rule is broken however the bytes are cut")
    }
    for case .text(let text) in whole[0].messages {
        promise(String(validating: text, as: UTF8.self) != nil, "a text is UTF-8")
        promise(text.count <= bytesMax, "no message passes the limit")
    }
    _ = UpgradeAnswer(wire)
    return 0
}

private let bytesMax = 1_000

/// At once, in two, and byte by byte.
private func read(
    _ wire: [UInt8], cutAt cut: Int, as role: Frames.Role
) -> [(messages: [Frames.Message], violation: Int?)] {
    let cut = min(cut, wire.count)
    return [[wire], [Array(wire[..<cut]), Array(wire[cut...])], wire.map { [$0] }].map { read($0, as: role) }
}

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
