import Glibc
import JSON
import Journey
import OwnThreads
import Testing

/// A venue that is not there, or goes and comes back.
@Suite(.ownThreads)
struct OutageTests {
    @Test func `serves without a venue, and enters as soon as there is one`() async throws {
        let site = try Site()
        defer { site.end() }
        // A port that nobody listens on, and that the venue takes later.
        try await site.startVenue()
        site.venue?.kill9()
        try await site.startBridge()
        let early = await site.enter("early")
        #expect(early.status == 200)
        #expect(early.allVerdicts(are: "denied"))
        for verdict in early.verdicts {
            #expect(verdict["code"]?.string == "ACCOUNT_UNKNOWN")
            let reason = verdict["reason"]?.string ?? ""
            // Before the first try has ended nothing is known; then the gateway is named with what it failed with.
            let isNamed = reason.hasPrefix("paper: ") && reason.count > "paper: ".count
            #expect(isNamed || reason.contains("has not shown this account"), "\(reason)")
        }
        #expect(await site.control("/healthz").status == 200)
        #expect(await site.control("/readyz").status == 503)
        let saysWhy = await eventually {
            await site.control("/readyz").text.contains("127.0.0.1")
        }
        #expect(saysWhy)

        try await site.startVenue()
        #expect(await site.isReady())
        let late = await site.enter("late")
        #expect(late.allVerdicts(are: "approved"))
        #expect(try await eventually { try site.orders(of: late).map(\.state) == [.filled, .filled] })
        let venue = try await site.venueREST()
        #expect(try await venue.positions(of: 1_001).values.map { $0 } == [1])
        #expect(try await venue.positions(of: 1_002).values.map { $0 } == [2])
    }

    @Test func `denies entries while the venue is down, and agrees with it afterwards`() async throws {
        let site = try Site()
        defer { site.end() }
        try await site.startVenue(keepsState: true)
        try await site.startBridge()
        #expect(await site.isReady())
        let before = await site.enter("before")
        #expect(
            try await eventually { try site.orders(of: before).map(\.stage) == [.reconcile, .reconcile] })

        site.venue?.kill9()
        #expect(await eventually { await site.control("/readyz").status == 503 })
        let during = await site.enter("during")
        #expect(during.allVerdicts(are: "denied"))
        let codes = during.verdicts.map { $0["code"]?.string ?? "" }
        #expect(codes.allSatisfy { ["STREAM_RECONCILING", "ACCOUNT_UNKNOWN"].contains($0) }, "\(codes)")

        try await site.startVenue(keepsState: true)
        #expect(await site.isReady())
        let after = await site.enter("after")
        #expect(after.allVerdicts(are: "approved"), "\(after.text)")
        #expect(try await eventually { try site.orders(of: after).map(\.state) == [.filled, .filled] })
        let venue = try await site.venueREST()
        let held = try await site.positions(at: venue)
        #expect(held.values.sorted() == [2, 4])
        #expect(try await eventually { try site.positions() == held })
        try await checkWorking(site, venue)
        #expect(try await site.verifies())
    }

    /// The orders that the ledger calls working are those that work at the venue.
    private func checkWorking(_ site: Site, _ venue: VenueREST) async throws {
        var theirs: Set<Int64> = []
        for account in Site.accounts {
            theirs.formUnion(try await venue.working(of: account).compactMap { $0["id"]?.int64 })
        }
        #expect(theirs.count == 8)
        let agrees = try await eventually {
            let ours = try site.orders().filter { $0.state == .working }.compactMap(\.venueOrder?.number)
            return Set(ours) == theirs
        }
        #expect(agrees)
    }
}
