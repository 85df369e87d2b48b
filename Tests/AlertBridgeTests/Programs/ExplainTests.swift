import JSON
import Testing

extension ProgramTests {
    /// A dry run: what a trader reads before he lets an alert loose.
    @Suite struct ExplainTests {
        let scratch: Scratch
        let settings: String
        let ledger: String

        init() throws {
            scratch = try Scratch()
            ledger = scratch.file("ledger.db")
            settings = try scratch.write(
                "settings.yaml", SampleSettings(venuePort: 1, ledger: ledger).text)
        }

        private func explain(_ message: String, _ options: String...) async throws -> Program {
            let file = try scratch.write("alert.json", message)
            return try await Program.run(
                ["explain", "--config", settings] + options + [file], environment: SampleSettings.environment)
        }

        private func object(_ program: Program) throws -> JSONValue {
            try JSONDocument(Array(program.output.utf8)).root
        }

        @Test func `says that it takes a profile for acknowledged`() async throws {
            let text = SampleSettings(venuePort: 1, ledger: ledger).text
            let held = "id: 1001, profile: topstep-50k-combine, drawdown: { floor: 48000, as_of: 2026-11-20 }"
            _ = try scratch.write("settings.yaml", text.replacing("id: 1001", with: held))
            let program = try await explain(#"{"action":"buy","ticker":"NQ1!","size":2}"#)
            let said = "profile   as if acknowledged on paper-1; --running asks the bridge"
            #expect(program.output.contains(said), "\(program.output)")
        }

        @Test func `an entry on a foreign chart is an exit where something is held against it`() async throws
        {
            var site = SampleSettings(venuePort: 1, ledger: ledger)
            site.roots = ["MES"]
            _ = try scratch.write("settings.yaml", site.text)
            let message = #"{"action":"sell","ticker":"EUREX:MES1!","size":2}"#
            let flat = try await explain(message)
            #expect(
                flat.ending == .exited(1) && flat.output.contains("refused SYMBOL_UNRESOLVED"),
                "\(flat.output)")
            #expect(
                flat.output.contains("one that holds the other side takes it for an exit, see --position"))
            #expect(try object(try await explain(message, "--json"))["exits_where_held"]?.bool == true)
            let held = try await explain(message, "--position", "3")
            #expect(held.output.contains("reduce sell"), "\(held.output)")
            let same = try await explain(message, "--position", "-3")
            #expect(
                same.output.contains("refused SYMBOL_UNRESOLVED") && !same.output.contains("see --position"))
        }

        @Test func `prints every check and the exact request for each account`() async throws {
            let program = try await explain(#"{"action":"buy","ticker":"NQ1!","size":2}"#, "--json")
            #expect(program.ending == .exited(0))
            let root = try object(program)
            #expect(root["dialect"]?.string == "native")
            #expect(root["alert"]?["size"]?.int64 == 2)
            let orders = try #require(root["orders"]?.elements)
            #expect(orders.map { $0["account"]?.string } == ["paper-1", "paper-2"])
            #expect(orders.map { $0["size"]?.int64 } == [2, 4])
            for order in orders {
                #expect(order["verdict"]?.string == "approved")
                let checks = try #require(order["checks"]?.elements)
                #expect(checks.count > 15)
                #expect(checks.allSatisfy { $0["passed"]?.bool == true })
                let size = try #require(checks.first { $0["id"]?.string == "PT-20" })
                #expect(size["inputs"]?["size_max"]?.string == "4")
            }
            let request = try #require(orders[0]["request"])
            #expect(request["accountId"]?.int64 == 1001)
            #expect(request["contractId"]?.string?.hasPrefix("CON.F.US.MNQ.") == true)
            #expect(request["customTag"]?.string == orders[0]["tag"]?.string)
            #expect(request["stopLossBracket"]?["ticks"]?.int64 == -400)
        }

        @Test func `tells what followers do once their leader's order has filled`() async throws {
            var sample = SampleSettings(venuePort: 1, ledger: ledger, roots: ["MES"])
            sample.copies =
                "[{ name: club, leader: paper-1, to: [{ account: paper-2, ratio: 2, bracket: { stop_ticks: 40 } }] }]"
            let settings = try scratch.write("copies.yaml", sample.text)
            func told(_ message: String, _ options: String...) async throws -> Program {
                try await Program.run(
                    ["explain", "--config", settings] + options + [try scratch.write("copied.json", message)],
                    environment: SampleSettings.environment)
            }
            let entry = #"{"action":"buy","ticker":"MES1!","size":2,"price":6000}"#
            let orders = try #require(try object(try await told(entry, "--json"))["orders"]?.elements)
            #expect(orders.map { $0["account"]?.string } == ["paper-1", "paper-2"])
            #expect(orders.map { $0["copy"]?.string } == [nil, "club"])
            #expect(orders.last?["size"]?.int64 == 4 && orders.last?["verdict"]?.string == "approved")
            // Three of the leader's are six of the follower's, which may have four.
            let large = try await told(#"{"action":"buy","ticker":"MES1!","size":3,"price":6000}"#)
            #expect(large.ending == .exited(1))
            #expect(large.output.contains("account paper-2: entry buy 6"))
            let out = try await told(
                #"{"action":"flatten","ticker":"MES1!"}"#, "--position", "2", "--price", "6000")
            #expect(out.output.contains("account paper-2: flatten"))
            let silent = try await told(#"{"action":"buy","ticker":"MES1!","size":2}"#)
            #expect(silent.output.contains("copies    not told without a price: give --price"))
            let mute = try object(try await told(#"{"action":"buy","ticker":"MES1!","size":2}"#, "--json"))
            #expect(mute["copies_not_told"]?.string == "without a price: give --price")
        }

        @Test func `followers without a bracket of their own take their leader's`() async throws {
            var sample = SampleSettings(venuePort: 1, ledger: ledger, roots: ["MES"])
            sample.copies = "[{ name: club, leader: paper-1, to: [{ account: paper-2, inverse: true }] }]"
            let settings = try scratch.write("brackets.yaml", sample.text)
            let message = try scratch.write(
                "bracketless.json", #"{"action":"buy","ticker":"MES1!","size":2}"#)
            let told = try await Program.run(
                ["explain", "--config", settings, "--json", "--price", "6000", message],
                environment: SampleSettings.environment)
            let copied = try #require(try object(told)["orders"]?.elements.last)
            #expect(copied["copy"]?.string == "club" && copied["verdict"]?.string == "approved")
            #expect(copied["request"]?["stopLossBracket"]?["ticks"]?.int64 == 400)
        }

        @Test func `tells what another bridge's message means here`() async throws {
            let message =
                #"{"ticker":"NQ1!","action":"sell","sentiment":"short","quantity":"1","orderType":"market"}"#
            let program = try await explain(message, "--position", "2")
            #expect(program.ending == .exited(0))
            #expect(program.output.contains("dialect traderspost"))
            #expect(program.output.contains("an opposite position is closed first"))
            #expect(program.output.contains("concerns  accounts that are flat or long"))
            #expect(program.lines.count { $0.contains("is verified flat") } == 2)
            let same = try await explain(message, "--position", "-1")
            #expect(same.ending == .exited(1))
            #expect(same.output.contains("denied NOT_CONCERNED"))
            #expect(!same.output.contains("POST /api"))
        }

        @Test(arguments: [
            ("", "its content for 30 s", "it tells no time, so it is as old as its delivery"),
            (#","time":"2026-10-05T14:29:40Z""#, "its content and time for 90 days", "20 s of 30 s at most"),
            (
                #","id":"a1","time":"2026-10-05T14:29:40Z""#, "its id for 90 days", "20 s of 30 s at most"
            ),
        ])
        func `tells what the alert is recognised by, and how old it is`(
            members: String, name: String, age: String
        ) async throws {
            let message = #"{"alertbridge":1,"action":"buy","ticker":"NQ1!","size":1\#(members)}"#
            let program = try await explain(message, "--at", "2026-10-05T14:30:00Z")
            #expect(program.output.contains("recognised by \(name)"), "\(program.output)")
            #expect(program.output.contains("age       \(age)"))
            let root = try object(try await explain(message, "--at", "2026-10-05T14:30:00Z", "--json"))
            let fingerprint = try #require(root["fingerprint"]?.string)
            #expect(fingerprint.count == 64 && root["status"]?.string == "accepted")
            #expect(root["recognised_by"]?.string.map(name.hasPrefix) == true)
        }

        @Test(arguments: [
            ("", "0", "sync is off: not compared", 0, 0),
            (", sync: warn", "0", "paper-1 holds 0 in MNQ, the strategy long 2: taken all the same", 2, 0),
            (", sync: refuse", "0", "paper-1 holds 0 in MNQ, the strategy long 2: left alone", 2, 1),
            (", sync: refuse", "2", "paper-2 holds 2 in MNQ, the strategy long 4: left alone", 1, 1),
        ])
        func `tells what the source makes of its strategy's position`(
            source: String, held: String, line: String, differences: Int, status: Int32
        ) async throws {
            var sample = SampleSettings(venuePort: 1, ledger: ledger)
            sample.source = source
            let settings = try scratch.write("sync.yaml", sample.text)
            let message = #"{"action":"buy","ticker":"NQ1!","size":1,"position":3,"prev_position":2}"#
            let file = try scratch.write("alert.json", message)
            func told(_ options: String...) async throws -> Program {
                try await Program.run(
                    ["explain", "--config", settings, "--position", held] + options + [file],
                    environment: SampleSettings.environment)
            }
            let program = try await told()
            #expect(program.output.contains("strategy  long 3, long 2 before"))
            #expect(program.output.contains(line), "\(program.output)")
            #expect(program.ending == .exited(status))
            let sync = try #require(try object(try await told("--json"))["strategy_position"])
            #expect(sync["after"]?.string == "long 3")
            #expect(sync["differences"]?.elements.count == differences)
        }

        @Test func `a running bridge tells it as it stands, and does nothing`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startReady()
            let file = site.scratch.file("settings.yaml")
            func ask(_ members: String, _ options: String...) async throws -> Program {
                let program = try site.start(
                    ["explain", "--running", "--config", file] + options + [
                        try site.scratch.write("asked.json", "{\(members)}")
                    ])
                if await program.ended() == nil { program.kill9() }
                return program
            }
            let entry = #""alertbridge":1,"id":"one","action":"buy","ticker":"NQ1!","size":1"#
            let fresh = try await ask(entry)
            #expect(fresh.ending == .exited(0), "\(fresh.output) \(fresh.errors)")
            #expect(fresh.output.contains("as the running bridge stands"))
            #expect(fresh.output.contains("POST /api/Order/place"))
            #expect(try site.orders().isEmpty)

            #expect(await site.post(entry).allVerdicts(are: "approved"))
            #expect(try await eventually { try site.positions().values.sorted() == [1, 2] })
            let again = try await ask(entry)
            #expect(again.ending == .exited(1))
            #expect(again.output.contains("seen      a repeat of"))
            let other = try await ask(entry.replacing(#""size":1"#, with: #""size":2"#), "--json")
            #expect(try object(other)["status"]?.string == "conflict")
            let out = try await ask(#""id":"two","action":"close","ticker":"NQ1!""#)
            #expect(out.ending == .exited(0), "\(out.output)")
            #expect(out.lines.count { $0.contains("POST /api/Position/close") } == 2)
            // 4 of the second account's, beside 2 that are held.
            let more = try await ask(#""id":"three","action":"buy","ticker":"NQ1!","size":3"#)
            #expect(more.ending == .exited(1))
            #expect(more.output.contains("QUANTITY_EXCEEDS_MAXIMUM"))
            #expect(try site.positions().values.sorted() == [1, 2])
            let refused = try await ask(#""action":"buy","ticker":"{{ticker}}""#)
            #expect(refused.ending == .exited(1) && refused.output.contains("refused PLACEHOLDER_LEFT"))
            #expect(try await ask(entry, "--position", "1").ending == .exited(2))
        }

        @Test func `tells what each rule makes of the alert, and what the alert lacks for it`() async throws {
            var sample = SampleSettings(venuePort: 1, ledger: ledger)
            sample.roots = ["MES"]
            sample.rootsWhen = ", interval: 5m, tags: [scalp]"
            sample.rootsRule = "order: limit, offset_ticks: 4, reversal: deny, "
            let file = try scratch.write("more.yaml", "match: all\n" + sample.text)
            func explain(_ message: String, _ options: String...) async throws -> Program {
                try await Program.run(
                    ["explain", "--config", file] + options + [try scratch.write("alert.json", message)],
                    environment: SampleSettings.environment)
            }
            let refused = try await explain(#"{"action":"buy","ticker":"MES","size":2,"interval":"1h"}"#)
            #expect(refused.ending == .exited(1))
            #expect(refused.output.contains("refused NO_RULE"))
            #expect(refused.output.contains("nasdaq does not: the alert has not ticker NQ"))
            #expect(refused.output.contains("MES does not: the alert has not interval 5; tags scalp"))
            let message =
                #"{"action":"buy","ticker":"MES","size":2,"interval":"5","tags":["scalp"],"price":6800}"#
            let taken = try await explain(message)
            #expect(taken.ending == .exited(0))
            let rule =
                "MES takes it, by ticker MES; interval 5; tags scalp; order limit 4 ticks on; reversal deny"
            #expect(taken.output.contains(rule))
            let root = try object(try await explain(message, "--json"))
            #expect(root["rules"]?.elements.map { $0["takes"]?.bool } == [false, true])
            #expect(root["rules"]?.elements.map { $0["lacks"]?.count } == [1, 0])
            #expect(root["orders"]?.elements.first?["request"]?["limitPrice"]?.numberText == "6801")
            let ids = root["orders"]?.elements.first?["checks"]?.elements.compactMap { $0["id"]?.string }
            #expect(ids?.first == "PT-01" && ids?.last == "RL-01" && (ids?.count ?? 0) > 40)
        }

        @Test func `ends with 1 where an order is denied, and says why`() async throws {
            let program = try await explain(#"{"action":"sell","ticker":"NQ1!","size":3}"#)
            #expect(program.ending == .exited(1))
            #expect(program.output.contains("account paper-1: entry sell 3 CON.F.US.MNQ."))
            #expect(
                program.output.contains(
                    "QUANTITY_EXCEEDS_MAXIMUM: asked for 6 contracts; this account's limit is 4"))
            #expect(program.lines.count { $0.contains("POST /api/Order/place") } == 1)
        }

        @Test(arguments: [
            (#"{"action":"buy","ticker":"NQ1!" "size":1}"#, "BODY_UNREADABLE"),
            (#"{"action":"buy","ticker":"{{ticker}}"}"#, "PLACEHOLDER_LEFT"),
            (#"{"action":"buy","ticker":"ES1!","size":1}"#, "NO_RULE"),
            (#"{"action":"buy","ticker":"NQ1!","size":1,"time":"2026-10-05T14:29:00Z"}"#, "SIGNAL_TOO_OLD"),
        ])
        func `tells a refusal as its sender would get it`(message: String, code: String) async throws {
            let program = try await explain(message, "--json", "--at", "2026-10-05T14:30:00Z")
            #expect(program.ending == .exited(1))
            #expect(try object(program)["refused"]?["code"]?.string == code)
        }

        @Test func `decides as if the account held what it is told`() async throws {
            let exit = #"{"action":"sell","ticker":"NQ1!","size":1,"position":"1","prev_position":"2"}"#
            #expect(try await explain(exit).output.contains("POSITION_NOT_FOUND"))
            let held = try await explain(exit, "--position", "2")
            #expect(held.output.contains("account paper-1: reduce sell 1 CON.F.US.MNQ."))
            #expect(!held.output.contains("POSITION_NOT_FOUND"))

            let turned = try await explain(
                #"{"action":"reverse","ticker":"NQ1!","size":1}"#, "--position", "-2", "--json")
            let orders = try #require(try object(turned)["orders"]?.elements)
            // What closes comes first, on every account.
            #expect(orders.map { $0["class"]?.string } == ["flatten", "flatten", "entry", "entry"])
            #expect(orders[2]["side"]?.string == "buy")
            #expect(orders[2]["after"]?.string == orders[0]["tag"]?.string)
            #expect(orders[3]["after"]?.string == orders[1]["tag"]?.string)
            #expect(orders[0]["request"]?["customTag"] == nil)
        }

        @Test func `reads standard input, and needs to know whose alert it is`() async throws {
            let file = try scratch.write("alert.json", #"{"action":"close","ticker":"NQ1!"}"#)
            let program = try Program(
                ["explain", "--config", settings], environment: SampleSettings.environment, input: file)
            #expect(await eventually { program.ending != nil })
            #expect(program.ending == .exited(0))
            #expect(program.output.contains("no request: the account holds nothing to close"))
            let unknown = try await explain("{}", "--source", "nobody")
            #expect(unknown.ending == .exited(2))
            #expect(unknown.errors.contains("orb"))
        }

        @Test func `keeps the secret to itself and leaves nothing behind`() async throws {
            let secret = SampleSettings.secret
            for message in [
                #"{"secret":"\#(secret)","action":"buy","ticker":"NQ1!","size":1}"#,
                #"{"action":"\#(secret)","ticker":"NQ1!","size":1}"#,
                #"{"action":"buy","ticker":"NQ1!","size":1,"\#(secret)":1}"#,
            ] {
                for options in [[], ["--json"]] {
                    let file = try scratch.write("alert.json", message)
                    let program = try await Program.run(
                        ["explain", "--config", settings, file] + options,
                        environment: SampleSettings.environment)
                    #expect(!program.output.isEmpty)
                    #expect(!(program.output + program.errors).contains(secret))
                }
            }
            #expect(scratch.bytes(of: "ledger.db").isEmpty)
        }
    }
}
