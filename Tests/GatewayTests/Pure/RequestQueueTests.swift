import OwnThreads
import Testing
import Trading

@testable import Gateway

@Suite(.ownThreads)
struct RequestQueueTests {
    typealias Queue = RequestQueue<String>

    static let first = AccountName("first")
    static let second = AccountName("second")
    static let gold = ContractID("gold")
    static let oil = ContractID("oil")

    var queue = Queue(nil)

    /// Everything that can be done now, in order; what goes stays under way.
    private mutating func drain(_ seconds: Int64 = 0) -> [String] {
        var said: [String] = []
        while true {
            switch queue.next(at: Samples.steady(seconds)) {
            case .go(let job, let ticket):
                said.append(job)
                tickets[job] = ticket
            case .expired(let job, let shortage):
                said.append("expired \(job)\(shortage.map { ", \($0.used) of \($0.usedMax)" } ?? "")")
            case .withdrawn(let job): said.append("withdrawn \(job)")
            case .idle: return said
            }
        }
    }
    private var tickets: [String: Queue.Ticket] = [:]

    private mutating func end(_ job: String) {
        if let ticket = tickets.removeValue(forKey: job) { queue.ended(ticket, at: Samples.steady(0)) }
    }

    private mutating func enter(
        _ job: String, _ rank: RequestRank, _ account: AccountName? = nil, _ contract: ContractID? = nil,
        isClose: Bool = false, notAfter: Int64? = nil, continues: Bool = false
    ) {
        queue.enter(
            job,
            Queue.Wish(
                rank: rank, account: account, contract: contract, isClose: isClose, continues: continues,
                notAfter: notAfter.map { Samples.steady($0) }))
    }

    @Test mutating func `what has begun is ended before something of its rank begins`() {
        queue = Queue(RequestBudget(requestsMax: 3))
        enter("first begins", .routine)
        enter("second begins", .routine)
        enter("first goes on", .routine, continues: true)
        enter("first ends", .routine, continues: true)
        enter("awaited", .read)
        #expect(drain() == ["awaited", "first goes on", "first ends"])
    }

    @Test mutating func `what is too old says what of the budget kept it back, and that alone`() {
        queue = Queue(RequestBudget(requestsMax: 9, entriesUpTo: 1))
        enter("first", .entry, Self.first, notAfter: 10)
        enter("second", .entry, Self.second, notAfter: 10)
        enter("behind the first", .entry, Self.first, notAfter: 10)
        #expect(drain() == ["first"])
        #expect(drain(11) == ["expired second, 1 of 1", "expired behind the first"])
    }

    @Test mutating func `what is too old while the venue rests says so`() throws {
        queue = Queue(RequestBudget())
        enter("refused", .entry, Self.first)
        #expect(drain() == ["refused"])
        let ticket = try #require(tickets["refused"])
        queue.refused(ticket, wait: .seconds(60), at: Samples.steady(0))
        enter("late", .entry, Self.first, notAfter: 10)
        guard case .expired(_, let shortage?) = queue.next(at: Samples.steady(11)) else {
            return #expect(Bool(false), "nothing is said of the budget")
        }
        #expect(shortage.isResting && shortage.usedMax == 165)
    }

    @Test mutating func `the most urgent goes first, and within a rank the first that came`() {
        let ranks: [RequestRank] = [.routine, .read, .entry, .lookUp, .exit, .flatten, .session]
        for rank in ranks {
            for number in 1...2 {
                enter("\(rank) \(number)", rank, rank == .entry ? AccountName("\(number)") : nil)
            }
        }
        #expect(drain() == ranks.reversed().flatMap { ["\($0) 1", "\($0) 2"] })
    }

    @Test mutating func `the money calls of one account go one at a time and in order`() {
        for number in 1...3 { enter("first \(number)", .entry, Self.first) }
        enter("second", .entry, Self.second)
        #expect(drain() == ["first 1", "second"])
        end("first 1")
        #expect(drain() == ["first 2"])
        end("first 2")
        #expect(drain() == ["first 3"])
    }

