import JSON
import Journey
import Ledger
import Testing

extension ProgramTests {
    /// The built program, killed while its operator cannot be reached.
    @Suite struct NotifyProgramTests {
        @Test func `loses none over kills, sends none to deaf ears for good, and keeps the order`()
            async throws
        {
            let site = try Site()
            defer { site.end() }
            let receiver = try Receiver()
            defer { receiver.stop() }
            receiver.be(.answers("503 Later"))
            site.settings.notify =
                "{ url: \"\(receiver.url)\", level: info, kinds: { verified_flat: critical } }"
            try await site.startReady()
            #expect(await site.flatten("out").allVerdicts(are: "approved"))
            #expect(try await eventually { try rows(site).contains { $0.kind == .verifiedFlat } })
            for mood in [Receiver.Mood.answers("503 Later"), .cuts, .takes] {
                let count = receiver.taken.count
                receiver.be(mood)
                site.bridge?.kill9()
                try await site.startBridge()
                #expect(await eventually { receiver.taken.count > count })
            }
            #expect(try await eventually { try rows(site).allSatisfy { $0.state == .delivered } })
            let written = try rows(site)
            #expect(written.filter { $0.kind == .started }.count == 4)
            #expect(Set(receiver.acknowledged) == Set(written.map(\.id)))
            for level in NotificationLevel.allCases {
                let ids = Set(written.filter { $0.level == level }.map(\.id))
                let order = receiver.acknowledged.filter { ids.contains($0) }
                #expect(order == order.sorted())
            }
            // A copy is the same to the byte, so a receiver that drops repeats has each once.
            for one in receiver.taken {
                let copies = receiver.taken.filter { $0.key == one.key }
                #expect(copies.allSatisfy { $0.request.body == one.request.body })
            }
            #expect(try await site.verifies())
            for program in site.programs {
                #expect(!program.output.contains(Receiver.token) && !program.errors.contains(Receiver.token))
            }
            let listed = try await site.records("notifications")
            #expect(listed.compactMap { $0["id"]?.int64 } == written.map(\.id))
        }

        @Test func `posts a test to each receiver, and ends with 1 where one fails`() async throws {
            let site = try Site()
            defer { site.end() }
            let (well, ill) = (try Receiver(), try Receiver())
            defer { well.stop() }
            defer { ill.stop() }
            ill.be(.answers("404 Gone"))
            site.settings.venuePort = 1
            site.settings.notify = "[{ url: \"\(well.url)\", name: one }]"
            var file = try site.scratch.write("settings.yaml", site.settings.text)
            var program = try await Program.run(
                ["notify", "test", "--config", file], environment: SampleSettings.environment)
            #expect(program.ending == .exited(0))
            #expect(program.output == "one at 127.0.0.1:\(well.port): delivered\n")
            #expect(well.taken.map(\.kind) == ["test"])

            site.settings.notify = "[{ url: \"\(well.url)\", name: one }, { url: \"\(ill.url)\", name: two }]"
            file = try site.scratch.write("settings.yaml", site.settings.text)
            program = try await Program.run(
                ["notify", "test", "--config", file], environment: SampleSettings.environment)
            #expect(program.ending == .exited(1))
            #expect(program.output.contains("two at 127.0.0.1:\(ill.port): not delivered, HTTP 404"))
            let check = try await Program.run(
                ["check", "--config", file], environment: SampleSettings.environment)
            #expect(
                check.output.contains("notify: two at 127.0.0.1:\(ill.port) is told critical: order_lost"))
            #expect(!(program.output + program.errors + check.output).contains(Receiver.token))
        }

        private func rows(_ site: Site) throws -> [NotificationRow] {
            try LedgerReader(path: site.ledger).notifications()
        }
    }
}
