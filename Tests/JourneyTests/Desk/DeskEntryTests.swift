import Journey
import Testing
import Trading

/// An entry from its alert to its reconciled fill.
struct DeskEntryTests {
    let buy = #""action":"buy","size":2"#

    @Test func `an approved entry is written with its verdict, and nothing is sent before its release`()
        throws
    {
        var fixture = try DeskFixture.connected()
        let decision = try fixture.arrive(buy)
        let fingerprint = try #require(fixture.alert(decision))
        let tag = OrderTag(alert: fingerprint, account: AccountID(1001), leg: 0)
        #expect(decision.calls.isEmpty)
        #expect(decision.attempts.isEmpty)
        #expect(decision.releases == [fingerprint])
        let row = try #require(decision.orders[tag])
        #expect((row.state, row.stage, row.orderClass) == (.approved, .risk, .entry))
        #expect((row.side, row.size, row.contract) == (.buy, 2, DeskFixture.mnq.id))
        #expect(row.bracket == Bracket(stop: Ticks(80), target: Ticks(160)))
        #expect((row.rule, row.alert) == ("orb-nasdaq", fingerprint))
        #expect(row.times.bodyAt != nil && row.times.decidedAt != nil && row.times.sentAt == nil)
        #expect(decision.audits.map(\.kind) == ["risk.verdict"])
        #expect(decision.audits.map(\.subject) == [tag.text])
        #expect(decision.audits.allSatisfy { GateReport.recheck($0.body) == nil })
        #expect(decision.deliveries.map(\.outcome) == [.accepted])
        #expect(decision.deliveries.map(\.status) == [200])
        let verdicts = [
            Verdict(account: DeskFixture.one, tag: tag, isApproved: true, code: nil, reason: nil, size: 2)
        ]
        #expect(decision.replies == [AlertReply(id: ReplyID(1), outcome: .accepted(fingerprint, verdicts))])
    }

