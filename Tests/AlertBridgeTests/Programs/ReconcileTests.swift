import Glibc
import HTTPClient
import JSON
import Testing
import Trading

extension ProgramTests {
    /// `account reconcile`, and the door behind it.
    @Suite struct ReconcileTests {
        private func reconcile(_ site: Site, _ words: [String] = []) async throws -> Program {
            let program = try site.start(
                ["account", "reconcile"] + words + ["--config", site.scratch.file("settings.yaml")])
            if await program.ended() == nil { program.kill9() }
            return program
        }

        @Test func `a running bridge compares when it is asked, and tells what it found`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startReady()
            let calm = try await reconcile(site)
            #expect(calm.ending == .exited(0), "\(calm.errors)")
            #expect(calm.output.contains("paper-1: agrees with the venue; flat, 0 working orders"))

            let entry = await site.enter("one")
            #expect(entry.allVerdicts(are: "approved"))
            #expect(
                try await eventually {
                    try site.orders(of: entry).contains {
                        $0.state == .filled && $0.times.reconciledAt != nil
                    }
                })
            let held = try await reconcile(site, ["paper-1", "--json"])
            #expect(held.ending == .exited(0), "\(held.output) \(held.errors)")
            #expect(held["status"] == "reconciled")
            let account = try #require(held.answer?["accounts"]?.elements.first)
            #expect(account["account"]?.string == "paper-1")
            #expect(account["complete"]?.bool == true && account["agrees"]?.bool == true)
            #expect(account["positions"]?.elements.count == 1)
            #expect(account["discrepancies"]?.elements.isEmpty == true)
        }

        @Test func `it says so where nobody serves, and where the account is unknown`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startReady()
            let unknown = try await reconcile(site, ["nobody"])
            #expect(unknown.ending == .exited(2))
            #expect(unknown.errors.contains("the settings name no account nobody"))
            site.bridge?.signal(SIGTERM)
            #expect(await site.bridge?.ended() == .exited(0))
            let alone = try await reconcile(site)
            #expect(alone.ending != .exited(0))
            #expect(!alone.errors.isEmpty)
        }

        @Test func `the door takes nobody without the token`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startReady()
            let url = "http://127.0.0.1:\(site.controlPort)/operator/reconcile"
            let wrong = String(repeating: "0", count: 64)
            #expect(await site.web.post(url, "{}").status == 401)
            #expect(await site.web.post(url + "/paper-1", "{}", token: wrong).status == 401)
            #expect(try await site.verifies())
        }

        @Test func `a bridge trades without its token's file, and writes that once it can`() async throws {
            let site = try Site()
            defer { site.end() }
            let inTheWay = site.ledger + ".token"
            #expect(mkdir(inTheWay, 0o700) == 0)
            try await site.startReady()
            #expect(site.bridge?.errors.contains("token=unwritten") == true)
            #expect(await site.enter("one").allVerdicts(are: "approved"))
            #expect(try await reconcile(site).ending == .exited(1))
            #expect(rmdir(inTheWay) == 0)
            #expect(try await eventually { try await reconcile(site).ending == .exited(0) })
        }

        @Test func `a venue that cannot be read is no agreement`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startReady()
            site.venue?.kill9()
            let blind = try await reconcile(site)
            #expect(blind.ending == .exited(1), "\(blind.output) \(blind.errors)")
        }
    }
}
