import JSON
import Journey
import Ledger
import PaperVenue
import Testing
import Trading

extension ProgramTests {
    /// What a person trades on the platform, copied to another account by the built program over real sockets.
    @Suite struct FollowTests {
        private static let (leader, follower) = (AccountID(1_001), AccountID(1_002))

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
            site.settings.copies =
                "[{ name: mine, leader: paper-1, contract: MES, resync: warn, "
                + "to: [{ account: paper-2, ratio: 2, bracket: { stop_ticks: 400 } }] }]"
        }

        private func end() {
            site.end()
            venue.stop()
        }

        private func held(_ account: AccountID) -> Int64 {
            venue.positions(of: account).map(\.signedSize).reduce(0, +)
        }

        /// On the platform: side 0 buys, 1 sells.
        private func trade(_ size: Int64, side: Int64) throws {
            let contract = try #require(venue.activeContract(root: "MES")).id
            _ = venue.placeManually(
                VenuePlaceRequest(
                    account: Self.leader, contract: contract, type: 2, side: side, size: size))
        }

        private func copied() throws -> [OrderRow] {
            let reader = try LedgerReader(path: site.ledger)
            let alerts = Set(try reader.alerts().filter { $0.row.source == "follow" }.map(\.row.fingerprint))
            return try reader.orders().filter { order in
                order.alert.map(alerts.contains) == true && order.orderClass != .protect
            }
        }

        @Test func `is copied, and killed and started again nothing is copied twice`() async throws {
            defer { end() }
            try await site.startBridge()
            #expect(await site.isReady())
            try trade(1, side: 0)
            #expect(await eventually { held(Self.follower) == 2 })
            #expect(try await eventually { try copied().map(\.state) == [.filled] })
            let first = try #require(try copied().first)
            #expect(venue.copies(ofTag: first.tag.text) == 1)

            site.bridge?.kill9()
            try await site.startBridge()
            #expect(await site.isReady())
            // A second trade shows that the restarted bridge follows, and what it did about the first is done by then.
            try trade(1, side: 0)
            #expect(await eventually { held(Self.follower) == 4 })
            #expect(try await eventually { try copied().map(\.state) == [.filled, .filled] })
            #expect(venue.copies(ofTag: first.tag.text) == 1)

            // Out while nobody looks: the exit is copied after all.
            site.bridge?.kill9()
            try trade(2, side: 1)
            #expect(await eventually { held(Self.leader) == 0 })
            try await site.startBridge()
            #expect(await eventually { held(Self.follower) == 0 })
            #expect(
                await eventually {
                    !venue.orders(of: Self.follower).contains { $0.status.isWorking }
                })
            #expect(try await eventually { try copied().map(\.state) == [.filled, .filled, .filled] })
            #expect(try await site.verifies())

            let why = try await Program.run(["ledger", "why", first.tag.text, "--ledger", site.ledger])
            #expect(why.ending == .exited(0))
            #expect(why.output.contains("copy mine: paper-1 holds 1 MES by its trade "), "\(why.output)")
            #expect(why.output.contains("paper-2: x 2 makes 2, it held 0, so 2 to trade"))
        }
    }
}
