import Glibc
import JSON
import Testing
import Trading

extension ProgramTests {
    /// The stream commands at a venue of their own.
    @Suite struct StreamTests {
        private func stream(_ site: Site, _ words: [String]) throws -> Program {
            let file = try site.scratch.write("settings.yaml", site.settings.text)
            return try site.start(["stream"] + words + ["--config", file])
        }

        private func records(_ program: Program) throws -> [JSONValue] {
            try program.lines.map { try JSONDocument(Array($0.utf8)).root }
        }

        @Test(arguments: ["quotes", "trades", "depth"])
        func `prints so many lines of JSON and ends well`(kind: String) async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startVenue()
            let program = try stream(site, [kind, "MNQ", "MES", "--json", "--count", "6"])
            #expect(await program.ended() == .exited(0))
            let records = try records(program)
            #expect(records.count == 6)
            let event = try #require(["quotes": "quote", "trades": "trade", "depth": "depth"][kind])
            for record in records {
                #expect(record["event"]?.string == event && record["gateway"]?.string == "paper")
                #expect(record["at"]?.string.flatMap { Timestamp($0) } != nil)
                #expect(record["contract"]?.string?.hasPrefix("CON.F.US.") == true)
            }
            if kind == "quotes" { #expect(records.allSatisfy { $0["age_ms"]?.int64 != nil }) }
        }

        /// Account 1002 is in no settings: it has a number and no name.
        @Test func `shows what happens on every account, by the settings' names`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startVenue()
            let text = site.settings.text.replacing("id: 1002", with: "id: 1003")
            let file = try site.scratch.write("settings.yaml", text)
            let program = try site.start(["stream", "user", "--json", "--count", "10", "--config", file])
            #expect(await eventually { program.errors.contains("gateway hub ready") })
            let venue = try await site.venueREST()
            for account in Site.accounts { try await venue.buy(account: account) }
            #expect(await program.ended() == .exited(0))
            let records = try records(program)
            #expect(
                Set(records.compactMap { $0["event"]?.string }) == ["order", "trade", "position", "account"])
            for record in records {
                let isFirst = record["account_id"]?.int64 == 1_001
                #expect(record["account"]?.string == (isFirst ? "paper-1" : nil))
            }
            #expect(Set(records.compactMap { $0["account_id"]?.int64 }) == [1_001, 1_002])
        }

        @Test func `ends with 0 at Ctrl-C`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startVenue()
            let program = try stream(site, ["quotes", "MNQ"])
            #expect(await eventually { program.lines.count > 1 })
            program.signal(SIGINT)
            #expect(await program.ended() == .exited(0))
        }

        @Test func `a running bridge stops stream user, unless anyway`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startReady()
            let refused = try stream(site, ["user"])
            #expect(await refused.ended() == .exited(10))
            #expect(refused.errors.contains("--anyway"))
            let anyway = try stream(site, ["user", "--anyway", "--seconds", "1"])
            #expect(await anyway.ended() == .exited(0))
            #expect(anyway.errors.contains("a bridge is running"))
            let quotes = try stream(site, ["quotes", "MNQ", "--count", "1"])
            #expect(await quotes.ended() == .exited(0))
            #expect(quotes.errors.contains("a bridge is running"))
        }

        @Test func `an unknown contract, gateway or login ends it with a word about it`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startVenue()
            let contract = try stream(site, ["quotes", "XYZ"])
            #expect(await contract.ended() == .exited(1))
            #expect(contract.errors.contains("no active contract XYZ"))
            let gateway = try stream(site, ["quotes", "MNQ", "--gateway", "other"])
            #expect(await gateway.ended() == .exited(2))
            #expect(gateway.errors.contains("--gateway other is none"))
            let file = try site.scratch.write("settings.yaml", site.settings.text)
            for words in [["quotes", "MNQ"], ["user"]] {
                var environment = SampleSettings.environment
                environment["PAPER_KEY"] = "another-key"
                let login = try await Program.run(
                    ["stream"] + words + ["--config", file], environment: environment)
                #expect(login.ending == .exited(17))
                #expect(login.errors.contains("InvalidCredentials") && login.output.isEmpty)
            }
        }
    }
}
