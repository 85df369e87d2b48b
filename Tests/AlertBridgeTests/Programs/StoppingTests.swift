import Glibc
import JSON
import Testing

extension ProgramTests {
    /// Who may trade at all, said by a person, and kept by a program that is killed.
    @Suite struct StoppingTests {
        private func say(_ site: Site, _ words: String...) async throws -> Program {
            try await say(site, words)
        }

        private func say(_ site: Site, _ words: [String]) async throws -> Program {
            let settings = try site.scratch.write("settings.yaml", site.settings.text)
            let program = try site.start(words + ["--config", settings, "--json"])
            if await program.ended() == nil { program.kill9() }
            return program
        }

        @Test func `what was halted is halted after kill -9, until it is resumed`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startVenue()
            try await site.startBridge()
            guard await site.isReady() else { throw Site.NotReady("account", site.bridge) }
            let halt = try await say(site, "halt", "--reason", "news at ten")
            #expect(halt.ending == .exited(0), "\(halt.errors)")
            #expect(halt["status"] == "controlled")
            #expect(halt.answer?["standing"]?["reason"]?.string == "news at ten")
            let denied = await site.enter("a")
            #expect(denied.allVerdicts(are: "denied") && denied.text.contains("TRADING_HALTED"))
            site.bridge?.kill9()
            try await site.startBridge()
            guard await site.isReady() else { throw Site.NotReady("account", site.bridge) }
            #expect(await site.control("/readyz").text.contains("news at ten"))
            let still = await site.enter("b")
            #expect(still.allVerdicts(are: "denied") && still.text.contains("alertbridge resume --all"))
            #expect(
                await site.control("/metrics").text.contains(
                    #"alertbridge_trading_state{account="paper-1"} 2"#))
            let asking = try await say(site, "resume", "--all")
            #expect(asking.ending == .exited(2))
            let resume = try await say(site, "resume", "--all", "--yes")
            #expect(resume.ending == .exited(0))
            let taken = await site.enter("c")
            #expect(taken.allVerdicts(are: "approved"), "\(taken.text)")
            #expect(try await site.verifies())
        }

        @Test func `without a bridge the word is written for the next`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startVenue()
            try await site.startBridge()
            site.bridge?.kill9()
            let kill = try await say(site, "kill", "--account", "paper-2")
            #expect(kill.ending == .exited(0), "\(kill.errors)")
            #expect(kill.errors.contains("no bridge serves"))
            try await site.startBridge()
            guard await site.isReady() else { throw Site.NotReady("account", site.bridge) }
            let answer = await site.enter("a")
            #expect(answer.text.contains("KILL_SWITCH_ACTIVE") && !answer.allVerdicts(are: "denied"))
        }

        @Test(arguments: [
            ["kill"], ["halt"], ["reduce"], ["resume", "--all", "--yes"],
            ["account", "acknowledge", "paper-1", "--yes"],
        ])
        func `a word for a ledger that is not there is written into none`(words: [String]) async throws {
            let site = try Site()
            defer { site.end() }
            site.settings.venuePort = 1
            site.settings.floor = "50000"
            let program = try await say(site, words)
            #expect(program.ending == .exited(11), "\(program.errors)")
            #expect(program.output.isEmpty)
            #expect(program.errors.contains(site.ledger) && program.errors.contains("nothing was written"))
            #expect(site.scratch.names == ["settings.yaml"])
        }

        @Test func `a word from another folder names the ledger that it looked for`() async throws {
            let site = try Site()
            defer { site.end() }
            site.settings.venuePort = 1
            site.settings.ledger = "var/none-\(getpid()).db"
            let program = try await say(site, "kill")
            #expect(program.ending == .exited(11), "\(program.errors)")
            let here = try #require(getcwd(nil, 0))
            defer { free(here) }
            #expect(program.errors.contains("\(String(cString: here))/\(site.settings.ledger)"))
            #expect(program.errors.contains("starts at the current folder"))
            #expect(access(site.settings.ledger, F_OK) != 0)
        }

        @Test func `a bridge says where its ledger is, and whether it is new`() async throws {
            let site = try Site()
            defer { site.end() }
            try await site.startVenue()
            try await site.startBridge()
            #expect(site.bridge?.errors.contains(" ledger=\(site.ledger) new=true\n") == true)
            site.bridge?.kill9()
            try await site.startBridge()
            #expect(site.bridge?.errors.contains(" ledger=\(site.ledger)\n") == true)
        }

        @Test(arguments: [
            ["resume", "--yes"], ["halt", "--account", "nobody"], ["halt", "--strategy", "orb"],
            ["kill", "--all", "--account", "paper-1"], ["kill", "--strategy", "orb", "--flatten", "--yes"],
        ])
        func `what cannot be meant ends with 2 and says nothing to anybody`(words: [String]) async throws {
            let site = try Site()
            defer { site.end() }
            let settings = try site.scratch.write("settings.yaml", site.settings.text)
            let program = try site.start(words + ["--config", settings])
            _ = await program.ended()
            #expect(program.ending == .exited(2), "\(program.errors)")
            #expect(access(site.ledger, F_OK) != 0)
        }
    }
}