    @Test(arguments: [RequestRank.flatten, .exit])
    mutating func `what takes exposure away overtakes waiting entries of its account`(rank: RequestRank) {
        enter("under way", .entry, Self.first)
        #expect(drain() == ["under way"])
        enter("entry", .entry, Self.first)
        enter("exit", rank, Self.first)
        #expect(drain().isEmpty)
        end("under way")
        #expect(drain() == ["exit"])
        end("exit")
        #expect(drain() == ["entry"])
    }

    @Test mutating func `an entry overtakes nothing, and exits keep their order among themselves`() {
        enter("under way", .entry, Self.first)
        _ = drain()
        enter("exit", .exit, Self.first)
        enter("cancel", .flatten, Self.first)
        enter("entry", .entry, Self.first)
        var order: [String] = []
        for job in ["under way", "exit", "cancel", "entry"] {
            end(job)
            order += drain()
        }
        #expect(order == ["exit", "cancel", "entry"])
    }

    @Test mutating func `entries that are called back while they wait do not leave, and others do`() {
        enter("under way", .entry, Self.first, Self.gold)
        _ = drain()
        for (name, rank) in [("a", RequestRank.entry), ("b", .entry), ("exit", .exit)] {
            var wish = Queue.Wish(rank: rank, account: Self.first, contract: Self.gold)
            wish.tag = OrderTag(name)
            queue.enter(name, wish)
        }
        queue.withdraw([OrderTag("a"), OrderTag("exit"), OrderTag("elsewhere")])
        #expect(drain() == ["withdrawn a"])
        end("under way")
        #expect(drain() == ["exit"])
        end("exit")
        #expect(drain() == ["b"])
    }

    @Test mutating func `a close withdraws the waiting entries of its account and contract, and no others`() {
        enter("under way", .entry, Self.first, Self.gold)
        _ = drain()
        enter("moot", .entry, Self.first, Self.gold)
        enter("oil", .entry, Self.first, Self.oil)
        enter("other account", .entry, Self.second, Self.gold)
        enter("close", .flatten, Self.first, Self.gold, isClose: true)
        enter("after", .entry, Self.first, Self.gold)
        #expect(drain() == ["withdrawn moot", "other account"])
        end("under way")
        #expect(drain() == ["close"])
        end("close")
        #expect(drain() == ["oil"])
        end("oil")
        #expect(drain() == ["after"])
    }

    @Test mutating func `a call leaves up to its last moment and not after it`() {
        enter("under way", .entry, Self.first)
        _ = drain()
        enter("entry", .entry, Self.first, notAfter: 10)
        guard case .idle(let wake) = queue.next(at: Samples.steady(10)) else {
            return #expect(Bool(false), "not idle")
        }
        #expect(wake == Samples.steady(10).advanced(by: Span(microseconds: 1)))
        #expect(drain(11) == ["expired entry"])
        enter("in time", .entry, Self.first, notAfter: 20)
        end("under way")
        #expect(drain(20) == ["in time"])
    }

    @Test mutating func `reads leave connections for what moves money`() {
        for number in 1...20 { enter("read \(number)", .read) }
        enter("entry", .entry, Self.first)
        let said = drain()
        #expect(said.first == "entry" && said.count == 1 + Queue.plainReadsUnderWayMax)
        end("read 1")
        #expect(drain() == ["read \(Queue.plainReadsUnderWayMax + 1)"])
    }

    @Test mutating func `slow reads leave room for look-ups, which have a limit too`() {
        for number in 1...20 { enter("read \(number)", .read) }
        _ = drain()
        for number in 1...20 { enter("look-up \(number)", .lookUp) }
        let room = Queue.readsUnderWayMax - Queue.plainReadsUnderWayMax
        #expect(drain() == (1...room).map { "look-up \($0)" })
        end("read 1")
        #expect(drain() == ["look-up \(room + 1)"])
    }

    @Test mutating func `a request that was not sent frees its account`() {
        enter("1", .entry, Self.first)
        enter("2", .entry, Self.first)
        _ = drain()
        if let ticket = tickets["1"] { queue.unsent(ticket) }
        #expect(drain() == ["2"])
    }

