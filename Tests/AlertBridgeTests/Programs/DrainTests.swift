import Glibc
import JSON
import Journey
import Ledger
import PaperVenue
import Testing
import Trading

extension ProgramTests {
    /// The bridge as a program, at a venue whose answers the test delays.
    @Suite struct DrainTests {
        @Test func `waits for the answer under way before it stops`() async throws {
            let site = try Site()
            defer { site.end() }
            let venue = try PaperVenue(PaperVenueOptions())
            defer { venue.stop() }
            site.settings.venuePort = venue.port
            try await site.startBridge()
            #expect(await site.isReady())
            venue.inject(.delayAnswer(milliseconds: 8_000), on: "/api/Order/place")
            let entry = await site.post(#""id":"slow","action":"buy","ticker":"NQ1!","size":1"#)
            #expect(entry.allVerdicts(are: "approved"))
            #expect(await eventually { venue.calls(to: "/api/Order/place") == 2 })
            site.bridge?.signal(SIGTERM)
            #expect(await eventually { site.bridge?.errors.contains("stopping signal=SIGTERM") == true })
            #expect(await eventually { await site.control("/readyz").text.contains("it is stopping") })
            #expect(await site.control("/readyz").status == 503)
            let refused = await site.enter("late")
            #expect(refused.status == 503 && refused["status"]?.string == "unavailable")
            // Until it is gone nothing more is taken.
            var late: Set<Int> = []
            let hasEnded = await eventually {
                late.insert(await site.enter("late").status)
                return site.bridge?.ending != nil
            }
            #expect(hasEnded)
            #expect(late.isSubset(of: [0, 503]))
            #expect(await site.bridge?.ended() == .exited(0))
            let reader = try LedgerReader(path: site.ledger)
            for tag in entry.tags {
                let places = try reader.attempts(of: OrderTag(tag)).filter { $0.kind == .place }
                #expect(places.map(\.ending) == ["accepted"])
                #expect(venue.copies(ofTag: tag) == 1)
            }
            #expect(try reader.alerts().count == 1)
            #expect(try await site.verifies())
        }

        @Test func `answers 503 while the disk takes nothing, and goes on when it does again`() async throws {
            let site = try Site()
            defer { site.end() }
            let venue = try PaperVenue(PaperVenueOptions())
            defer { venue.stop() }
            site.settings.venuePort = venue.port
            try await site.startBridge()
            #expect(await site.isReady())
            let before = await site.enter("before")
            #expect(
                try await eventually { try site.orders(of: before).map(\.stage) == [.reconcile, .reconcile] })
            let copies = venue.calls(to: "/api/Order/place")

            try await limitFiles(of: site, to: "4096")
            let during = await site.enter("during")
            #expect(during.status == 503)
            #expect(during["status"]?.string == "unavailable")
            #expect(await site.control("/readyz").status == 503)
            #expect(await site.control("/healthz").status == 200)
            #expect(venue.calls(to: "/api/Order/place") == copies)

            try await limitFiles(of: site, to: "unlimited")
            #expect(await site.isReady())
            // The sender repeats it: the first try left nothing behind.
            let again = await site.enter("during")
            #expect(again["status"]?.string == "accepted")
            #expect(again.allVerdicts(are: "approved"), "\(again.text)")
            #expect(try await eventually { try site.orders(of: again).map(\.state) == [.filled, .filled] })
            for tag in again.tags { #expect(venue.copies(ofTag: tag) == 1) }
            #expect(try await site.verifies())
        }

        /// Bounds the size of every file that the bridge writes, as a full disk would.
        private func limitFiles(of site: Site, to bytes: String) async throws {
            let pid = try #require(site.bridge?.pid)
            let tool = try await Program.run(
                ["--pid", "\(pid)", "--fsize=\(bytes):"], program: "/usr/bin/prlimit")
            #expect(tool.ending == .exited(0), "\(tool.errors)")
        }
    }
}
