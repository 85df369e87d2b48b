import OwnThreads
import Testing
import Trading

@testable import Gateway

/// Twenty accounts, slow answers, requests that never left and refusals for the rate, all drawn from a seed.
@Suite(.ownThreads)
struct RequestStormTests {
    typealias Queue = RequestQueue<Int>

    @Test(arguments: 1...12)
    func `whatever comes, each job ends once, in its rank, in time and within its limit`(seed: UInt64) {
        var storm = Storm(seed: seed)
        for _ in 0..<900 { storm.step() }
        storm.end()
        #expect(storm.faults.isEmpty, "seed \(seed): \(storm.faults.prefix(5))")
        #expect(storm.gone > 300 && storm.expired > 0 && storm.withdrawn > 0 && storm.cleared > 0)
    }

    @Test(
        arguments: [(nil, 3_000), (10_000, 3_000), (3_000, 3_000), (1_200, 1_200), (1, 1), (0, 1), (-5, 1)]
            as [(Int64?, Int)])
    func `a connection for an entry may take no longer than the entry stays young`(
        left: Int64?, wanted: Int
    ) {
        let now = Samples.steady(100)
        let notAfter = left.map { now.advanced(by: .milliseconds($0)) }
        #expect(MoneyLanes.connectMilliseconds(until: notAfter, at: now) == wanted)
    }

    /// One run, and everything that was not as it must be.
    private struct Storm {
        private struct Flight {
            let job: Int
            let ticket: Queue.Ticket
            let answer: Int64
            let ending: Int
        }

        private(set) var faults: [String] = []
        private(set) var gone = 0
        private(set) var expired = 0
        private(set) var withdrawn = 0
        private(set) var cleared = 0
        private var queue = Queue(RequestBudget())
        private var dice: Dice
        private var now: Int64 = 0
        private var wishes: [Queue.Wish] = []
        private var waiting: Set<Int> = []
        private var flights: [Flight] = []
        /// When each place is free again, counted here by ourselves; those under way have none.
        private var places: [Int64] = []
        private var bars: [Int64] = []
        private var routine: [Int64] = []

        init(seed: UInt64) { dice = Dice(state: seed &* 0x9E37_79B9_7F4A_7C15) }

        private var time: Timestamp { Timestamp(microseconds: now) }

        mutating func step() {
            now += Int64.random(in: 1...400_000, using: &dice)
            answer()
            // Bursts with quiet times between them.
            let isBurst = (now / 20_000_000) % 2 == 0
            for _ in 0..<Int.random(in: 0...(isBurst ? 5 : 1), using: &dice) { enter() }
            while true {
                switch queue.next(at: time) {
                case .go(let job, let ticket): go(job, ticket)
                case .expired(let job, _):
                    expired += 1
                    take(job)
                    if wishes[job].notAfter.map({ $0 >= time }) ?? true { faults.append("early \(job)") }
                case .withdrawn(let job):
                    withdrawn += 1
                    take(job)
                    if wishes[job].rank != .entry { faults.append("withdrew \(wishes[job].rank)") }
                case .idle(let wake):
                    if let wake, wake <= time { faults.append("idle until the past") }
                    return
                }
            }
        }

        /// Takes out all who still wait.
        mutating func end() {
            for job in queue.clear() {
                cleared += 1
                take(job)
            }
            if !waiting.isEmpty || queue.count != 0 { faults.append("\(waiting.count) were forgotten") }
        }

        private mutating func take(_ job: Int) {
            if waiting.remove(job) == nil { faults.append("\(job) ended twice") }
        }

        private mutating func answer() {
            for flight in flights where flight.answer <= now {
                let wish = wishes[flight.job]
                switch flight.ending {
                case 0: queue.unsent(flight.ticket)
                case 1:
                    queue.refused(flight.ticket, wait: nil, at: time)
                    keep(wish)
                default:
                    queue.ended(flight.ticket, at: time)
                    keep(wish)
                }
            }
            flights.removeAll { $0.answer <= now }
        }

        private mutating func keep(_ wish: Queue.Wish) {
            if wish.rank == .routine { routine.append(now + 60_000_000) }
            if wish.isBars { bars.append(now + 30_000_000) } else { places.append(now + 60_000_000) }
        }

