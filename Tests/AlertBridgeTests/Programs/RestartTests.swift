import Glibc
import JSON
import Journey
import Ledger
import PaperVenue
import Testing
import Trading

extension ProgramTests {
    /// A bridge that is killed in the middle of something and started again, at a venue that goes on.
    @Suite struct RestartTests {
        private static let close = "/api/Position/closeContract"
        private static let account = AccountID(1_001)

        private let site: Site
        private let venue: PaperVenue

        init() throws {
            site = try Site()
            var options = PaperVenueOptions()
            options.stepMilliseconds = 0
            options.spreadTicks = 0
            venue = try PaperVenue(options)
            site.settings.venuePort = venue.port
            site.settings.roots = ["MES"]
        }

        private func end() {
            site.end()
            venue.stop()
        }

        @Test func `finishes a flatten that it was killed in`() async throws {
            defer { end() }
            try await hold(2)
            let flatten = try await killDuringClose(#""id":"out","action":"flatten","ticker":"MES""#)
            try #require(try await reaches(.filled, flatten))
            #expect(isFlat)
            #expect(try await holdsUp())
        }

        @Test func `finishes a reversal that it was killed in, with one entry`() async throws {
            defer { end() }
            try await hold(2)
            let reverse = try await killDuringClose(#""id":"turn","action":"reverse","ticker":"MES""#)
            try #require(try await reaches(.filled, reverse))
            #expect(held == -2)
            let entry = try #require(reverse.tags.last)
            #expect(venue.copies(ofTag: entry) == 1)
            #expect(venue.orders(of: Self.account).filter { $0.status.isWorking }.count == 2)
            #expect(try await holdsUp())
        }

        @Test func `learns what filled while it was away`() async throws {
            defer { end() }
            let entry = try await hold(2)
            let resting = await site.enter(
                "resting", ticker: "MES", more: #","type":"limit","limit_price":6790"#)
            try #require(try await reaches(.working, resting))
            site.bridge?.kill9()
            venue.setPrice(try contract, try #require(Price("6790")))
            #expect(await eventually { held == 3 })
            venue.setPrice(try contract, try #require(Price("6700.25")))
            #expect(await eventually { held == 1 })

            try await site.startBridge()
            try #require(try await reaches(.filled, resting))
            let stop = try #require(entry.tags.first) + "-SL"
            let isKnown = try await eventually {
                try site.orders().contains { $0.tag.text == stop && $0.state == .filled }
            }
            #expect(isKnown)
            #expect(try await holdsUp())
            let fills = try LedgerReader(path: site.ledger).fills()
            #expect(fills.allSatisfy { $0.tag != nil })
            #expect(fills.filter { $0.tag?.text == stop }.map(\.trade.size) == [2])
        }

        @Test func `knows an alert again after a restart`() async throws {
            defer { end() }
            let entry = try await hold(1)
            site.bridge?.kill9()
            try await site.startBridge()
            let again = await site.enter("held", ticker: "MES")
            #expect(again["status"]?.string == "duplicate")
            #expect(again.tags == entry.tags)
            #expect(again.allVerdicts(are: "approved"))
            #expect(await site.enter("held", ticker: "MES", size: 2).status == 409)
            #expect(await site.isReady())
            #expect(venue.copies(ofTag: try #require(entry.tags.first)) == 1)
            #expect(held == 1)
        }

        @Test func `takes an alert without a name four times as one, and after a restart`() async throws {
            defer { end() }
            try await site.startBridge()
            #expect(await site.isReady())
            let buy = #""action":"buy","ticker":"MES","size":1"#
            let entry = await site.post(buy)
            try #require(try await reaches(.filled, entry))
            for _ in 0..<3 { #expect(await site.post(buy)["status"]?.string == "duplicate") }
            let close = #""action":"close","ticker":"MES""#
            let exit = await site.post(close)
            try #require(try await reaches(.filled, exit))
            #expect(isFlat)
            for _ in 0..<3 { #expect(await site.post(close).status == 200) }
            site.bridge?.kill9()
            try await site.startBridge()
            #expect(await site.isReady())
            let again = await site.post(buy)
            #expect(again["status"]?.string == "duplicate")
            #expect(again.tags == entry.tags)
            #expect(isFlat)
            #expect(venue.copies(ofTag: try #require(entry.tags.first)) == 1)
            #expect(venue.calls(to: Self.close) == 1)
            #expect(try await holdsUp())
        }

        // MARK: Helpers

        @discardableResult
        private func hold(_ size: Int) async throws -> Web.Answer {
            try await site.startBridge()
            #expect(await site.isReady())
            let entry = await site.enter("held", ticker: "MES", size: size)
            try #require(try await reaches(.filled, entry))
            return entry
        }

        /// Posts an alert, kills the bridge when its close is done at the venue and not answered yet, and
        /// starts it again.
        private func killDuringClose(_ members: String) async throws -> Web.Answer {
            venue.inject(.delayAnswer(milliseconds: 5_000), on: Self.close)
            let answer = await site.post(members)
            #expect(answer.allVerdicts(are: "approved"), "\(answer.text)")
            #expect(await eventually { held == 0 })
            site.bridge?.kill9()
            try await site.startBridge()
            return answer
        }

        private func reaches(_ state: OrderState, _ answer: Web.Answer) async throws -> Bool {
            try await eventually {
                let orders = try site.orders(of: answer)
                return !orders.isEmpty && orders.allSatisfy { $0.state == state }
            }
        }

        private var contract: ContractID {
            get throws { try #require(venue.activeContract(root: "MES")).id }
        }

        private var held: Int64 { venue.positions(of: Self.account).map(\.signedSize).reduce(0, +) }

        private var isFlat: Bool {
            held == 0 && !venue.orders(of: Self.account).contains { $0.status.isWorking }
        }

        /// Positions and trades are the venue's, and the chain is whole.
        private func holdsUp() async throws -> Bool {
            let trades = Set(venue.trades(of: Self.account).map(\.id))
            let agrees = try await eventually {
                let fills = try LedgerReader(path: site.ledger).fills().map(\.trade.id)
                let ours = try site.positions().values.reduce(0, +)
                return fills.count == trades.count && Set(fills) == trades && ours == held
            }
            let verifies = try await site.verifies()
            return agrees && verifies
        }
    }
}
