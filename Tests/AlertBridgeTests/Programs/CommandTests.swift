import JSON
import Ledger
import SQLite
import Testing

extension ProgramTests {
    /// What a shell sees: output, errors, exit status.
    @Suite struct CommandTests {
        static let commands = [
            ["demo"], ["serve"], ["venue"], ["check"], ["explain"], ["secret", "new"], ["ledger", "alerts"],
            ["ledger", "orders"], ["ledger", "fills"], ["ledger", "positions"], ["ledger", "audit"],
            ["ledger", "why"], ["ledger", "verify"], ["ledger", "replay"], ["ledger", "export"],
            ["ledger", "backup"], ["stream", "quotes"], ["stream", "trades"],
            ["stream", "depth"], ["stream", "user"], ["account", "list"], ["contract", "search"],
            ["contract", "show"], ["position", "list"], ["order", "list"], ["trade", "list"], ["bars"],
            ["ledger", "notifications"], ["notify", "test"],
        ]

        @Test func `explains each command with --help`() async throws {
            for words in Self.commands {
                let program = try await Program.run(words + ["--help"])
                #expect(program.ending == .exited(0))
                #expect(program.output.contains("Usage: alertbridge " + words.joined(separator: " ")))
                #expect(program.errors.isEmpty)
            }
            let overview = try await Program.run(["--help"])
            #expect(overview.ending == .exited(0))
            for words in Self.commands { #expect(overview.output.contains(words.joined(separator: " "))) }
        }

        @Test(arguments: [
            [], ["sirve"], ["ledger"], ["ledger", "sums"], ["serve"], ["check"], ["serve", "--config"],
            ["serve", "--conf", "x"], ["venue", "--listen", "nowhere"], ["venue", "--accounts", "0"],
            ["ledger", "orders"], ["ledger", "why", "--ledger", "x"], ["secret", "new", "old"],
            ["ledger", "why", "", "--ledger", "x"],
            ["ledger", "orders", "--state", "bogus", "--ledger", "x"],
            ["ledger", "alerts", "--state", "filled", "--ledger", "x"],
            ["ledger", "fills", "--json", "--csv", "--ledger", "x"],
            ["ledger", "export", "--json", "--table", "locks", "--state", "shut", "--ledger", "x"],
            ["ledger", "export", "--ledger", "x"], ["ledger", "export", "--ledger", "x", "--csv"],
            ["ledger", "export", "--ledger", "x", "--csv", "--json"],
            ["ledger", "export", "--ledger", "x", "--json", "--table", "secrets"],
            ["ledger", "export", "--ledger", "x", "--json", "--account", "a"],
            ["ledger", "backup", "--ledger", "x"], ["ledger", "replay", "--ledger", "x"],
            ["ledger", "replay", "2026-11-21", "--ledger", "x"],
            ["ledger", "positions", "--rebuilt", "--csv", "--ledger", "x"],
            ["ledger", "orders", "--ledger", "x", "--limit", "many"],
            ["ledger", "orders", "--ledger", "x", "--since", "yesterday"], ["stream"], ["stream", "user"],
            ["stream", "quotes", "--config", "x"], ["stream", "quotes", "MNQ"],
            ["stream", "user", "MNQ", "--config", "x"], ["account", "list"], ["bars", "MNQ"],
            ["contract", "show", "--config", "x"], ["position", "list", "--open", "--config", "x"],
        ])
        func `ends wrong usage with 2 and a word about it`(words: [String]) async throws {
            let program = try await Program.run(words)
            #expect(program.ending == .exited(2))
            #expect(program.output.isEmpty)
            #expect(program.errors.hasPrefix("alertbridge: "))
        }

        @Test func `names the states that there are`() async throws {
            let program = try await Program.run(
                ["ledger", "orders", "--state", "bogus", "--ledger", "x"])
            #expect(program.errors.contains("bogus") && program.errors.contains("denied, approved, sent"))
        }

        @Test(arguments: ["alerts", "orders", "fills", "positions", "notifications", "audit"])
        func `each list of the ledger takes every option that its help tells of`(list: String) async throws {
            let scratch = try Scratch()
            let path = scratch.file("ledger.db")
            try LedgerFile(path: path).close()
            let help = try await Program.run(["ledger", list, "--help"])
            let time = "2026-10-05T14:30:00Z"
            let state = LedgerList(rawValue: list)?.states?.first ?? ""
            let options = [
                ["--account", "a"], ["--source", "s"], ["--since", time], ["--until", time],
                ["--state", state], ["--limit", "5"], ["--json"], ["--csv"],
            ]
            for option in options {
                #expect(help.output.contains("\n  " + option[0] + " "), "\(option)")
                let program = try await Program.run(["ledger", list, "--ledger", path] + option)
                #expect(program.ending == .exited(0), "\(option): \(program.errors)")
            }
            let wrong = try await Program.run(["ledger", list, "--ledger", path, "--state", "bogus"])
            #expect(wrong.ending == .exited(2) && wrong.errors.contains(state))
        }

        @Test func `an option that a table has no use for is refused with those that have`() async throws {
            let program = try await Program.run(
                ["ledger", "export", "--ledger", "x", "--json", "--table", "days", "--source", "orb"])
            #expect(program.ending == .exited(2))
            #expect(
                program.errors.contains("means nothing to the table days: take one of deliveries, alerts"))
        }

