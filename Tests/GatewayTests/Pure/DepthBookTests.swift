import JSON
import OwnThreads
import Testing
import Trading

@testable import Gateway

@Suite(.ownThreads)
struct DepthBookTests {
    var book = DepthBook(Samples.mnq, levelsMax: 4)

    private static func row(_ type: Int?, _ price: String = "100", _ volume: String = "5") -> String {
        let kind = type.map { "\"type\":\($0)," } ?? ""
        return "{\(kind)\"price\":\(price),\"volume\":\(volume),\"currentVolume\":0}"
    }

    private mutating func take(_ rows: [String], at seconds: Int64 = 0) throws -> Int {
        var unreadable = 0
        for row in rows {
            do { try book.take(try Samples.json(row), at: Samples.steady(seconds)) } catch is Unreadable {
                unreadable += 1
            }
        }
        return unreadable
    }

    private var words: String {
        let side = { (levels: [DepthBook.Level]) in
            levels.map { "\($0.price)x\($0.volume)" }.joined(separator: " ")
        }
        return "\(side(book.bids)) | \(side(book.asks))"
    }

    /// Bids 99 and 98, asks 101 and 102, five contracts each.
    private mutating func fill() throws {
        _ = try take([
            Self.row(2, "98"), Self.row(2, "99"), Self.row(1, "102"), Self.row(1, "101"),
        ])
    }

    @Test mutating func `levels are kept by side, best first`() throws {
        try fill()
        #expect(words == "99x5 98x5 | 101x5 102x5")
    }

    @Test(arguments: [
        (row(2, "99", "7"), "99x7 98x5 | 101x5 102x5"), (row(2, "99", "0"), "98x5 | 101x5 102x5"),
        (row(2, "97", "0"), "99x5 98x5 | 101x5 102x5"), (row(2, "100", "1"), "100x1 99x5 98x5 | 101x5 102x5"),
        (row(1, "101", "7"), "99x5 98x5 | 101x7 102x5"), (row(1, "101", "0"), "99x5 98x5 | 102x5"),
        (row(4, "98", "2"), "98x2 | 101x5 102x5"), (row(9, "98", "2"), "98x2 | 101x5 102x5"),
        (row(4, "98", "0"), "98x5 | 101x5 102x5"), (row(3, "102", "2"), "99x5 98x5 | 102x2"),
        (row(10, "102", "0"), "99x5 98x5 | 102x5"), (row(10, "100", "1"), "99x5 98x5 | 100x1 101x5 102x5"),
        (row(2, "101", "3"), "101x3 99x5 98x5 | 102x5"), (row(1, "99", "3"), "98x5 | 99x3 101x5 102x5"),
        (row(5, "99", "1"), "99x5 98x5 | 101x5 102x5"), (row(11, "99", "1"), "99x5 98x5 | 101x5 102x5"),
        (row(7, "90", "1"), "99x5 98x5 | 101x5 102x5"), (row(8, "110", "1"), "99x5 98x5 | 101x5 102x5"),
        (row(0), "99x5 98x5 | 101x5 102x5"), (row(12), "99x5 98x5 | 101x5 102x5"),
        (row(nil), "99x5 98x5 | 101x5 102x5"), (row(6), " | "), (#"{"type":6}"#, " | "),
    ])
    mutating func `each type does its part`(row: String, words: String) throws {
        try fill()
        let unreadable = try take([row])
        #expect(self.words == words)
        #expect(unreadable == 0 && book.isSound)
    }

    @Test(arguments: [(row(0), 1), (row(12), 1), (row(-1), 1), (row(nil), 1), (row(5), 0), (row(8), 0)])
    mutating func `what nobody documents is counted`(row: String, count: Int) throws {
        _ = try take([row])
        #expect(book.rowsUnknown == count)
    }

    @Test(arguments: [
        row(1, "\"100\""), row(2, "100", "-1"), row(2, "100", "1.5"), row(3, "null"), row(4, "100", "null"),
        "[]", "7",
    ])
    mutating func `a row that cannot be read leaves the levels and the book in doubt until a reset`(
        row: String
    ) throws {
        try fill()
        let unreadable = try take([row])
        #expect(unreadable == 1 && !book.isSound)
        #expect(words == "99x5 98x5 | 101x5 102x5")
        _ = try take([Self.row(6)])
        #expect(book.isSound && book.resets == 1)
    }

    @Test mutating func `a full side lets go of what is farthest from the market`() throws {
        _ = try take(
            (90...95).map { Self.row(2, "\($0)") } + (101...106).reversed().map { Self.row(1, "\($0)") })
        #expect(words == "95x5 94x5 93x5 92x5 | 101x5 102x5 103x5 104x5")
        #expect(book.levelsDropped == 4)
    }

    @Test mutating func `it knows its age and the venue's time`() throws {
        _ = try take(
            [#"{"type":2,"price":1,"volume":1,"timestamp":"2026-10-05T14:30:01.4173693+00:00"}"#], at: 3)
        _ = try take([Self.row(5)], at: 4)
        #expect(book.age(at: Samples.steady(5)) == .seconds(2))
        #expect(book.timestamp == Timestamp("2026-10-05T14:30:01.417369Z"))
    }
}
