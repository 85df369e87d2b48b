import Trading

@testable import PaperVenue

/// What a client sends to the venue. The first byte picks who reads it; see the cases.
@_cdecl("LLVMFuzzerTestOneInput")
public func feedVenueRequests(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = input(start, count)
    guard let first = bytes.first else { return 0 }
    let rest = Array(bytes.dropFirst())
    switch first {
    case UInt8(ascii: "p"): _ = try? VenueAPI.placeRequest(rest)
    case UInt8(ascii: "b"): _ = try? BarRequest(rest)
    case UInt8(ascii: "q"): _ = try? OrderQuery(rest)
    case UInt8(ascii: "r"): replay(rest)
    case UInt8(ascii: "s"): scan(rest)
    case UInt8(ascii: "h"): talk(rest, on: .user)
    case UInt8(ascii: "m"): talk(rest, on: .market)
    default: _ = try? VenueAPI.placeRequest(rest)
    }
    return 0
}

/// Nothing follows a goodbye, and nothing is open before a handshake.
private func talk(_ bytes: [UInt8], on kind: HubKind) {
    let user = VenueUser(name: "paper", key: "key", accounts: [])
    var session = HubSession(kind, reach: Reach(user))
    let outputs = session.received(bytes)
    let end = outputs.firstIndex(of: .close)
    promise(end == nil || end == outputs.count - 1, "nothing follows a goodbye")
    promise(!session.isOpen || outputs.first != nil, "a hub opens only by answering a handshake")
    if end != nil { promise(session.received(bytes).isEmpty, "a closed hub says nothing") }
}

/// A file of prices is read, or refused with its line.
private func replay(_ bytes: [UInt8]) {
    do throws(ReplayFault) {
        var reader = try ReplayReader(path: "prices.csv", text: bytes, contract: "MNQ")
        _ = try reader.rows()
    } catch {
        promise(!error.description.isEmpty, "a file is refused with words")
    }
}

/// Whatever comes out is what went in, in order.
private func scan(_ bytes: [UInt8]) {
    var whole = RequestScanner()
    let atOnce = passed(whole.take(bytes))
    promise(bytes.starts(with: atOnce), "no byte is lost, added or changed")
    var single = RequestScanner()
    let slowly = bytes.flatMap { passed(single.take([$0])) }
    promise(bytes.starts(with: slowly), "no byte is lost, added or changed in single bytes")
}

private func passed(_ pieces: [RequestScanner.Piece]) -> [UInt8] {
    pieces.flatMap { piece in
        switch piece {
        case .request(let request): request.bytes
        case .raw(let raw): raw
        }
    }
}
