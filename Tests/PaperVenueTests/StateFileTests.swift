import Glibc
import OwnThreads
import Testing
import Trading

@testable import PaperVenue

/// The venue's file: what is in it after a kill, and how large it gets.
@Suite(.ownThreads)
struct StateFileTests {
    let account = VenueRecord.account(VenueAccount(id: Bench.account))

    func read(_ path: String) throws -> [VenueRecord] {
        var rows: [VenueRecord] = []
        let file = try StateFile(path: path) { rows.append($0) }
        withExtendedLifetime(file) {}
        return rows
    }

    /// An account of a given balance, so that rows can be told apart.
    func row(_ number: Int64) -> VenueRecord {
        .account(VenueAccount(id: Bench.account, balance: Money(tenThousandths: number)))
    }

    func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : -1
    }

    @Test func `gives back what was appended, synced or not`() throws {
        for syncs in [false, true] {
            let scratch = try Scratch()
            let rows = (0..<5).map { row(Int64($0)) }
            let file = try StateFile(path: scratch.file, syncs: syncs) { _ in }
            for row in rows { try file.append([row]) }
            try file.sync()
            try scratch.copyFile()
            #expect(try read(scratch.copy) == rows)
            withExtendedLifetime(file) {}
        }
    }

    @Test func `is written anew with what counts, goes on from there, and stays locked`() throws {
        let scratch = try Scratch()
        let file = try StateFile(path: scratch.file) { _ in }
        for number in 0..<5_000 { try file.append([row(Int64(number))]) }
        let before = size(scratch.file)
        file.replace(with: (0..<600).map { row(Int64($0)) })
        #expect(size(scratch.file) < before)
        try file.append([row(7)])
        #expect(throws: StateFileError(path: scratch.file, reason: "in use by another venue")) {
            try StateFile(path: scratch.file) { _ in }
        }
        try scratch.copyFile()
        #expect(try read(scratch.copy) == (0..<600).map { row(Int64($0)) } + [row(7)])
        #expect(size(scratch.file + ".new") == -1)
    }

    /// A kill before the rename leaves the old file and a part of the new one beside it.
    @Test(arguments: ["", "[{\"account\"", "[]\n"])
    func `takes no notice of a new file that a kill left half-written`(half: String) throws {
        let scratch = try Scratch()
        do {
            let file = try StateFile(path: scratch.file) { _ in }
            try file.append([account])
            withExtendedLifetime(file) {}
        }
        let beside = open(scratch.file + ".new", O_WRONLY | O_CREAT, 0o600)
        try #require(beside >= 0)
        let bytes = Array(half.utf8)
        #expect(write(beside, bytes, bytes.count) == bytes.count)
        close(beside)
        let file = try StateFile(path: scratch.file) { #expect($0 == account) }
        file.replace(with: [account, account])
        try scratch.copyFile()
        #expect(try read(scratch.copy) == [account, account])
        #expect(size(scratch.file + ".new") == -1)
    }

    @Test func `splits a turn of many rows into lines that can be read again`() throws {
        let scratch = try Scratch()
        let rows = (0..<40_000).map { row(Int64($0)) }
        let file = try StateFile(path: scratch.file) { _ in }
        try file.append(rows)
        try scratch.copyFile()
        #expect(try read(scratch.copy) == rows)
        withExtendedLifetime(file) {}
    }

    @Test func `goes on with the old file where no new one can be written`() throws {
        let scratch = try Scratch()
        let file = try StateFile(path: scratch.file) { _ in }
        try file.append([row(1)])
        let folder = scratch.file + ".new"
        try #require(mkdir(folder, 0o700) == 0)
        file.replace(with: [])
        rmdir(folder)
        try file.append([row(2)])
        try scratch.copyFile()
        #expect(try read(scratch.copy) == [row(1), row(2)])
    }

    @Test(arguments: [
        ("nonsense", "line 2 is damaged"), ("{}", "line 2 is damaged"),
        ("[{\"account\":{}}]", "line 2 holds no row of a venue"),
        ("[{\"what\":{}}]", "line 2 holds no row of a venue"), ("\u{0}\u{0}", "line 2 is damaged"),
    ])
    func `names the line that is damaged`(line: String, reason: String) throws {
        let scratch = try Scratch()
        do {
            let file = try StateFile(path: scratch.file) { _ in }
            try file.append([account])
            withExtendedLifetime(file) {}
        }
        try scratch.append(line + "\n")
        #expect(throws: StateFileError(path: scratch.file, reason: reason)) {
            try StateFile(path: scratch.file) { _ in }
        }
    }

    @Test(arguments: ["/dev/null", "/dev/zero"])
    func `is no device`(path: String) {
        #expect(throws: StateFileError(path: path, reason: "not a plain file")) {
            try StateFile(path: path) { _ in }
        }
    }

    /// Cut anywhere, a file gives back every whole line and nothing of the one that was cut.
    @Test func `gives back every whole line wherever it was cut`() throws {
        let scratch = try Scratch()
        let file = try StateFile(path: scratch.file) { _ in }
        for number in 0..<4 { try file.append([row(Int64(number))]) }
        let whole = size(scratch.file)
        for length in stride(from: 0, through: whole, by: 7) {
            try scratch.copyFile()
            try #require(truncate(scratch.copy, off_t(length)) == 0)
            let rows = try read(scratch.copy)
            #expect(rows == (0..<rows.count).map { row(Int64($0)) })
            #expect(rows.count == length * 4 / whole)
        }
        withExtendedLifetime(file) {}
    }

    /// Lines as the first version of the file wrote them: without a place in the line, without tags and numbers.
    @Test func `reads a file of an earlier version`() throws {
        let scratch = try Scratch()
        do {
            let file = try StateFile(path: scratch.file) { _ in }
            withExtendedLifetime(file) {}
        }
        try scratch.append(
            """
            [{"order":{"id":3600000005,"account":1001,"contract":"CON.F.US.MNQ.Z26","symbol":"F.US.MNQ",\
            "created":1791210600000000,"updated":1791210600000000,"status":1,"type":1,"side":0,"size":2,\
            "limit":24000000000000,"fillVolume":0,"tag":"k","hasRested":true}},{"account":{"id":1001,\
            "name":"old","balance":499000000,"canTrade":true,"isVisible":true,"bracketMode":"autoOCO",\
            "isFollower":false}}]

            """)
        var options = PaperVenueOptions.still
        options.state = scratch.file
        let venue = try PaperVenue(options)
        defer { venue.stop() }
        let order = try #require(venue.orders(ofTag: "k").first)
        #expect(order.status == .open)
        #expect(order.queue == 3_600_000_005)
        #expect(venue.account(Bench.account)?.balance == Money("49900"))
        #expect(venue.placeManually(Bench.request(tag: "k")).code == 2)
        #expect(try #require(venue.placeManually(Bench.request(tag: "m")).order) > order.id)
    }

    @Test func `comes back from a snapshot as it was, line by line`() throws {
        var bench = Bench(switches: { $0.levelSizeMax = 1 })
        bench.place(Bench.request(tag: "k", stopTicks: -40, targetTicks: 80))
        bench.place(Bench.request(.trailingStop, side: .sell, trail: "24995.25"))
        bench.place(Bench.request(size: 0, tag: "ü\"\\\u{1F600}"))
        bench.pass(.milliseconds(9))
        bench.move(to: "25003.25")
        bench.core.catalogue.roll("CLE")
        let rows = bench.core.book.snapshot
        let scratch = try Scratch()
        let file = try StateFile(path: scratch.file) { _ in }
        file.replace(with: rows)
        try scratch.copyFile()
        #expect(try read(scratch.copy) == rows)
        var after = Bench(switches: { $0.levelSizeMax = 1 })
        for row in rows { after.core.restore(row) }
        #expect(after.core.book.snapshot == rows)
    }

    @Test func `keeps the file of a long life small`() throws {
        let scratch = try Scratch()
        let clock = StoppedClock()
        var options = PaperVenueOptions.still
        options.state = scratch.file
        options.syncsState = false
        options.retention.rowsPerAccountMax = 50
        options.clock = { clock.now }
        let venue = try PaperVenue(options)
        for number in 0..<3_000 {
            venue.placeManually(Bench.request(side: number.isMultiple(of: 2) ? .buy : .sell, size: 1))
            clock.advance(by: .milliseconds(10))
            venue.catchUp()
        }
        #expect(size(scratch.file) < 2 * StateFile.bytesCompactMin)
        let before = (venue.orders(of: Bench.account), venue.trades(of: Bench.account))
        venue.stop()
        let again = try PaperVenue(options)
        defer { again.stop() }
        #expect(again.orders(of: Bench.account) == before.0)
        #expect(again.trades(of: Bench.account) == before.1)
    }
}
