import Glibc
import JSON
import Journey
import Ledger
import Testing
import Trading

extension ProgramTests {
    /// What can be done with a ledger while a bridge writes it.
    @Suite struct LedgerToolsTests {
        private func traded() async throws -> Site {
            let site = try Site()
            try await site.startReady()
            for id in ["a", "b"] {
                let entry = await site.enter(id)
                #expect(entry.status == 200)
            }
            _ = await site.post(#""id":"=1+1","action":"buy""#)
            let isDone = try await eventually { try site.positions().values.reduce(0, +) > 0 }
            #expect(isDone)
            return site
        }

        @Test func `a backup is taken beside the bridge, and a bridge that uses it says so`() async throws {
            let site = try await traded()
            defer { site.end() }
            let copy = site.scratch.file("copy.db")
            let backup = try await Program.run(
                ["ledger", "backup", "--ledger", site.ledger, "--to", copy, "--json"])
            #expect(backup.ending == .exited(0), "\(backup.errors)")
            let hash = try JSONDocument(Array(backup.output.utf8)).root["last_hash"]?.string
            let verify = try await Program.run(["ledger", "verify", "--ledger", copy, "--json"])
            #expect(verify.ending == .exited(0), "\(verify.output)")
            #expect(try JSONDocument(Array(verify.output.utf8)).root["last_hash"]?.string == hash)
            let again = try await Program.run(["ledger", "backup", "--ledger", site.ledger, "--to", copy])
            #expect(again.ending == .exited(11))
            site.bridge?.kill9()
            site.settings.ledger = copy
            try await site.startBridge()
            #expect(await site.isOpen())
            let told = try await site.records("audit", "--limit", "0").filter {
                $0["kind"]?.string == "ledger.copy_in_use"
            }
            #expect(told.count == 1)
            site.bridge?.kill9()
            try await site.startBridge()
            #expect(
                try await site.records("audit", "--limit", "0").count {
                    $0["kind"]?.string == "ledger.copy_in_use"
                } == 1)
        }

        @Test func `an export is whole, and takes no file that is there`() async throws {
            let site = try await traded()
            defer { site.end() }
            let export = ["ledger", "export", "--ledger", site.ledger]
            let lines = try await Program.run(export + ["--json"])
            #expect(lines.ending == .exited(0))
            let records = try lines.lines.map { try JSONDocument(Array($0.utf8)).root }
            let tables = Set(records.compactMap { $0["table"]?.string })
            #expect(tables.isSuperset(of: ["deliveries", "alerts", "orders", "attempts", "fills", "audit"]))
            let folder = site.scratch.file("sheets")
            let sheets = try await Program.run(export + ["--csv", "--output", folder])
            #expect(sheets.ending == .exited(0), "\(sheets.errors)")
            #expect(access(folder + "/locks.csv", R_OK) == 0)
            let again = try await Program.run(export + ["--csv", "--table", "orders", "--output", folder])
            #expect(again.ending == .exited(2))
            let orders = try await Program.run(export + ["--csv", "--table", "orders"])
            #expect(orders.output.hasPrefix("tag,alert,rule,"))
            #expect(orders.output.hasSuffix("\r\n"))
        }

        @Test func `a reader that has enough ends an export quietly`() async throws {
            let site = try await traded()
            defer { site.end() }
            let words = "'\(Program.path)' ledger export --json --ledger '\(site.ledger)'"
            let shell = try await Program.run(
                ["-c", "{ \(words); echo status $? >&2; } | head -n 1"], program: "/bin/sh")
            #expect(shell.lines.count == 1)
            #expect(shell.errors == "status 0\n")
        }

        @Test func `a name that fits several alerts tells none of them, and says how many they are`()
            async throws
        {
            let site = try await traded()
            defer { site.end() }
            // Seventeen alerts begin with sixteen digits: two begin alike.
            for number in 0..<15 { _ = await site.enter("more-\(number)") }
            let alerts = try LedgerReader(path: site.ledger).alerts().map(\.row.fingerprint.description)
            let firsts = Dictionary(grouping: alerts) { String($0.prefix(1)) }
            let (digit, alike) = try #require(firsts.first { $0.value.count > 1 })
            let why = ["ledger", "why", "--ledger", site.ledger]
            let several = try await Program.run(why + [digit])
            #expect(several.ending == .exited(2))
            #expect(several.output.isEmpty && several.errors.contains("\(digit) fits \(alike.count) alerts"))
            let one = try await Program.run(why + [alike[0]])
            #expect(one.ending == .exited(0), "\(one.errors)")
        }

        @Test func `a day that was just traded is decided the same`() async throws {
            let site = try await traded()
            defer { site.end() }
            let first = try #require(try LedgerReader(path: site.ledger).deliveries().first).at
            var deliveries: Int64 = 0
            for later in 0...3 as ClosedRange<Int64> {
                let day = first.advanced(by: .seconds(later * 86_400)).description.prefix(10)
                let replay = try await Program.run(
                    ["ledger", "replay", String(day), "--ledger", site.ledger, "--json"])
                // A week-end is no trading day.
                guard replay.ending != .exited(2) else { continue }
                #expect(replay.ending == .exited(0), "\(replay.output) \(replay.errors)")
                let counts = try JSONDocument(Array((replay.lines.last ?? "").utf8)).root
                deliveries += counts["deliveries"]?.int64 ?? 0
            }
            #expect(deliveries == 3)
        }
    }
}