    @Test func `the attempt is written in the very decision that sends`() throws {
        var fixture = try DeskFixture.connected()
        let decision = fixture.release(try fixture.arrive(buy))
        let request = try #require(
            decision.calls.compactMap { if case .place(let request) = $0 { request } else { nil } }.first)
        #expect(decision.calls.count == 1)
        #expect(decision.attempts.map(\.kind) == [.place])
        #expect(decision.attempts.map(\.number) == [1])
        #expect(decision.attempts.map(\.ending) == [nil])
        #expect(decision.attempts.map(\.tag) == [request.tag])
        let row = try #require(decision.orders[request.tag])
        #expect((row.state, row.stage) == (.sent, .place))
        #expect(row.times.durableAt != nil && row.times.repliedAt != nil && row.times.sentAt != nil)
        #expect(request.bracket == Bracket(stop: Ticks(80), target: Ticks(160)))
        #expect(fixture.desk.hasCallsUnderWay)
    }

    @Test func `a second release sends nothing more`() throws {
        var fixture = try DeskFixture.connected()
        let decision = try fixture.arrive(buy)
        fixture.release(decision)
        #expect(fixture.release(decision).calls.isEmpty)
    }

    @Test func `two accounts get an order each, in the order of their names`() throws {
        var fixture = try DeskFixture.connected(isShared: true)
        let requests = try fixture.order(buy)
        #expect(requests.map(\.account) == [DeskFixture.one, DeskFixture.two])
        #expect(Set(requests.map(\.tag)).count == 2)
    }

    @Test func `accepted, working, protected, filled and reconciled`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        let accepted = fixture.answer(request, .accepted(order: OrderID(100)))
        #expect(accepted.attempts.map(\.ending) == ["accepted"])
        #expect(accepted.attempts.map(\.latency) == [.milliseconds(40)])
        #expect(accepted.orders[request.tag]?.state == .working)
        #expect(accepted.orders[request.tag]?.venueOrder == OrderID(100))
        #expect(!fixture.desk.hasCallsUnderWay)

        let children = [request.child("SL", 101, of: 100), request.child("TP", 102, of: 100)]
        for child in children {
            let heard = fixture.hear(.order(child))
            let tag = try #require(child.tag)
            let row = try #require(heard.orders[tag])
            #expect((row.orderClass, row.state, row.parent) == (.protect, .working, request.tag))
            #expect(row.alert == accepted.orders[request.tag]?.alert)
        }
        let partly = fixture.hear(.order(request.order(100, filled: 1, at: "21450.25")))
        #expect(partly.orders[request.tag]?.state == .partiallyFilled)
        #expect(partly.orders[request.tag]?.filled == 1)
        let filled = fixture.hear(.order(request.order(100, .filled, filled: 2, at: "21450.5")))
        let row = try #require(filled.orders[request.tag])
        #expect((row.state, row.filled, row.averagePrice) == (.filled, 2, Price("21450.5")))
        let traded = fixture.hear(.trade(request.trade(1, order: 100, at: fixture.now.wall)))
        #expect(traded.fills.map(\.tag) == [request.tag])
        #expect(
            fixture.hear(.position(DeskFixture.one, request.position)).positions.map(\.position.signedSize)
                == [2])

        fixture.venue[DeskFixture.one]?.positions = [request.position]
        fixture.venue[DeskFixture.one]?.orders = [
            request.child("SL", 101, of: 100, .open, at: "21430.5"),
            request.child("TP", 102, of: 100, .open, at: "21490.5"),
        ]
        let reconciled = fixture.reconcile()
        #expect(reconciled.orders[request.tag]?.stage == .reconcile)
        #expect(reconciled.orders[request.tag]?.times.reconciledAt != nil)
        #expect(reconciled.discrepancies.isEmpty)
        #expect(reconciled.orders[OrderTag("\(request.tag)-SL")]?.stopPrice == Price("21430.5"))
        #expect(fixture.desk.orders[request.tag] == nil)
        #expect(fixture.desk.orders.keys.sorted().map(\.text) == ["\(request.tag)-SL", "\(request.tag)-TP"])
    }

    @Test func `the venue's refusal is kept with its code and words`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        let no = Rejection(
            code: 2, name: "OrderRejected", message: "Outside of trading hours.", order: OrderID(5))
        let decision = fixture.answer(request, .rejected(no))
        let row = try #require(decision.orders[request.tag])
        #expect(
            (row.state, row.stage, row.code, row.venueOrder) == (
                .rejected, .record, "OrderRejected", OrderID(5)
            ))
        #expect(row.reason == "the venue refused it, code 2: Outside of trading hours.")
        #expect(decision.attempts.map(\.code) == [2])
        #expect(fixture.desk.orders.isEmpty)
    }

    @Test func `an order that never left says why and is over`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        let row = try #require(fixture.answer(request, .notSent("no rate budget")).orders[request.tag])
        #expect((row.state, row.code, row.reason) == (.notSent, "NOT_SENT", "no rate budget"))
        #expect(fixture.desk.orders.isEmpty)
        #expect(try fixture.order(#""action":"buy","size":2,"id":"next""#).count == 1)
    }

    @Test func `an order whose turn did not come says what was used up`() throws {
        var fixture = try DeskFixture.connected()
        let request = try #require(try fixture.order(buy).first)
        let shortage = RequestShortage(used: 165, usedMax: 165, window: .seconds(60), isResting: false)
        let decision = fixture.answer(request, .notSent(Unsent("its turn did not come", shortage: shortage)))
        let row = try #require(decision.orders[request.tag])
        #expect((row.state, row.code) == (.notSent, "API_BUDGET_EXHAUSTED"))
        #expect(row.reason?.contains("165 of the 165 requests") == true)
        #expect(row.remedy?.contains("max_age") == true)
        #expect(fixture.desk.orders.isEmpty)
    }

    @Test func `what changed since the decision is looked at once more before the send`() throws {
        var fixture = try DeskFixture.connected()
        let decision = try fixture.arrive(buy)
        fixture.hear(.stream(DeskFixture.paper, .down(reason: "reset")))
        let released = fixture.release(decision)
        #expect(released.calls.isEmpty)
        let row = try #require(released.orders.values.first)
        #expect((row.state, row.code) == (.notSent, "STREAM_RECONCILING"))
        #expect(released.audits.count == 1)
    }

    @Test func `an entry that waited past its age is not sent`() throws {
        var fixture = try DeskFixture.connected()
        let decision = try fixture.arrive(buy)
        fixture.pass(.seconds(31))
        #expect(fixture.release(decision).orders.values.map(\.code) == ["SIGNAL_TOO_OLD"])
    }

    @Test func `a rule that names an account twice places both orders under names of their own`() throws {
        let targets = ["MNQ", "NQ", "MNQ"].map {
            Rule.Target(
                account: DeskFixture.one, root: $0, size: .asAlerted,
                bracket: Bracket(stop: Ticks(80), target: nil))
        }
        var fixture = try DeskFixture.connected(rules: [
            Rule(name: "pair", when: Rule.Condition(), to: targets)
        ])
        let decision = try fixture.arrive(#""action":"buy","size":1"#)
        #expect(decision.verdicts.map(\.code) == [nil, nil, nil])
        #expect(Set(decision.verdicts.map(\.tag)).count == 3)
        #expect(decision.verdicts.map { $0.tag.text.suffix(2) } == ["-0", "-2", "-4"])
        let sent = fixture.release(decision).calls.compactMap {
            if case .place(let request) = $0 { request } else { nil }
        }
        #expect(sent.map(\.contract) == [DeskFixture.mnq.id, DeskFixture.nq.id, DeskFixture.mnq.id])
        let reversal = try fixture.arrive(#""action":"sell","size":2,"position":-1,"prev_position":1"#)
        // What closes comes first, as its rows do.
        #expect(reversal.verdicts.map { $0.tag.text.suffix(2) } == ["-0", "-2", "-4", "-1", "-3", "-5"])
    }

    @Test(arguments: [0, 2])
    func `an entry leaves no later than its age allows, however far its sender's clock is ahead`(
        ahead: Int64
    ) throws {
        var fixture = try DeskFixture.connected()
        let time = fixture.now.wall.advanced(by: .seconds(ahead))
        let request = try #require(
            try fixture.order(#""action":"buy","size":1,"time":"\#(time)""#).first)
        let left = try #require(request.notAfter).since(fixture.now.steady)
        #expect(left <= .seconds(30))
        #expect(left > .seconds(29))
    }

    @Test func `an entry lives no longer for a clock that was set back after it came in`() throws {
        var fixture = try DeskFixture.connected()
        let later = fixture.now.wall.advanced(by: Freshness.aheadMax)
        let decision = fixture.release(try fixture.arrive(buy, bodyAt: later))
        let request = try #require(
            decision.calls.compactMap { if case .place(let request) = $0 { request } else { nil } }.first)
        #expect(try #require(request.notAfter).since(fixture.now.steady) <= .seconds(30))
    }

    @Test func `an entry is from the future where the clock was set back far after it came in`() throws {
        var fixture = try DeskFixture.connected()
        let later = fixture.now.wall.advanced(by: .seconds(3))
        let decision = try fixture.arrive(buy, bodyAt: later)
        #expect(decision.orders.values.map(\.code) == ["SIGNAL_FROM_FUTURE"])
        #expect(decision.releases.isEmpty)
    }
}
