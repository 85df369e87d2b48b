import JSON
import Journey
import Testing

extension ProgramTests {
    /// Messages to paste into TradingView.
    @Suite struct TemplateCommandTests {
        let scratch: Scratch
        let settings: String

        init() throws {
            scratch = try Scratch()
            settings = try scratch.write(
                "settings.yaml", SampleSettings(venuePort: 1, ledger: scratch.file("ledger.db")).text)
        }

        private func run(_ words: String...) async throws -> Program {
            try await Program.run(["template"] + words, environment: SampleSettings.environment)
        }

        @Test func `lists every template, or one dialect's`() async throws {
            let all = try await run("list")
            #expect(all.ending == .exited(0))
            #expect(all.lines.count == 52)
            // Dialect by dialect, as alert-templates/README.md has them.
            let records = try await run("list", "--json").lines.map { try JSONDocument(Array($0.utf8)).root }
            var dialects = records.compactMap { $0["dialect"]?.string }
            #expect(dialects.count == 51)
            dialects = dialects.indices.filter { $0 == 0 || dialects[$0] != dialects[$0 - 1] }.map {
                dialects[$0]
            }
            #expect(dialects == Dialect.allCases.map(\.rawValue))
            let some = try await run("list", "--dialect", "crosstrade", "--json")
            #expect(some.lines.count == 6)
            #expect(some.lines.allSatisfy { $0.contains(#""dialect":"crosstrade""#) })
            #expect(try await run("list", "--dialect", "nobody").ending == .exited(2))
        }

        @Test func `prints one with an id of its own, and its URL beside it`() async throws {
            let first = try await run(
                "show", "traderspost-exit", "--config", settings, "--host", "hooks.example.org")
            #expect(first.ending == .exited(0))
            #expect(first.output.hasPrefix("{\n"))
            #expect(first.errors.contains("https://hooks.example.org/hooks/"))
            #expect(first.errors.contains("/YOUR_SECRET"))
            let second = try await run("show", "traderspost-exit.json")
            #expect(second.output != first.output)
            let body = try await run("show", "crosstrade-exit")
            #expect(body.output.contains("key=YOUR_SECRET;"))
            #expect(!body.errors.contains("YOUR_SECRET"))
        }

        @Test func `tells when it cannot`() async throws {
            #expect(try await run("show", "nothing").ending == .exited(1))
            #expect(try await run("show").ending == .exited(2))
            let generic = try await run("show", "generic-entry", "--config", settings)
            #expect(generic.ending == .exited(1))
            #expect(generic.errors.contains("dialect: generic"))
        }
    }
}
