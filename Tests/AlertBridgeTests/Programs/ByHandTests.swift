import Glibc
import JSON
import Testing
import Trading

extension ProgramTests {
    /// The commands that trade, as a person runs them.
    @Suite struct ByHandTests {
        private static let entry = [
            "order", "place", "--contract", "MNQ", "--side", "buy", "--stop-ticks", "400",
        ]

        private func site(serving: Bool) async throws -> Site {
            let site = try Site()
            site.settings.orderTypes = "[market, limit, stop, trailing_stop, join_bid, join_ask]"
            try await site.startVenue()
            if serving {
                try await site.startBridge()
                guard await site.isReady() else { throw Site.NotReady("account", site.bridge) }
            }
            return site
        }

        @Test(arguments: [true, false])
        func `each command does what it says, with a bridge that serves and without`(
            serving: Bool
        ) async throws {
            let site = try await site(serving: serving)
            defer { site.end() }
            let venue = try await site.venueREST()

            let place = try await site.byHand(
                "order", "place", "--contract", "MNQ", "--side", "buy", "--size", "2",
                "--stop-ticks", "400", "--target-ticks", "800")
            #expect(place.ending == .exited(0), "\(place.errors)")
            #expect(place["state"] == "filled")
            #expect(place.errors.contains("no bridge serves") == !serving)
            let contract = try #require(place.answer?["order"]?["contract"]?.string)

            let limit = try await site.byHand(
                "order", "place", "--contract", contract, "--side", "buy", "--size", "1", "--type", "limit",
                "--limit-price", "20000", "--stop-ticks", "400")
            #expect(limit.ending == .exited(0) && limit["state"] == "working")
            let tag = try #require(limit["tag"])
            let modify = try await site.byHand("order", "modify", tag, "--limit-price", "20010.25")
            #expect(modify.ending == .exited(0), "\(modify.output)")
            let number = try #require(limit.answer?["order"]?["venue_order_id"]?.int64)
            let shown = try await venue.working(of: 1_001).first { $0["id"]?.int64 == number }
            #expect(shown?["limitPrice"]?.numberText == "20010.25")
            let cancel = try await site.byHand("order", "cancel", "\(number)")
            #expect(cancel.ending == .exited(0) && cancel["state"] == "cancelled", "\(cancel.output)")
            let again = try await site.byHand("order", "cancel", tag)
            #expect(again.ending == .exited(1))
            #expect(["ORDER_NOT_FOUND", "ORDER_NOT_CHANGEABLE"].contains(again["code"]))

            let part = try await site.byHand("position", "close", "--contract", "MNQ", "--size", "1")
            #expect(part.ending == .exited(0), "\(part.output)")
            #expect(try await venue.positions(of: 1_001) == [contract: 1])
            #expect(
                try await eventually {
                    let legs = try await venue.working(of: 1_001)
                    return legs.count == 2 && legs.allSatisfy { $0["size"]?.int64 == 1 }
                })
            let close = try await site.byHand("position", "close", "--contract", "MNQ", "--wait", "30")
            #expect(close.ending == .exited(0), "\(close.output) \(close.errors)")
            #expect(try await venue.isFlat([1_001]))
            let all = try await site.byHand("position", "close", "--all", "--wait", "30")
            #expect(all.ending == .exited(0), "\(all.output)")

            let why = try await Program.run(["ledger", "why", tag, "--ledger", site.ledger])
            for words in ["from operator", "gate at", "modify 2", "cancel 3", "accepted"] {
                #expect(why.output.contains(words), "\(words) in \(why.output)")
            }
            #expect(try await site.verifies())
        }

        @Test(arguments: [
            ["--type", "limit", "--limit-price", "20000"], ["--type", "stop", "--stop-price", "30000"],
            ["--type", "trailing_stop", "--trailing"], ["--type", "join_bid"],
        ])
        func `every type of order rests at the venue`(more: [String]) async throws {
            let site = try await site(serving: true)
            defer { site.end() }
            let settings = site.scratch.file("settings.yaml")
            let level = more.contains("trailing_stop") ? ["--trail-price", try await above(site)] : []
            let program = try site.start(
                Self.entry + ["--size", "1", "--yes", "--json", "--config", settings, "--account", "paper-1"]
                    + more + level)
            #expect(await program.ended() == .exited(0), "\(program.output) \(program.errors)")
            #expect(["working", "filled", "partially_filled"].contains(program["state"]))
        }

