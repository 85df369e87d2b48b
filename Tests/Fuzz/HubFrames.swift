import JSON
import Journey
import Trading

@testable import Gateway

/// Text off a hub: records, cut anywhere, to events. The first byte says where the text is cut in two.
@_cdecl("LLVMFuzzerTestOneInput")
public func feedHubFrames(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = input(start, count)
    guard let first = bytes.first else { return 0 }
    let text = Array(bytes.dropFirst())
    let cut = min(Int(first), text.count)
    guard let records = split(text, cutAt: cut, bytesMax: 1 << 20) else {
        promise(false, "a short text is taken")
        return 0
    }
    _ = split(text, cutAt: cut, bytesMax: 64)
    let book = AccountBook([
        AccountName("eval"): AccountID(7_701_001), AccountName("paper"): AccountID(1_001),
    ])
    var user = HubEventReader(book)
    var market = MarketReader()
    for record in records {
        shakeHands(record)
        take(record, &user, &market)
    }
    converse(text, cutAt: cut, on: .user)
    converse(text, cutAt: cut, on: .market)
    return 0
}

/// However the text is cut, it gives the same records, or is too long.
private func split(_ text: [UInt8], cutAt cut: Int, bytesMax: Int) -> [[UInt8]]? {
    var halves = RecordSplitter(bytesMax: bytesMax)
    var whole = RecordSplitter(bytesMax: bytesMax)
    let head = try? halves.take(Array(text[..<cut]))
    let tail = head == nil ? nil : try? halves.take(Array(text[cut...]))
    let records = try? whole.take(text)
    promise((records == nil) == (head == nil || tail == nil), "a text is too long however it is cut")
    guard let records, let head, let tail else { return nil }
    promise(records == head + tail, "where a text is cut does not matter")
    promise(
        records.allSatisfy { !$0.contains(RecordSplitter.separator) && $0.count <= bytesMax },
        "no record holds a separator or passes the limit")
    return records
}

private func shakeHands(_ record: [UInt8]) {
    do throws(Unreadable) {
        guard try HubMessage.handshakeError(record) == nil else { return }
    } catch {
        return
    }
    guard let root = try? JSONDocument(record).root else { return promise(false, "a handshake is JSON") }
    promise(
        root.kind == .object && root["error"]?.isNull ?? true, "a refused handshake is no handshake")
}

private func take(_ record: [UInt8], _ user: inout HubEventReader, _ market: inout MarketReader) {
    guard let message = try? HubMessage(record), let root = try? JSONDocument(record).root else { return }
    switch message {
    case .completion(_, let error):
        promise(root["type"]?.int64 == 3, "only type 3 completes")
        promise(error != nil || root["error"]?.isNull ?? true, "a failed call is not a success")
    case .invocation(let target, let arguments):
        promise(root["type"]?.int64 == 1, "only type 1 invokes")
        let found = arguments.flatMap { objects(in: $0) }
        for event in user.events(target: target, arguments: arguments).events {
            judge(event, against: found)
        }
        follow(target, arguments, found, &market)
    case .ping: promise(root["type"]?.int64 == 6, "only type 6 pings")
    case .close: promise(root["type"]?.int64 == 7, "only type 7 closes")
    case .other: promise(![1, 3, 6, 7].contains(root["type"]?.int64), "a known type is not passed over")
    }
}

/// An event says nothing that ends an order or a position unless the text said so.
private func judge(_ event: GatewayEvent, against objects: [JSONValue]) {
    switch event {
    case .order(let order) where order.status.isTerminal:
        promise(
            objects.contains { [2, 3, 4, 5].contains($0["status"]?.int64) },
            "an order has ended only with status 2 to 5")
    case .position(_, let position) where position.isFlat:
        promise(objects.contains { $0["size"]?.int64 == 0 }, "a position is flat only with size 0")
    case .account(let account) where account.canTrade:
        promise(objects.contains { $0["canTrade"]?.bool == true }, "an account trades only when it says so")
    default: break
    }
}
