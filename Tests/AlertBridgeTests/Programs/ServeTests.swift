import Glibc
import HTTPClient
import JSON
import Ledger
import PaperVenue
import SQLite
import Testing

extension ProgramTests {
    /// A bridge that is started, disturbed and stopped.
    @Suite struct ServeTests {
        @Test func `leaves a ledger to the process that has it`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startVenue()
            try await site.startBridge()
            let second = try site.start(["serve", "--config", site.scratch.file("settings.yaml")])
            #expect(await second.ended() == .exited(10))
            #expect(second.output.isEmpty)
            #expect(second.errors.contains(site.ledger))
            #expect(await site.control("/healthz").status == 200)
        }

        @Test(arguments: ["webhook", "control"])
        func `ends with 14 where a listener's address is taken`(listener: String) async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startVenue()
            if listener == "webhook" { site.settings.webhook = site.venuePort }
            if listener == "control" { site.settings.control = site.venuePort }
            let file = try site.scratch.write("settings.yaml", site.settings.text)
            let bridge = try site.start(["serve", "--config", file])
            #expect(await bridge.ended() == .exited(14))
            #expect(bridge.errors.contains("\(site.venuePort)"))
            let venue = try site.start(["venue", "--listen", "127.0.0.1:\(site.venuePort)"])
            #expect(await venue.ended() == .exited(14))
        }

        @Test(arguments: ["webhook", "control"])
        func `signs in nowhere before it listens`(listener: String) async throws {
            let site = try Site()
            defer { site.end() }
            let venue = try PaperVenue(PaperVenueOptions())
            defer { venue.stop() }
            site.settings.venuePort = venue.port
            if listener == "webhook" { site.settings.webhook = venue.port }
            if listener == "control" { site.settings.control = venue.port }
            let file = try site.scratch.write("settings.yaml", site.settings.text)
            let bridge = try site.start(["serve", "--config", file])
            #expect(await bridge.ended() == .exited(14))
            #expect(venue.calls(to: "/api/Auth/loginKey") == 0)
        }

        @Test(arguments: [SIGINT, SIGTERM])
        func `stops in order when it is asked to`(signal: Int32) async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startReady()
            let entry = await site.enter("one")
            #expect(entry.allVerdicts(are: "approved"))
            site.bridge?.signal(signal)
            #expect(await site.bridge?.ended() == .exited(0))
            #expect(site.bridge?.errors.contains("stopped") == true)
            #expect(await site.enter("two").status == 0)
            #expect(try site.orders(of: entry).allSatisfy { $0.state != .sent && $0.state != .approved })
            #expect(try await site.verifies())
            let kinds = try await site.records("audit", "--limit", "0").compactMap { $0["kind"]?.string }
            #expect(kinds.contains("desk.started"))
            #expect(kinds.last == "desk.stopped")
        }

        @Test func `names the row that was edited`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startReady()
            let entry = await site.enter("one")
            #expect(
                try await eventually {
                    try site.orders(of: entry).map(\.stage.rawValue).contains("reconcile")
                })
            site.bridge?.signal(SIGTERM)
            #expect(await site.bridge?.ended() == .exited(0))
            #expect(try await site.verifies())
            let tag = try #require(entry.tags.first)
            try edit(site.ledger, "UPDATE orders SET size = 3 WHERE tag = '\(tag)'")
            let verify = try await Program.run(["ledger", "verify", "--ledger", site.ledger])
            #expect(verify.ending == .exited(1))
            #expect(verify.output.contains("changed: order \(tag)"))
            #expect(verify.output.contains("NOT SOUND"))

            try edit(site.ledger, "UPDATE orders SET size = 1 WHERE tag = '\(tag)'")
            #expect(try await site.verifies())
            try edit(
                site.ledger,
                """
                DROP TRIGGER audit_stays;
                UPDATE audit SET body = CAST(replace(body, '"approved"', '"denied"') AS BLOB) WHERE kind = 'risk.verdict'
                """)
            let json = try await Program.run(["ledger", "verify", "--json", "--ledger", site.ledger])
            #expect(json.ending == .exited(1))
            let report = try JSONDocument(Array(json.output.utf8)).root
            #expect(report["sound"]?.bool == false)
            let kinds = (report["findings"]?.elements ?? []).compactMap { $0["kind"]?.string }
            #expect(kinds.contains("chain"))
        }

        private func edit(_ ledger: String, _ sql: String) throws {
            let connection = try Connection(path: ledger, access: .readWrite)
            try connection.execute(sql)
        }

        @Test func `tells why a message was refused, in its log and the next morning`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startVenue()
            try await site.startBridge(isVerbose: false)
            #expect(await eventually { await site.control("/healthz").status == 200 })
            let answers = await [
                site.post(#""alertbridge":1,"id":"one","action":"by","ticker":"NQ1!""#),
                site.post(#""alertbridge":1,"id":"two","action":"\u001b[2J","ticker":"NQ1!""#),
            ]
            #expect(answers.map(\.status) == [422, 422])
            let isTold = await eventually {
                site.bridge?.errors.split(separator: "\n").count { $0.contains("refused a message of orb") }
                    == 2
            }
            #expect(isTold)
            #expect(site.bridge?.errors.contains("\u{1B}") == false)
            #expect(site.bridge?.errors.contains(#""action" is by; use one of buy"#) == true)
            let rows = try await site.records("deliveries", "--state", "refused")
            #expect(rows.map { $0["code"]?.string } == ["VALUE_INVALID", "VALUE_INVALID"])
            #expect(rows.first?["reason"]?.string == #""action" is by"#)
            #expect(rows.first?["key"]?.string == "action" && rows.first?["line"]?.int64 == 1)
            let table = try await Program.run(
                ["ledger", "deliveries", "--state", "refused", "--ledger", site.ledger])
            #expect(table.lines.count == 3 && table.output.contains(#""action" is by"#))
            #expect(try await site.verifies())
        }

        @Test func `lets no secret out`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startReady()
            _ = await site.enter("path")
            let hooks = "http://127.0.0.1:\(site.webhookPort)/hooks/orb"
            let body =
                #"{"secret":"\#(SampleSettings.secret)","id":"body","action":"buy","ticker":"NQ","size":1}"#
            #expect(await site.web.post(hooks, body).status == 200)
            // Beside the secret nothing is right, and all of it may end up in a refusal.
            for broken in [body + "x", body.replacing("buy", with: SampleSettings.secret), "{" + body] {
                #expect(await site.web.post(hooks + "/" + SampleSettings.secret, broken).status >= 400)
            }
            #expect(
                await site.web.post(hooks + "/" + String(SampleSettings.secret.dropLast()), body).status
                    == 401)
            #expect(await site.isReady())
            _ = try await site.start(["serve", "--config", site.scratch.file("settings.yaml")]).ended()
            let flatten = await site.flatten("two")
            #expect(
                try await eventually { try site.orders(of: flatten).map(\.state.isTerminal) == [true, true] })
            let checked = try await leaks(site)
            #expect(checked.isEmpty, "\(checked)")
            site.bridge?.signal(SIGTERM)
            #expect(await site.bridge?.ended() == .exited(0))
            let afterwards = try await leaks(site)
            #expect(afterwards.isEmpty, "\(afterwards)")
        }

        /// Where a secret stands: webhook secret, API key, or a token by how each of them begins.
        private func leaks(_ site: Site) async throws -> [String] {
            var places: [(name: String, bytes: [UInt8])] = []
            for program in site.programs {
                places.append(("output of \(program.pid)", Array(program.output.utf8)))
                places.append(("errors of \(program.pid)", Array(program.errors.utf8)))
            }
            let files = site.scratch.names.filter { $0.hasPrefix("ledger.db") }
            for name in files { places.append((name, site.scratch.bytes(of: name))) }
            // What must be found is found: else the search would prove nothing.
            #expect(
                places.contains { $0.name.hasPrefix("ledger.db") && $0.bytes.contains(Array("nasdaq".utf8)) })
            for list in ["/readyz", "/metrics"] {
                places.append((list, await site.control(list).body))
            }
            let secrets = [SampleSettings.secret, "paper-api-key", "eyJ"].map { Array($0.utf8) }
            return places.filter { place in secrets.contains { place.bytes.contains($0) } }.map(\.name)
        }
    }
}
