import Testing
import Trading

struct OrderTagTests {
    @Test func `tells alert, account and leg by eye`() throws {
        let alert = try #require(Fingerprint(Array("foobar".utf8) + [UInt8](repeating: 0, count: 26)))
        let tag = OrderTag(alert: alert, account: AccountID(8_391_036), leg: 1)
        #expect(tag.text == "ab-mzxw6ytboiaaaaaaaaaa-8391036-1")
        #expect(tag == OrderTag(alert: alert, account: AccountID(8_391_036), leg: 1))
        #expect(tag.isWellFormed)
    }

    @Test(arguments: [(9_999_999_999_999, true), (99_999_999_999_999, true), (999_999_999_999_999, false)])
    func `fits the venue up to 14 digits of an account`(account: Int64, fits: Bool) throws {
        let alert = try #require(Fingerprint([UInt8](repeating: 9, count: 32)))
        let tag = OrderTag(alert: alert, account: AccountID(account), leg: 0)
        #expect(tag.isWellFormed == fits)
    }

    @Test(arguments: [
        ("a", true), (String(repeating: "a", count: 40), true), ("A-Z.a_z-0.9", true), ("", false),
        (String(repeating: "a", count: 41), false), ("a b", false), ("a/b", false), ("ä", false),
        ("a\n", false),
        ("a:b", false), ("@", false), ("[", false), ("`", false), ("{", false),
    ])
    func `is 1 to 40 letters, digits, points, underscores and dashes`(text: String, isWellFormed: Bool) {
        #expect(OrderTag(text).isWellFormed == isWellFormed)
    }
}
