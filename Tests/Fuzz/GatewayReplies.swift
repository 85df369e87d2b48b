import JSON
import Journey
import Trading

@testable import Gateway

/// An answer of REST. The first byte picks the HTTP status: `4` is 400, `5` is 503, anything else 200.
@_cdecl("LLVMFuzzerTestOneInput")
public func feedGatewayReplies(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = input(start, count)
    guard let first = bytes.first else { return 0 }
    let body = Array(bytes.dropFirst())
    let status =
        switch first {
        case UInt8(ascii: "4"): 400
        case UInt8(ascii: "5"): 503
        default: 200
        }
    let moment = Moment(wall: Timestamp(microseconds: 1), steady: Timestamp(microseconds: 1))
    let reply = Reply(
        outcome: .answered(status: status, body: body), handedAt: moment, endedAt: moment)
    let root = try? JSONDocument(body, limits: Envelope.limits).root
    for rule in [EndingRule.place, .cancel, .close] { judge(rule, reply, status, root) }
    signIn(reply, status, root)
    read(reply)
    for object in root.map({ objects(in: $0) }) ?? [] { readRows(object) }
    return 0
}

private func judge(_ rule: EndingRule, _ reply: Reply, _ status: Int, _ root: JSONValue?) {
    let code = root?["errorCode"]?.int64
    switch rule.ending(of: reply) {
    case .accepted(let order):
        promise(status == 200 && root?["success"]?.bool == true && code == 0, "only success is accepted")
        promise(!rule.needsOrder || order.map { $0.number > 0 } ?? false, "an accepted order has an id")
    case .rejected:
        guard status == 200 else { return promise(status == 400, "only 200 and 400 refuse") }
        let verdict = code.flatMap { rule.endpoint.codes.row($0) }?.verdict
        promise(root?["success"]?.bool == false, "a refusal says so")
        promise(verdict == .refused || verdict == .notFound, "only a known code refuses")
    case .lost: break
    case .notSent: promise(false, "what was answered was sent")
    }
}

private func signIn(_ reply: Reply, _ status: Int, _ root: JSONValue?) {
    for ending in [LoginEnding(login: reply), LoginEnding(validate: reply)] {
        guard case .token = ending else { continue }
        promise(
            status == 200 && root?["success"]?.bool == true && root?["errorCode"]?.int64 == 0,
            "a token comes only with success")
    }
}

private func read(_ reply: Reply) {
    let (account, name) = (AccountID(7_701_001), AccountName("eval"))
    _ = try? ReadAnswers.accounts(reply, AccountBook([name: account]))
    _ = try? ReadAnswers.contracts(reply, from: .contractSearch)
    _ = try? ReadAnswers.contract(reply)
    _ = try? ReadAnswers.orders(reply, from: .orderSearch, account: account)
    _ = try? ReadAnswers.order(reply, account: account)
    _ = try? ReadAnswers.trades(reply, account: account, name: name)
    let positions = try? ReadAnswers.positions(reply, account: account)
    promise(positions?.allSatisfy { !$0.isFlat } ?? true, "open positions are not flat")
    _ = PingAnswer.fault(reply)
}

private func readRows(_ object: JSONValue) {
    if let order = (try? OrderRow(object))?.venueOrder(of: AccountName("eval")), order.status.isTerminal {
        promise([2, 3, 4, 5].contains(object["status"]?.int64), "an order has ended only with status 2 to 5")
    }
    if let position = (try? PositionRow(object))?.position {
        let (size, type) = (object["size"]?.int64, object["type"]?.int64)
        promise(position.isFlat == (size == 0), "a position is flat exactly with size 0")
        promise(position.isFlat || type == 1 || type == 2, "only types 1 and 2 have a direction")
    }
    if let trade = (try? TradeRow(object))?.venueTrade(of: AccountName("eval")) {
        promise(trade.size > 0 && [0, 1].contains(object["side"]?.int64), "a fill has a size and a side")
    }
    if let contract = (try? ContractRow(object))?.contract {
        promise(contract.tickValue > .zero, "a tick is worth something")
    }
    for value in object.members.map(\.value) {
        if let text = value.string { _ = TokenClaims(text)?.lifeLeft(at: Timestamp(microseconds: 0)) }
    }
}
