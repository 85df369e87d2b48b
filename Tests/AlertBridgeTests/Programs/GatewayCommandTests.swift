import JSON
import Testing
import Trading

extension ProgramTests {
    /// The commands that read at a venue, each at a venue program of its own.
    @Suite struct GatewayCommandTests {
        /// Every one of them, as it is asked at the venue of the tests.
        static let commands = [
            ["account", "list"], ["contract", "search", "ES"], ["contract", "show", "MNQ"],
            ["position", "list"], ["order", "list"], ["trade", "list"], ["bars", "MNQ", "--limit", "2"],
        ]

        private func run(
            _ site: Site, _ words: [String], settings: String? = nil, key: String = "paper-api-key"
        ) async throws -> Program {
            let file = try site.scratch.write("read.yaml", settings ?? site.settings.text)
            var environment = SampleSettings.environment
            environment["PAPER_KEY"] = key
            let program = try await Program.run(words + ["--config", file], environment: environment)
            for secret in [key, SampleSettings.secret, "eyJ", "Bearer"] {
                #expect(!program.output.contains(secret) && !program.errors.contains(secret))
            }
            return program
        }

        private func records(_ program: Program) throws -> [JSONValue] {
            try program.lines.map { try JSONDocument(Array($0.utf8)).root }
        }

        /// One MNQ long on the first account, with nothing else.
        private func held(_ site: Site) async throws {
            try await site.startVenue()
            try await site.venueREST().buy(account: Site.accounts[0])
        }

        @Test func `lists accounts, positions, orders and trades with these members`() async throws {
            let site = try Site()
            defer { site.end() }
            try await held(site)
            let members = [
                ["account", "list"]: "id account name balance can_trade visible simulated",
                ["position", "list"]:
                    "account account_id id contract name side size average_price opened_at",
                ["trade", "list"]: """
                account account_id at id order_id contract side size price profit_and_loss fees commissions \
                voided
                """,
                ["order", "list", "--all", "--since", "2026-01-01T00:00:00Z"]: """
                created_at updated_at account account_id id contract symbol_id tag leg entry_tag parent_id \
                linked_id status working type side size filled limit_price stop_price trail_ticks \
                trail_distance average_price
                """,
            ]
            for (words, names) in members {
                let program = try await run(site, words + ["--json"])
                #expect(program.ending == .exited(0) && program.errors.isEmpty, "\(program.errors)")
                let records = try records(program)
                #expect(!records.isEmpty, "\(words)")
                for record in records {
                    #expect(
                        Set(record.members.map(\.key)) == Set(names.split(separator: " ").map(String.init)))
                    #expect(["paper-1", "paper-2"].contains(record["account"]?.string))
                }
            }
        }

        @Test func `shows the accounts that the venue knows, and names the one that it does not`()
            async throws
        {
            let site = try Site()
            defer { site.end() }
            try await held(site)
            let settings = site.settings.text.replacing("id: 1002", with: "id: 4711")
            #expect(settings.contains("id: 4711"))
            for words in [["position", "list"], ["trade", "list"]] {
                let program = try await run(site, words + ["--json"], settings: settings)
                #expect(program.ending == .exited(1))
                let records = try records(program)
                #expect(!records.isEmpty && records.allSatisfy { $0["account"]?.string == "paper-1" })
                #expect(program.errors.contains("account paper-2 (4711) is not listed"), "\(program.errors)")
                #expect(program.errors.contains("alertbridge account list"))
            }
            let none = try await run(
                site, ["order", "list"],
                settings: settings.replacing("id: 1001", with: "id: 4710"))
            #expect(none.ending == .exited(1) && none.output.isEmpty)
            #expect(none.errors.contains("paper-1 (4710)") && none.errors.contains("paper-2 (4711)"))
        }

        @Test func `shows a fill in the rows for people, under the settings' name`() async throws {
            let site = try Site()
            defer { site.end() }
            try await held(site)
            let position = try await run(site, ["position", "list"])
            #expect(position.ending == .exited(0) && position.lines.count == 2)
            #expect(position.lines.first?.hasPrefix("account  contract") == true)
            #expect(position.lines.last?.hasPrefix("paper-1  CON.F.US.") == true)
            #expect(position.output.contains("long"))
            for words in [["trade", "list"], ["account", "list"]] {
                let program = try await run(site, words)
                #expect(program.ending == .exited(0) && program.output.contains("paper-1"))
            }
            // By the venue's number, and of an account that holds nothing.
            let number = try await run(site, ["position", "list", "--account", "1001"])
            #expect(number.output == position.output)
            let none = try await run(site, ["position", "list", "--account", "paper-2"])
            #expect(none.ending == .exited(0) && none.output == "nothing\n")
            let json = try await run(site, ["position", "list", "--account", "paper-2", "--json"])
            #expect(json.ending == .exited(0) && json.output.isEmpty)
        }