    @Test mutating func `an end takes everyone out`() {
        for number in 1...3 { enter("\(number)", .entry, Self.first) }
        _ = drain()
        #expect(queue.clear() == ["2", "3"])
        #expect(queue.count == 0)
    }
}

/// Streams of requests drawn from a seed, at a venue that counts them when they arrive.
@Suite(.ownThreads)
struct RequestStreamTests {
    private struct Sent {
        let rank: RequestRank
        let isBars: Bool
        let arrival: Int64
    }

    private struct Flight {
        let ticket: RequestQueue<Int>.Ticket
        let answer: Int64
    }

    /// Hands out numbers from a seed: xorshift, which is plenty for a shuffle.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    @Test(arguments: 1...8)
    func `no window of the venue ever holds more than the limits, and no urgent call waits for another`(
        seed: UInt64
    ) {
        var dice = Dice(state: seed &* 0x9E37_79B9_7F4A_7C15)
        var queue = RequestQueue<Int>(RequestBudget())
        var wishes: [RequestQueue<Int>.Wish] = []
        var waiting: Set<Int> = []
        var flights: [Flight] = []
        var log: [Sent] = []
        var busy: [AccountName: Int] = [:]
        for tick in 0..<1_200 {
            let now = Int64(tick) * 250_000
            for flight in flights where flight.answer <= now {
                queue.ended(flight.ticket, at: Timestamp(microseconds: now))
            }
            flights.removeAll { $0.answer <= now }
            for _ in 0..<Int.random(in: 0...3, using: &dice) {
                let wish = Self.wish(&dice)
                waiting.insert(wishes.count)
                queue.enter(wishes.count, wish)
                wishes.append(wish)
            }
            while case .go(let job, let ticket) = queue.next(at: Timestamp(microseconds: now)) {
                waiting.remove(job)
                let wish = wishes[job]
                // Whoever is more urgent and still waits must be held up by its own account alone.
                let passedOver = waiting.contains { other in
                    wishes[other].rank < wish.rank && wishes[other].account == nil && !wishes[other].isBars
                        && !wish.isBars
                        && wishes[other].rank != .lookUp
                }
                #expect(!passedOver, "seed \(seed): \(wish.rank) overtook")
                let travel = Int64.random(in: 1_000...900_000, using: &dice)
                let back = Int64.random(in: 1_000...400_000, using: &dice)
                log.append(Sent(rank: wish.rank, isBars: wish.isBars, arrival: now + travel))
                flights.append(Flight(ticket: ticket, answer: now + travel + back))
                if let account = wish.account { busy[account, default: 0] += 1 }
            }
        }
        let all = log.filter { !$0.isBars }.map(\.arrival).sorted()
        let bars = log.filter(\.isBars).map(\.arrival).sorted()
        #expect(Self.most(all, within: 60_000_000) <= 190, "seed \(seed)")
        #expect(Self.most(bars, within: 30_000_000) <= 45, "seed \(seed)")
        #expect(all.count > 400 && bars.count > 45 && busy.count == 3)
    }

    private static func wish(_ dice: inout Dice) -> RequestQueue<Int>.Wish {
        let account = AccountName(["a", "b", "c"].randomElement(using: &dice) ?? "a")
        switch Int.random(in: 0..<20, using: &dice) {
        case 0: return .init(rank: .session)
        case 1, 2: return .init(rank: .flatten, account: account)
        case 3: return .init(rank: .exit, account: account)
        case 4...6: return .init(rank: .entry, account: account)
        case 7, 8: return .init(rank: .lookUp)
        case 9...14: return .init(rank: .read, isBars: true)
        default: return .init(rank: .read)
        }
    }

    /// The largest number of times within any stretch of so many microseconds.
    private static func most(_ times: [Int64], within span: Int64) -> Int {
        var most = 0
        var start = 0
        for (index, time) in times.enumerated() {
            while times[start] <= time - span { start += 1 }
            most = max(most, index - start + 1)
        }
        return most
    }
}
