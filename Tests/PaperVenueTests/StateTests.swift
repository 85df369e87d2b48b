import Glibc
import OwnThreads
import Testing
import Trading

@testable import PaperVenue

/// A folder of a test's own, gone with it.
final class Scratch {
    let path: String

    init() throws {
        var template = Array("/tmp/paper-venue-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } }
        path = try #require(made.map { String(cString: $0) })
    }

    deinit {
        unlink(file)
        unlink(copy)
        unlink(file + ".new")
        rmdir(path)
    }

    var file: String { path + "/state" }

    var copy: String { path + "/copy" }

    /// Leaves in `copy` what `file` holds at this moment: what a process killed now would leave behind.
    func copyFile() throws {
        let source = open(file, O_RDONLY)
        let target = open(copy, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        try #require(source >= 0 && target >= 0)
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(source, &chunk, chunk.count)
            if count <= 0 { break }
            #expect(write(target, chunk, count) == count)
        }
        close(source)
        close(target)
    }

    func append(_ text: String) throws {
        let descriptor = open(file, O_WRONLY | O_APPEND)
        try #require(descriptor >= 0)
        let bytes = Array(text.utf8)
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
        close(descriptor)
    }
}

@Suite(.ownThreads)
struct StateTests {
    let account = AccountID(1_001)

    /// What a venue remembers, as text, so that two can be compared in one line.
    func memory(of venue: PaperVenue) -> [String] {
        venue.orders(of: account).map { "\($0)" } + venue.positions(of: account).map { "\($0)" }
            + venue.trades(of: account).map { "\($0)" } + ["\(String(describing: venue.account(account)))"]
    }

    func options(_ scratch: Scratch) -> PaperVenueOptions {
        var options = PaperVenueOptions.still
        options.state = scratch.file
        return options
    }