        @Test func `finds contracts by name, root, product and id, and bars of them`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startVenue()
            let root = try await run(site, ["contract", "show", "MNQ", "--json"])
            let contract = try #require(try records(root).first)
            #expect(contract["root"]?.string == "MNQ" && contract["tick_size"]?.numberText == "0.25")
            let (id, name) = (
                try #require(contract["contract"]?.string), try #require(contract["name"]?.string)
            )
            for word in [id, name, name.lowercased(), "F.US.MNQ"] {
                #expect(try await run(site, ["contract", "show", word, "--json"]).output == root.output)
            }
            let search = try records(try await run(site, ["contract", "search", "MNQ", "--json"]))
            #expect(search.contains { $0["contract"]?.string == id })
            let bars = try records(
                try await run(
                    site, ["bars", "MNQ", "--unit", "minute", "--number", "5", "--limit", "4", "--json"]))
            #expect(bars.count == 4)
            let starts = bars.compactMap { $0["start"]?.string.flatMap { Timestamp($0) } }
            #expect(starts.count == 4 && starts == starts.sorted())
            #expect(Set(bars[0].members.map(\.key)) == ["start", "open", "high", "low", "close", "volume"])
        }

        @Test func `an account, contract or text that is not there ends it with 1 or says so`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startVenue()
            for words in [
                ["position", "list", "--account", "9999"], ["order", "list", "--account", "9999"],
                ["trade", "list", "--account", "9999"], ["contract", "show", "XYZ"], ["bars", "XYZ"],
                ["contract", "show", "CON.F.US.XYZ.Z26"], ["bars", "CON.F.US.XYZ.Z26"],
            ] {
                let program = try await run(site, words)
                #expect(program.ending == .exited(1) && program.output.isEmpty, "\(words)")
                #expect(program.errors.hasPrefix("alertbridge: gateway paper: "), "\(program.errors)")
            }
            let none = try await run(site, ["contract", "search", "no such thing"])
            #expect(none.ending == .exited(0) && none.output == "nothing\n")
        }

        @Test(arguments: [
            ["position", "list", "--account", "nobody"], ["account", "list", "--gateway", "other"],
            ["order", "list", "--all"], ["order", "list", "--since", "2026-01-01T00:00:00Z"],
            ["trade", "list", "--since", "yesterday"], ["bars"], ["bars", "MNQ", "--unit", "fortnight"],
            ["bars", "MNQ", "--limit", "0"], ["bars", "MNQ", "--limit", "20001"],
            ["bars", "MNQ", "--since", "2026-01-02T00:00:00Z", "--until", "2026-01-01T00:00:00Z"],
            ["contract", "show"], ["contract", "search"],
        ])
        func `wrong words end with 2 before the venue is asked`(words: [String]) async throws {
            let site = try Site()
            defer { site.end() }
            // Nobody listens there: an answer would be status 17.
            site.settings.venuePort = 1
            let program = try await run(site, words)
            #expect(program.ending == .exited(2) && program.output.isEmpty, "\(program.errors)")
        }

        @Test func `a venue that is not there, or refuses the login, ends each with 17`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startVenue()
            for words in Self.commands {
                let refused = try await run(site, words, key: "another-key-of-nobody")
                #expect(refused.ending == .exited(17) && refused.output.isEmpty, "\(words)")
                #expect(refused.errors.contains("InvalidCredentials"), "\(refused.errors)")
            }
            let settings = site.settings.text
                .replacing("rest: http://127.0.0.1:\(site.venuePort)", with: "rest: http://127.0.0.1:1")
            for words in Self.commands + [["stream", "user"]] {
                let down = try await run(site, words + ["--json"], settings: settings)
                #expect(down.ending == .exited(17) && down.output.isEmpty, "\(words)")
            }
        }

        @Test func `with several gateways one has to be named`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startVenue()
            let other = """
                gateways:
                  other:
                    rest: http://127.0.0.1:1
                    user_hub: ws://127.0.0.1:1/hubs/user
                    username: env:PAPER_USER
                    api_key: env:PAPER_KEY

                """
            let settings = site.settings.text.replacing("gateways:\n", with: other)
            let unnamed = try await run(site, ["account", "list"], settings: settings)
            #expect(unnamed.ending == .exited(2) && unnamed.errors.contains("other, paper"))
            let named = try await run(site, ["account", "list", "--gateway", "paper"], settings: settings)
            #expect(named.ending == .exited(0) && named.lines.count == 3)
            let down = try await run(site, ["account", "list", "--gateway", "other"], settings: settings)
            #expect(down.ending == .exited(17))
            let nobody = try await run(site, ["position", "list", "--gateway", "other"], settings: settings)
            #expect(nobody.ending == .exited(2) && nobody.errors.contains("no account at gateway other"))
        }

        @Test func `reads beside a running bridge, whose login stays good`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startReady()
            let entry = await site.enter("e1")
            #expect(entry.status == 200)
            for words in Self.commands {
                let program = try await run(site, words)
                #expect(program.ending == .exited(0), "\(words): \(program.errors)")
            }
            #expect(await site.isReady())
            #expect(site.bridge?.errors.contains("signed in gateway=paper token=2") == false)
        }
    }
}