        private mutating func enter() {
            let account = AccountName("a\(Int.random(in: 1...20, using: &dice))")
            let contract = ContractID(Bool.random(using: &dice) ? "gold" : "oil")
            let wish: Queue.Wish =
                switch Int.random(in: 0..<24, using: &dice) {
                case 0: .init(rank: .session)
                case 1: .init(rank: .flatten, account: account)
                case 2: .init(rank: .flatten, account: account, contract: contract, isClose: true)
                case 3: .init(rank: .exit, account: account)
                case 4...14:
                    .init(
                        rank: .entry, account: account, contract: contract,
                        notAfter: time.advanced(by: .milliseconds(Int64.random(in: 0...20_000, using: &dice)))
                    )
                case 15...17: .init(rank: .lookUp)
                case 18: .init(rank: .read, isBars: true)
                case 19...21: .init(rank: .routine, continues: Bool.random(using: &dice))
                default: .init(rank: .read)
                }
            waiting.insert(wishes.count)
            queue.enter(wishes.count, wish)
            wishes.append(wish)
        }

        private mutating func go(_ job: Int, _ ticket: Queue.Ticket) {
            take(job)
            gone += 1
            let wish = wishes[job]
            if let limit = wish.notAfter, limit < time { faults.append("\(job) left too late") }
            if let account = wish.account, isBusy(account) { faults.append("two at once on \(account)") }
            if let other = passedOver(by: job) { faults.append("\(wish.rank) before \(wishes[other].rank)") }
            checkRoom(wish)
            let answer = now + Int64.random(in: 1_000...2_500_000, using: &dice)
            let ending = Int.random(in: 0..<300, using: &dice)
            flights.append(
                Flight(job: job, ticket: ticket, answer: answer, ending: ending < 6 ? 0 : ending == 6 ? 1 : 2)
            )
        }

        /// The places as the venue may count them at worst, with the one that leaves.
        private mutating func checkRoom(_ wish: Queue.Wish) {
            places.removeAll { $0 <= now }
            bars.removeAll { $0 <= now }
            let flown = flights.filter { wishes[$0.job].isBars == wish.isBars }.count
            let limit =
                switch wish.rank {
                case .session, .flatten, .exit: 190
                case .lookUp: 180
                case .entry: 165
                case .read, .routine: 155
                }
            routine.removeAll { $0 <= now }
            let rounds = routine.count + flights.filter { wishes[$0.job].rank == .routine }.count
            if wish.rank == .routine, rounds >= 100 { faults.append("\(rounds) readings came round") }
            let taken = flown + 1 + (wish.isBars ? bars.count : places.count)
            if taken > (wish.isBars ? 45 : limit) { faults.append("\(wish.rank) took place \(taken)") }
        }

        private func isBusy(_ account: AccountName) -> Bool {
            flights.contains { wishes[$0.job].account == account }
        }

        /// One that could have left in its place, being more urgent or of the same rank and account before it.
        private func passedOver(by job: Int) -> Int? {
            let wish = wishes[job]
            guard !wish.isBars else { return nil }
            return waiting.first { other in
                let rival = wishes[other]
                if let account = rival.account, account == wish.account, rival.rank == wish.rank {
                    return other < job
                }
                guard rival.rank < wish.rank, rival.rank != .lookUp, !rival.isBars else { return false }
                guard let account = rival.account else { return true }
                // Exits keep their order on one account: a close before an exit that was sized to the same
                // position would leave its opposite.
                if isBusy(account) || (account == wish.account && wish.rank == .exit && job < other) {
                    return false
                }
                // Held back by an earlier one of its account that is no entry, or by any if it is one.
                return !waiting.contains { earlier in
                    wishes[earlier].account == account && earlier < other
                        && (wishes[earlier].rank != .entry || rival.rank == .entry)
                } && !(rival.rank == .entry && isHeldBack(other))
            }
        }

        /// Whether anything that takes exposure away waits on an entry's account.
        private func isHeldBack(_ entry: Int) -> Bool {
            waiting.contains {
                wishes[$0].account == wishes[entry].account && wishes[$0].rank != .entry
            }
        }
    }

    /// Hands out numbers from a seed: xorshift, which is plenty for a storm.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }
}
