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
    for rule in [EndingRule.place, .cancel, .modify, .partialClose, .close] {
        judge(rule, reply, status, root)
    }
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
    let accounts = (try? ReadAnswers.accountListings(reply)) ?? []
    promise(areAscending(accounts.map(\.id.number)), "accounts are listed in order")
    for endpoint in [Endpoint.contractSearch, .contractAvailable] {
        _ = try? ReadAnswers.contracts(reply, from: endpoint)
    }
    _ = try? ReadAnswers.contract(reply)
    readOrders(reply, account, name)
    let trades = (try? ReadAnswers.trades(reply, account: account, name: name)) ?? []
    promise(areAscending(trades.map(\.at.microseconds)), "trades are listed in order")
    let positions = try? ReadAnswers.positionListings(reply, account: account)
    promise(positions?.allSatisfy { !$0.position.isFlat } ?? true, "open positions are not flat")
    readBars(reply)
    _ = LoginEnding.logoutFault(reply)
    _ = PingAnswer.fault(reply)
}

private func readOrders(_ reply: Reply, _ account: AccountID, _ name: AccountName) {
    if let row = try? ReadAnswers.order(reply, account: account) {
        promise(row.accountID == account && row.id.number > 0, "an order is the account's own and has an id")
        _ = row.listing(of: name)
    }
    var pages = OrderPages(OrderQuery(account: account, statuses: OrderQuery.sought))
    while let page = try? ReadAnswers.orders(reply, from: .orderQuery, account: account) {
        promise(page.rows.count <= page.count, "no more rows are read than came")
        promise(page.rows.allSatisfy { $0.accountID == account }, "orders are the account's own")
        guard page.count > 0, pages.query.offset < 300, case .ask(let next)? = try? pages.take(page)
        else { return }
        promise(next.offset == pages.query.offset && next.offset >= page.count, "each page asks further on")
    }
}

private func readBars(_ reply: Reply) {
    let now = Timestamp(microseconds: 1_800_000_000_000_000)
    for unit in BarUnit.allCases {
        for hasPartial in [false, true] {
            let query = BarQuery(
                contract: ContractID("CON.F.US.MNQ.Z26"), unit: unit, number: 1,
                since: Timestamp(microseconds: 0), until: now, limit: 2, hasPartial: hasPartial)
            guard let list = try? ReadAnswers.bars(reply, query, at: now) else { continue }
            let starts = list.bars.map(\.start.microseconds)
            promise(areAscending(starts) && Set(starts).count == starts.count, "bars are in order, each once")
            promise(list.bars.allSatisfy { $0.volume >= 0 }, "a bar's volume is not negative")
            promise(
                hasPartial || list.bars.allSatisfy { unit.end(of: $0.start, number: 1) <= now },
                "a forming bar comes only when it is wanted")
        }
    }
}

private func areAscending(_ numbers: [Int64]) -> Bool {
    zip(numbers, numbers.dropFirst()).allSatisfy { $0 <= $1 }
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
        guard let text = value.string else { continue }
        _ = TokenClaims(text)?.lifeLeft(at: Timestamp(microseconds: 0))
        let wait = RetryAfter.wait(text, at: Timestamp(microseconds: 1_800_000_000_000_000))
        promise(wait.map { $0.microseconds >= 0 } ?? true, "nobody waits less than nothing")
    }
}
