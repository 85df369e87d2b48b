import JSON
import Trading

@testable import Gateway

/// Text to a whole connection, as it comes after `opened`, and again behind a handshake that went well.
func converse(_ text: [UInt8], cutAt cut: Int, on kind: HubKind) {
    let pieces = [Array(text[..<cut]), Array(text[cut...])]
    for handshake in [[], Array("{}\u{1E}".utf8)] {
        let whole = words(of: [handshake + text], on: kind)
        let halves = words(of: [handshake] + pieces, on: kind)
        promise(whole == halves, "where a text is cut does not matter to a connection")
        let end = whole.firstIndex { $0 == "over" }
        promise(end.map { $0 == whole.count - 1 } ?? true, "nothing follows the end of a connection")
        promise(whole.first == "send", "a connection begins with the handshake")
    }
    if let ready = words(of: [text], on: kind).firstIndex(of: "ready") {
        promise(ready > 0, "a connection is ready only after it was opened")
        promise(
            confirmations(in: text) >= wanted(on: kind).count, "every subscription is answered before ready")
    }
}

private func wanted(on kind: HubKind) -> [HubSubscription] {
    let contract = HubSubscription.Argument.contract(ContractID("CON.F.US.MNQ.Z26"))
    return switch kind {
    case .user: HubSubscription.user([AccountID(7_701_001)])
    case .market: [.contractQuotes, .contractTrades, .contractDepth].map { HubSubscription($0, contract) }
    }
}

/// Completions, whichever calls they answer.
private func confirmations(in text: [UInt8]) -> Int {
    text.split(separator: RecordSplitter.separator).count { record in
        (try? JSONDocument(Array(record)).root)?["type"]?.int64 == 3
    }
}

private func words(of pieces: [[UInt8]], on kind: HubKind) -> [String] {
    let now = Moment(wall: Timestamp(microseconds: 1), steady: Timestamp(microseconds: 1))
    var session = HubSession(kind, wanted: wanted(on: kind), timings: GatewayTimings())
    var actions = session.handle(.opened, at: now)
    for piece in pieces { actions += session.handle(.received(piece), at: now) }
    return actions.map { action in
        switch action {
        case .send: "send"
        case .ready: "ready"
        case .unready: "unready"
        case .refused(let subscription, let reason): "refused \(subscription.target) \(reason)"
        case .invoked(let target, let arguments): "invoked \(target) \(arguments.count)"
        case .loggedOut, .failed: "over"
        }
    }
}
