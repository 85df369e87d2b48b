import Journey
import Testing
import Trading

@testable import Gateway
@testable import Simulation

/// What each fault of the network comes to in the real client.
struct NetworkFaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let fault: any WritableKeyPath<NetworkFaults, Int> & Sendable
        let name: String
        let endings: Set<String>
        /// How many of the requests the venue may have seen.
        let arrivals: ClosedRange<Int>
        var testDescription: String { name }
    }

    static let cases = [
        Case(fault: \.refused, name: "refused", endings: ["not_sent"], arrivals: 0...0),
        Case(fault: \.lostRequest, name: "lost request", endings: ["lost"], arrivals: 0...0),
        Case(fault: \.lostAnswer, name: "lost answer", endings: ["lost"], arrivals: 1...1),
        Case(fault: \.brokenAnswer, name: "broken answer", endings: ["lost"], arrivals: 1...1),
        Case(fault: \.truncatedAnswer, name: "truncated answer", endings: ["lost"], arrivals: 1...1),
        Case(fault: \.serverError, name: "server error", endings: ["lost"], arrivals: 0...1),
        Case(fault: \.tooManyRequests, name: "429", endings: ["lost"], arrivals: 0...0),
        Case(fault: \.unauthorized, name: "401", endings: ["lost"], arrivals: 0...0),
        Case(fault: \.late, name: "late", endings: ["accepted"], arrivals: 1...1),
        Case(fault: \.tooLate, name: "too late", endings: ["lost"], arrivals: 1...1),
    ]

    @Test(arguments: cases) func `a fault on the way of a placement ends as it must`(_ one: Case) {
        for seed in UInt64(1)...6 {
            let play = ClientPlay(seed: seed)
            #expect(play.runUntilReady())
            play.run(for: .seconds(1))
            play.network.faults[keyPath: one.fault] = 1_000
            let ending = play.placeAndWait()
            play.network.heal()
            play.run(for: .seconds(30))
            #expect(ending.map { one.endings.contains($0.word) } == true, "\(String(describing: ending))")
            let tag = play.answers.first.flatMap {
                if case .place(let request) = $0.call { request.tag } else { nil }
            }
            let arrivals = play.venue.arrivals(of: tag?.text ?? "", account: ClientPlay.number)
            #expect(one.arrivals.contains(arrivals), "seed \(seed): \(arrivals) arrivals")
        }
    }

    @Test func `an answer that comes too late ends at the client's timeout`() throws {
        let play = ClientPlay()
        #expect(play.runUntilReady())
        play.network.faults.tooLate = 1_000
        let asked = play.timeline.steady
        #expect(play.placeAndWait()?.word == "lost")
        #expect(play.timeline.steady.since(asked) == .seconds(10))
    }

    @Test func `the venue's own no is a rejection`() {
        let play = ClientPlay()
        #expect(play.runUntilReady())
        play.venue.allow(ClientPlay.number, false)
        guard case .rejected(let rejection)? = play.placeAndWait() else {
            Issue.record("not rejected")
            return
        }
        #expect(rejection.name == "AccountViolation")
    }

    @Test func `a partition ends as not sent or as lost, and heals`() {
        var words: Set<String> = []
        for seed in UInt64(1)...8 {
            let play = ClientPlay(seed: seed)
            #expect(play.runUntilReady())
            play.network.partition(rest: true, hub: true, for: .seconds(60))
            if let ending = play.placeAndWait() { words.insert(ending.word) }
            #expect(play.venue.orders.isEmpty)
            play.run(for: .seconds(200))
            #expect(
                play.events.last { if case .stream = $0 { true } else { false } }
                    == .stream(play.client.name, .ready))
            #expect(play.placeAndWait()?.word == "accepted")
        }
        #expect(words == ["not_sent", "lost"])
    }

    @Test(arguments: [false, true])
    func `a hub that is cut comes back, and what was told meanwhile is not heard`(
        isSilent: Bool
    ) {
        let play = ClientPlay()
        #expect(play.runUntilReady())
        play.network.cutHub(isSilent: isSilent)
        play.venue.tradeByHand()
        let heard = play.events.filter { if case .trade = $0 { true } else { false } }
        #expect(heard.isEmpty)
        play.run(for: .seconds(60))
        let streams = play.events.compactMap { if case .stream(_, let state) = $0 { state } else { nil } }
        #expect(streams.last == .ready)
        #expect(streams.filter { $0 == .ready }.count == 2)
        #expect(play.events.allSatisfy { if case .trade = $0 { false } else { true } })
    }

    @Test func `events are doubled, late and out of order, and those of one kind keep theirs`() {
        let play = ClientPlay(faults: NetworkFaults(hubLate: 200, hubDoubled: 300, hubDisorder: 400))
        #expect(play.runUntilReady())
        for _ in 0..<10 {
            play.venue.tradeByHand()
            play.run(for: .milliseconds(200))
        }
        play.run(for: .seconds(30))
        let trades = play.events.compactMap { if case .trade(let trade) = $0 { trade.id } else { nil } }
        #expect(Set(trades).count == play.venue.trades(of: ClientPlay.number).count)
        #expect(trades.count > Set(trades).count)
        #expect(trades == trades.sorted())
    }

    @Test func `an eviction ends the session, and another is opened later`() {
        let play = ClientPlay()
        #expect(play.runUntilReady())
        play.venue.evict()
        play.run(for: .seconds(1))
        #expect(play.venue.lines.isEmpty)
        play.run(for: .seconds(20))
        #expect(play.venue.lines.count == 1)
    }

    @Test func `a killed incarnation hears nothing any more, and its request arrives or not`() {
        var arrivals: Set<Int> = []
        for seed in UInt64(1)...12 {
            let play = ClientPlay(seed: seed)
            #expect(play.runUntilReady())
            let tag = play.place()
            // The request has been handed over and is on its way.
            #expect(play.timeline.step())
            let heard = play.events.count
            play.network.kill()
            play.run(for: .seconds(120))
            #expect(play.events.count == heard)
            #expect(play.answers.isEmpty)
            #expect(play.venue.lines.isEmpty)
            arrivals.insert(play.venue.arrivals(of: tag.text, account: ClientPlay.number))
            play.restart()
            #expect(play.run { play.events.count > heard })
        }
        #expect(arrivals == [0, 1])
    }
}
