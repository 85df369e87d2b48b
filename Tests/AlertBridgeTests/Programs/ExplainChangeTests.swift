import JSON
import Testing
import Trading

extension ProgramTests {
    /// A dry run of what changes orders, and of what closes everything.
    @Suite struct ExplainChangeTests {
        private let scratch: Scratch

        init() throws { scratch = try Scratch() }

        /// Offline, with settings as a trader has them.
        private func explain(_ message: String, rule: String? = nil, _ options: String...) async throws
            -> Program
        {
            var text = SampleSettings(venuePort: 1, ledger: scratch.file("ledger.db"), roots: ["MES"]).text
            if let rule {
                text = String(text[..<(try #require(text.firstRange(of: "rules:")).lowerBound)]) + rule
            }
            let settings = try scratch.write("settings.yaml", text)
            let file = try scratch.write("alert.json", message)
            return try await Program.run(
                ["explain", "--config", settings] + options + [file], environment: SampleSettings.environment)
        }

        @Test func `closes whatever it is told that an account holds`() async throws {
            let all = try await explain(#"{"action":"flatten"}"#, "--position", "2")
            #expect(all.ending == .exited(0))
            #expect(all.lines.count { $0.contains("POST /api/Position/closeContract") } == 3, "\(all.output)")
            #expect(all.output.contains("paper-1 is taken to hold 2 of CON.F.US.MES"))
            let rule = "rules: [{ name: any, when: {}, to: [{ account: paper-1 }] }]\n"
            for message in [#"{"action":"flatten"}"#, "key=x;command=flatteneverything;"] {
                let unnamed = try await explain(message, rule: rule, "--position", "2")
                #expect(unnamed.output.contains("since no rule names a product of it"), "\(unnamed.output)")
                #expect(unnamed.lines.count { $0.contains("POST /api/Position/closeContract") } == 1)
            }
            let flat = try await explain(#"{"action":"flatten"}"#)
            #expect(flat.output.contains("no request: the account holds nothing to close"))
        }

        @Test(arguments: [
            #"{"action":"breakeven","ticker":"MES1!"}"#,
            #"{"action":"move_stop","ticker":"MES1!","stop_price":6000}"#,
        ])
        func `says that no stop is known offline, and nothing else`(message: String) async throws {
            let held = try await explain(message, "--position", "2")
            #expect(held.ending == .exited(1))
            #expect(held.output.contains("left alone: no stop of the 2 in CON.F.US.MES"), "\(held.output)")
            #expect(held.output.contains("--running asks the bridge"))
            #expect(!held.output.contains("FAILS"))
            let flat = try await explain(message)
            #expect(flat.output.contains("left alone: the account holds nothing in MES1!"))
            let cancel = try await explain(#"{"action":"cancel","ticker":"MES1!"}"#)
            #expect(cancel.output.contains("no order that waits at the venue is known offline"))
        }

        @Test func `writes out what a terminal would obey`() async throws {
            let message = #"{"action":"buy","ticker":"MES1!","size":1,"strategy":"\u001b[31mred"}"#
            let told = try await explain(message)
            #expect(told.output.contains(#"strategy \u001B[31mred"#), "\(told.output)")
            let refused = try await explain(#"{"alertbridge":1,"action":"\u001b[31mred"}"#)
            #expect(!(told.output + refused.output).contains("\u{1b}"))
            #expect(refused.output.contains(#"\u001B[31mred"#))
        }

        @Test func `a running bridge tells each change, and every close of a flatten`() async throws {
            let site = try Site()
            defer { site.end() }
            site.settings.roots = ["MES"]
            site.settings.orderTypes = "[market, limit]"
            try await site.startReady()
            func ask(_ message: String, _ options: String...) async throws -> Program {
                let program = try site.start(
                    ["explain", "--running", "--config", site.scratch.file("settings.yaml")] + options
                        + [try site.scratch.write("asked.json", message)])
                if await program.ended() == nil { program.kill9() }
                return program
            }
            #expect(await site.enter("one").allVerdicts(are: "approved"))
            #expect(await site.enter("two", ticker: "MES1!").allVerdicts(are: "approved"))
            #expect(try await eventually { try site.positions().count == 3 })
            func stops() throws -> Int {
                try site.orders().count {
                    $0.orderClass == .protect && $0.type == .stop && $0.state == .working
                }
            }
            #expect(try await eventually { try stops() == 3 })

            let move = try await ask(#"{"action":"breakeven","ticker":"MES1!"}"#)
            #expect(move.ending == .exited(0), "\(move.output) \(move.errors)")
            #expect(move.output.contains("account paper-1: modify protect sell 1 CON.F.US.MES"))
            #expect(move.output.contains("OP-01 passes"))
            #expect(move.lines.count { $0.contains("POST /api/Order/modify") } == 1)
            let back = try await ask(#"{"action":"move_stop","ticker":"MES1!","stop_price":1}"#, "--json")
            #expect(back.ending == .exited(1))
            let denied = try #require(
                try JSONDocument(Array(back.output.utf8)).root["orders"]?.elements.first)
            #expect(denied["change"]?.string == "modify" && denied["code"]?.string == "ORDER_NOT_CHANGEABLE")
            #expect(denied["requests"]?.count == 0)

            let price = try #require(try site.orders().first { $0.contract?.text.contains("MES") == true })
            let fill = try #require(price.averagePrice)
            let limit = Price(nanos: fill.nanos - 20_000_000_000)
            let rest = #","type":"limit","limit_price":\#(limit)"#
            let resting = await site.enter("three", ticker: "MES1!", more: rest)
            #expect(resting.allVerdicts(are: "approved"), "\(resting)")
            #expect(try await eventually { try site.orders(of: resting).first?.state == .working })
            for message in [#"{"action":"cancel","ticker":"MES1!"}"#, #"{"action":"cancel_all","id":"c"}"#] {
                let cancel = try await ask(message)
                #expect(
                    cancel.output.contains("account paper-1: cancel entry buy 1 CON.F.US.MES"),
                    "\(cancel.output)")
                #expect(cancel.lines.count { $0.contains("POST /api/Order/cancel") } == 1)
            }
            for message in [#"{"action":"flatten"}"#, #"{"action":"flatten","ticker":"MES1!","id":"f"}"#] {
                let flatten = try await ask(message)
                #expect(flatten.ending == .exited(0))
                let first = flatten.lines.filter { $0.contains("POST ") && $0.contains("1001") }
                #expect(first.count == 3, "\(flatten.output)")
                #expect(first.first?.contains("/api/Order/cancel") == true)
                #expect(first.dropFirst().allSatisfy { $0.contains("/api/Position/closeContract") })
            }
            // Nobody did any of it.
            #expect(try stops() >= 3)
            #expect(try site.positions().count == 3)
        }
    }
}