    @Test func `remembers orders, tags, positions, trades, balances and prices across a restart`()
        async throws
    {
        let scratch = try Scratch()
        let first = try await Trader(options(scratch))
        _ = try await first.place(
            """
            "customTag":"k","stopLossBracket":{"ticks":-40,"type":4},\
            "takeProfitBracket":{"ticks":80,"type":1}
            """
        )
        #expect(await eventually { first.venue.orders(ofTag: "k-SL").first?.status == .open })
        first.venue.setPrice(first.mnq, Price("25010.25") ?? Price(nanos: 0))
        _ = try await first.place(#""customTag":"m""#, side: 1, size: 0)
        _ = try await first.place(#""limitPrice":24000,"stopLossBracket":{"ticks":-5,"type":5}"#, type: 1)
        first.venue.setCanTrade(account, false)
        #expect(await eventually { first.venue.trades(of: account).count == 1 })
        #expect(
            await eventually {
                first.venue.orders(of: account).allSatisfy { $0.status != .open || $0.hasRested }
            })
        let before = memory(of: first.venue)
        let quote = first.venue.quote(first.mnq)
        first.stop()

        let second = try await Trader(options(scratch))
        defer { second.stop() }
        #expect(memory(of: second.venue) == before)
        #expect(second.venue.quote(second.mnq) == quote)
        second.venue.setCanTrade(account, true)
        #expect(
            try await second.place(#""customTag":"k""#)["errorMessage"]?.string == "Custom tag already in use"
        )
        #expect(try await second.place(#""customTag":"k-TP""#).code == 2)
        #expect(try await second.place(#""customTag":"m""#).code == 2)
        let next = try await second.place(#""customTag":"n""#)
        let last = try #require(second.venue.orders(ofTag: "n").first?.id.number)
        #expect(next["orderId"]?.int64 == last)
        #expect(second.venue.orders(of: account).filter { $0.id.number >= last }.count == 1)
    }

    @Test func `has every answered change in its file at once, as a kill leaves it`() async throws {
        let scratch = try Scratch()
        let trader = try await Trader(options(scratch))
        defer { trader.stop() }
        for number in 0..<10 {
            let answer = try await trader.place(#""limitPrice":24000,"customTag":"k\#(number)""#, type: 1)
            #expect(answer.code == 0)
            try scratch.copyFile()
            var left = PaperVenueOptions.still
            left.state = scratch.copy
            let survivor = try PaperVenue(left)
            #expect(survivor.orders(ofTag: "k\(number)").map(\.id.number) == [answer["orderId"]?.int64])
            #expect(survivor.orders(of: account).count == number + 1)
            survivor.stop()
        }
    }

    @Test func `goes on with a bracket where it stopped`() throws {
        let scratch = try Scratch()
        let clock = StoppedClock()
        var options = options(scratch)
        options.clock = { clock.now }
        let mnq = Bench.mnq
        let first = try PaperVenue(options)
        first.placeManually(Bench.request(tag: "k", stopTicks: -40, targetTicks: 80))
        clock.advance(by: .milliseconds(7))
        first.catchUp()
        #expect(first.orders(ofTag: "k").first?.status == .filled)
        first.stop()
        let second = try PaperVenue(options)
        second.catchUp()
        #expect(second.orders(ofTag: "k-SL").first?.status == .open)
        second.setPrice(mnq, Price("25020.25") ?? Price(nanos: 0))
        #expect(second.orders(ofTag: "k-TP").first?.status == .filled)
        second.stop()
        let third = try PaperVenue(options)
        defer { third.stop() }
        third.catchUp()
        #expect(third.orders(ofTag: "k-SL").first?.status == .cancelled)
        #expect(third.positions(of: account).isEmpty)
    }

    @Test func `drops a last line that was cut off, and refuses one that is damaged`() throws {
        let scratch = try Scratch()
        let first = try PaperVenue(options(scratch))
        first.placeManually(Bench.request(.limit, tag: "k", limit: "24000", contract: mnq(of: first)))
        first.stop()
        try scratch.append(#"[{"order":{"id":36"#)
        let second = try PaperVenue(options(scratch))
        #expect(second.orders(ofTag: "k").count == 1)
        second.stop()
        try scratch.append("[{\"order\":{}}]\n")
        #expect(throws: PaperVenueError.self) { try PaperVenue(options(scratch)) }
    }

    @Test func `reads the prices set by hand that earlier versions wrote`() throws {
        let scratch = try Scratch()
        try PaperVenue(options(scratch)).stop()
        try scratch.append(
            """
            [{"anchor":{"contract":"CON.F.US.MNQ.Z26","price":24123250000000,"step":34000}}]\n
            """)
        let venue = try PaperVenue(options(scratch))
        defer { venue.stop() }
        #expect(venue.quote(Bench.mnq)?.last == Price("24123.25"))
    }

    @Test(arguments: [VenueSwitches.Logout.oneToken, .everyToken])
    func `4.4 forgets no logout, and lets the next login in though the clock is set back`(
        logout: VenueSwitches.Logout
    ) async throws {
        let scratch = try Scratch()
        let clock = StoppedClock()
        var options = options(scratch)
        options.clock = { clock.now }
        options.switches.logout = logout
        let body = #"{"onlyActiveAccounts":true}"#
        clock.advance(by: .seconds(3_600))
        let first = try await Trader(options)
        #expect(try await first.call("/api/Auth/logout", "{}").code == 0)
        first.stop()
        clock.advance(by: .seconds(-3_600))
        for _ in 0..<2 {
            let next = try await Trader(options)
            #expect(try await next.call("/api/Account/search", body, token: first.token).status == 401)
            #expect(try await next.call("/api/Account/search", body).status == 200)
            next.stop()
        }
    }

    @Test func `is refused to a second venue`() throws {
        let scratch = try Scratch()
        let first = try PaperVenue(options(scratch))
        defer { first.stop() }
        let failure = #expect(throws: PaperVenueError.self) { try PaperVenue(options(scratch)) }
        #expect(failure?.description.contains("in use") == true)
    }

    private func mnq(of venue: PaperVenue) -> ContractID {
        venue.activeContract(root: "MNQ")?.id ?? ContractID("")
    }
}