        /// 100 points above what the venue last traded at, on the other account.
        private func above(_ site: Site) async throws -> String {
            let venue = try await site.venueREST()
            try await venue.buy(account: 1_002)
            _ = try await eventually { try await !venue.trades(of: 1_002).isEmpty }
            let told = try await venue.trades(of: 1_002).first?["price"]?.numberText
            let last = try #require(told.flatMap { Price($0) })
            return Price(nanos: last.nanos + 100_000_000_000).description
        }

        @Test func `the same id twice is one order`() async throws {
            let site = try await site(serving: true)
            defer { site.end() }
            let words = ["--size", "1", "--id", "once"]
            var tags: Set<String> = []
            for _ in 0..<2 {
                let settings = site.scratch.file("settings.yaml")
                let program = try site.start(
                    Self.entry + words + [
                        "--yes", "--json", "--config", settings, "--account", "paper-1",
                    ])
                #expect(await program.ended() == .exited(0), "\(program.errors)")
                tags.insert(try #require(program["tag"]))
            }
            #expect(tags.count == 1)
            let venue = try await site.venueREST()
            #expect(try await venue.positions(of: 1_001).values.map { $0 } == [1])
        }

        @Test func `without a terminal and without yes nothing is sent`() async throws {
            let site = try await site(serving: true)
            defer { site.end() }
            let program = try await site.byHand(
                "order", "place", "--contract", "MNQ", "--side", "buy", "--size", "1", "--stop-ticks", "400",
                asks: true)
            #expect(program.ending == .exited(2))
            #expect(program.errors.contains("--yes") && program.errors.contains("buy 1 MNQ"))
            #expect(try site.orders().isEmpty)
        }

        @Test(arguments: [("yes", 0), ("no", 1)] as [(String, Int32)])
        func `on a terminal it says what it will do, and asks`(word: String, status: Int32) async throws {
            let site = try await site(serving: true)
            defer { site.end() }
            let terminal = try Terminal()
            let program = try Program(
                Self.entry + [
                    "--size", "1", "--config", site.scratch.file("settings.yaml"), "--account", "paper-1",
                ], environment: SampleSettings.environment, input: terminal.path)
            defer { program.kill9() }
            #expect(await eventually { program.errors.contains("Do it?") })
            #expect(program.errors.contains("paper-1: buy 1 MNQ by market order; stop 400 ticks"))
            #expect(try site.orders().isEmpty)
            terminal.type(word)
            #expect(await program.ended() == .exited(status))
            #expect(try site.orders().isEmpty == (status == 1))
        }

        @Test(arguments: ["missing", "wrong", "readable"])
        func `a token that will not do sends nothing and says what to do`(kind: String) async throws {
            let site = try await site(serving: true)
            defer { site.end() }
            let url = "http://127.0.0.1:\(site.controlPort)"
            let wrong = String(repeating: "0", count: 64)
            switch kind {
            case "missing": #expect(unlink(site.tokenFile) == 0)
            case "readable": #expect(chmod(site.tokenFile, 0o644) == 0)
            default: try site.scratch.write("ledger.db.token", "\(wrong)\n\(url)\n")
            }
            let program = try await site.byHand("position", "close", "--all")
            #expect(program.ending == .exited(1))
            #expect(program.errors.contains("restart the bridge"), "\(program.errors)")
            #expect(try site.orders().isEmpty)
            let body = #"{"id":"a","account":"paper-1","action":"close_all"}"#
            #expect(await site.web.post(url + "/operator/orders", body).status == 401)
            #expect(await site.web.post(url + "/operator/orders", body, token: wrong).status == 401)
            #expect(await site.web.get(url + "/operator/orders/ab-x").status == 401)
            #expect(try site.orders().isEmpty)
        }

        @Test func `the token is its owner's alone, new at each start, and gone after a stop`() async throws {
            let site = try await site(serving: true)
            defer { site.end() }
            let first = site.scratch.bytes(of: "ledger.db.token")
            var status = stat()
            #expect(stat(site.tokenFile, &status) == 0 && status.st_mode & 0o777 == 0o600)
            let token = String(decoding: first, as: UTF8.self).split(separator: "\n").first.map(String.init)
            let url = "http://127.0.0.1:\(site.controlPort)/operator/orders"
            let answer = await site.web.post(url, "{}", token: token)
            #expect(answer.status == 422 && answer["code"]?.string == "KEY_MISSING")
            #expect(await site.web.get(url + "/ab-unknown").status == 401)
            site.bridge?.signal(SIGTERM)
            #expect(await site.bridge?.ended() == .exited(0))
            #expect(!site.scratch.names.contains("ledger.db.token"))
            #expect(site.bridge?.errors.contains(token ?? "?") == false)
            try await site.startBridge()
            #expect(site.scratch.bytes(of: "ledger.db.token") != first)
        }
    }
}