        @Test(arguments: ["version", "secret new", "template list", "ledger --help"])
        func `ends with 1 where its output cannot be written`(words: String) async throws {
            let shell = try await Program.run(
                ["-c", "'\(Program.path)' \(words) > /dev/full"], program: "/bin/sh")
            #expect(shell.ending == .exited(1))
            #expect(shell.errors.contains("No space left on device"))
        }

        @Test func `draws a new secret each time`() async throws {
            let first = try await Program.run(["secret", "new"])
            let second = try await Program.run(["secret", "new"])
            #expect(first.ending == .exited(0))
            #expect(first.output.wholeMatch(of: /[0-9a-f]{64}\n/) != nil)
            #expect(second.output.wholeMatch(of: /[0-9a-f]{64}\n/) != nil)
            #expect(first.output != second.output)
        }

        @Test func `names each fault of the settings with its place`() async throws {
            let scratch = try Scratch()
            var settings = SampleSettings(venuePort: 1, ledger: scratch.file("ledger.db")).text
            settings.replace("max_age: 30s", with: "max_age: soon")
            settings.replace("id: 1002", with: "id: none")
            settings.replace("ledger:", with: "leger:")
            let file = try scratch.write("settings.yaml", settings)
            let check = try await Program.run(
                ["check", "--config", file], environment: SampleSettings.environment)
            #expect(check.ending == .exited(1))
            #expect(check.lines.count == 3)
            for line in check.lines {
                #expect(line.hasPrefix(file + ":"))
                let rest = line.dropFirst(file.count)
                #expect(rest.wholeMatch(of: /:\d+:\d+: .+; .+/) != nil, "\(line)")
            }
            let serve = try await Program.run(
                ["serve", "--config", file], environment: SampleSettings.environment)
            #expect(serve.ending == .exited(2))
            #expect(serve.output.isEmpty)
            for line in check.lines { #expect(serve.errors.contains(line)) }
            #expect(scratch.names == ["settings.yaml"])
        }

        @Test func `finds sound settings well`() async throws {
            let scratch = try Scratch()
            let text = SampleSettings(venuePort: 1, ledger: scratch.file("ledger.db")).text
            let file = try scratch.write("settings.yaml", text)
            let check = try await Program.run(
                ["check", "--config", file], environment: SampleSettings.environment)
            #expect(check.ending == .exited(0))
            #expect(check.lines.last?.contains("2 accounts, 1 sources, 1 rules") == true)
        }

        @Test func `shows itself with demo --once`() async throws {
            let scratch = try Scratch()
            let ledger = scratch.file("demo.db")
            let demo = try await Program.run(["demo", "--once", "--ledger", ledger])
            #expect(demo.ending == .exited(0), "\(demo.output.suffix(2_000))")
            #expect(demo.output.contains("no order works"))
            let verify = try await Program.run(["ledger", "verify", "--ledger", ledger])
            #expect(verify.ending == .exited(0))
            #expect(verify.output.contains(": sound"))
        }

        @Test func `says so when the ledger is not there`() async throws {
            let scratch = try Scratch()
            let program = try await Program.run(["ledger", "verify", "--ledger", scratch.file("none.db")])
            #expect(program.ending == .exited(11))
            #expect(program.errors.contains("none.db"))
            #expect(scratch.names.isEmpty)
        }
    }
}
