import Journey
import Testing

struct SharedSecretTests {
    let text = "0123456789-abcdefghi_XYZ"

    @Test(arguments: [(21, false), (22, true), (128, true), (129, false), (0, false)])
    func `holds 22 to 128 characters`(count: Int, holds: Bool) {
        #expect((SharedSecret(String(repeating: "x", count: count)) != nil) == holds)
    }

    @Test(arguments: [
        "0123456789 0123456789012", "0123456789/0123456789012", "0123456789ä012345678901",
        "0123456789%2012345678901",
    ])
    func `holds what can stand in a path as it is`(text: String) {
        #expect(SharedSecret(text) == nil)
    }

    @Test(arguments: [
        (String(repeating: "a", count: 32), true), (String(repeating: "abcdefg", count: 6), true),
        ("01234567890123456789012345678901234567", true), ("012345678901234567890123456789012345678", false),
        ("0123456789abcdef0123456789abcde", true), ("0123456789abcdef0123456789abcdef", false),
        ("abcdefghijklmnopqrstuvwxyzab", false), ("abcdefghijklmnopqrstuvwxyza", true),
        ("aB3dE6gH9jK2mN5pQ8sT1v", false), ("ab3de6gh9jk2mn5pq8st1v", true),
        ("sample-0123456789abcdefghij", false), ("s3cret-0123456789abcdefghij", false),
        ("kill-kill-kill-kill-kill-kill", true),
    ])
    func `tells what surely holds fewer than 128 bits`(text: String, isWeak: Bool) {
        #expect(SharedSecret.isWeak(text) == isWeak)
    }

    @Test(arguments: [
        ("password-password-password-1", true), ("0123456789abcdef0123456789abcdef", true),
        ("abcdefghijklmnopqrstuvwxyz", true), ("zyxwvutsrqponmlkjihgfedcba01", true),
        ("Xk3-Xk3-Xk3-Xk3-Xk3-Xk3-", true), ("6f1b9c0d27e84a5338c2be07d1f4965a", false),
        ("Zt8_qLr0vN3-bWx7Yh2KdM", false), ("hQw3eR-abcdef-7Tz_K9pLm1xV", false),
    ])
    func `tells what mostly follows from what stands before it`(text: String, isPredictable: Bool) {
        #expect(SharedSecret.isPredictable(text) == isPredictable)
    }

    @Test func `matches itself and nothing else`() throws {
        let secret = try #require(SharedSecret(text))
        #expect(secret.matches(Array(text.utf8)))
        #expect(!secret.matches([]))
        #expect(!secret.matches(Array(text.utf8.dropLast())))
        #expect(!secret.matches(Array((text + "0").utf8)))
        #expect(!secret.matches(Array(text.uppercased().utf8)))
        for index in text.utf8.indices {
            var other = Array(text.utf8)
            other[text.utf8.distance(from: text.utf8.startIndex, to: index)] ^= 1
            #expect(!secret.matches(other))
        }
    }

    @Test func `is never printed`() throws {
        let secret = try #require(SharedSecret(text))
        #expect("\(secret)" == "<secret>")
        #expect(!String(reflecting: secret).contains(text))
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains(text) && !dumped.contains("48"))
    }

    @Test(arguments: [
        ("0123456789-abcdefghi_XYZ", true), ("x0123456789-abcdefghi_XYZ", true),
        ("0123456789-abcdefghi_XYZx", true),
        ("0123456789-abcdefghi_XY", false), ("0123456789-abcdefghi_XYz", false), ("", false),
        ("0120123456789-abcdefghi_XYZ", true),
    ])
    func `is found anywhere in a text`(text: String, isContained: Bool) throws {
        #expect(try #require(SharedSecret(self.text)).isContained(in: Array(text.utf8)) == isContained)
    }

    @Test func `is cut from a text as often as it stands there`() throws {
        let secret = try #require(SharedSecret(text))
        func cut(_ body: String) -> String {
            String(decoding: secret.cut(from: Array(body.utf8)), as: UTF8.self)
        }
        #expect(cut(#"{"secret":"\#(text)","a":"\#(text)\#(text)"}"#) == #"{"secret":"***","a":"******"}"#)
        #expect(cut(text) == "***")
        #expect(cut("0123456789-") == "0123456789-")
        #expect(cut("") == "")
    }
}
