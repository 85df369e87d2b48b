import OwnThreads
import Testing
import Trading

@testable import PaperVenue

/// The header by which a client sees the venue's clock.
@Suite(.ownThreads)
struct VenueDateTests {
    @Test(arguments: [
        ("1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("2026-11-21T23:59:59.999999Z", "Sat, 21 Nov 2026 23:59:59 GMT"),
        ("2028-02-29T00:00:00Z", "Tue, 29 Feb 2028 00:00:00 GMT"),
    ])
    func `is written as RFC 9110 has it, its second cut`(time: String, text: String) throws {
        #expect(HTTPDate.text(try #require(Timestamp(time))) == text)
    }

    @Test func `follows the venue's own clock, once in each answer`() async throws {
        var options = PaperVenueOptions.still
        options.start = Timestamp("2030-01-01T00:00:00Z")
        options.speed = 60
        let trader = try await Trader(options)
        defer { trader.stop() }
        let answer = try await trader.call("/api/Account/search", #"{"onlyActiveAccounts":true}"#)
        let dates = answer.headers.fields.filter { $0.name.lowercased() == "date" }
        #expect(dates.count == 1)
        #expect(dates.first?.value.contains(" 2030 00:") == true)
    }
}
