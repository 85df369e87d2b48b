import Journey
import Testing
import Trading

struct SenderLimitTests {
    private let start = Timestamp(microseconds: 1_000_000)

    private func after(_ milliseconds: Int64) -> Timestamp { start.advanced(by: .milliseconds(milliseconds)) }

    // MARK: Wrong secrets

    @Test func `ten wrong secrets a minute are free, each address for itself`() {
        var wrong = WrongSecrets()
        let (free, dear) = (WrongSecrets.shortest, WrongSecrets.longest)
        for index in 0..<10 { #expect(wrong.note("a", now: after(Int64(index) * 1_000)).delay == free) }
        #expect(wrong.note("a", now: after(59_999)).delay == dear)
        #expect(wrong.note("b", now: after(59_999)).delay == free)
        #expect(wrong.note("a", now: after(60_000)).delay == free)
        #expect(wrong.note("a", now: after(60_000)).delay == dear)
        #expect(wrong.note("a", now: after(61_000)).delay == free)
    }

    @Test func `more addresses than are remembered are delayed until a minute has passed`() {
        var wrong = WrongSecrets()
        for index in 0..<WrongSecrets.addressesMax { _ = wrong.note("\(index)", now: start) }
        #expect(!wrong.note("one more", now: after(59_999)).isNoted)
        #expect(wrong.note("0", now: after(59_999)).isNoted)
        #expect(wrong.note("one more", now: after(60_000)).isNoted)
    }

    // MARK: Rates

    @Test func `a rate lets a burst through, then one at a time`() {
        var bucket = RateBucket(AlertRate(perMinute: 60, burst: 3))
        for _ in 0..<3 { #expect(bucket.take(now: start) == nil) }
        #expect(bucket.take(now: start) == .seconds(1))
        #expect(bucket.take(now: after(999)) == .milliseconds(1))
        #expect(bucket.take(now: after(1_000)) == nil)
        #expect(bucket.take(now: after(1_000)) == .seconds(1))
        for _ in 0..<3 { #expect(bucket.take(now: after(60_000)) == nil) }
        #expect(bucket.take(now: after(60_000)) != nil)
    }

    // MARK: Secrets

    @Test func `a source lives with no secret, one or two`() throws {
        let first = "first-secret-0123456789abcdef"
        let second = "second-secret-0123456789abcdef"
        let both = LiveSecrets(SharedSecret(first), next: SharedSecret(second))
        for text in [first, second] {
            #expect(both.matches(Array(text.utf8)))
            #expect(both.isContained(in: Array("x\(text)x".utf8)))
            #expect(both.isPrefix(of: String(text.prefix(24))))
        }
        #expect(!both.matches(Array((first + second).utf8)) && !both.matches([]))
        #expect(both.cut(from: Array("\(first) \(second)".utf8)) == Array("*** ***".utf8))
        let none = LiveSecrets(nil)
        #expect(!none.matches([]) && !none.isContained(in: []) && !none.isContained(in: Array(first.utf8)))
        #expect("\(both)" == "<secrets>" && String(reflecting: both) == "<secrets>")
    }

    @Test(arguments: [
        ("whsec_" + String(repeating: "A", count: 32), true),
        ("whsec_" + String(repeating: "A", count: 28), false),
        ("whsec_" + String(repeating: "A", count: 84) + "AB==", false),
        ("whsec_" + String(repeating: "A", count: 84) + "Aw==", true),
        ("whsec_" + String(repeating: "A", count: 88), false),
        ("whsec_" + String(repeating: "A", count: 40) + "AAE=", true),
        ("whsec_" + String(repeating: "A", count: 40) + "AAB=", false),
        (String(repeating: "A", count: 32), false),
        ("whsec_" + String(repeating: "A", count: 31) + "-", false), ("whsec_", false), ("", false),
        ("whsec_" + String(repeating: "A", count: 33), false),
        ("whsec_" + String(repeating: "=", count: 32), false),
    ])
    func `a signing key is 24 to 64 bytes in base64`(text: String, isKey: Bool) {
        #expect((SigningKey(text) != nil) == isKey)
        #expect(SigningKey(text).map { "\($0)" } ?? "<signing key>" == "<signing key>")
    }
}
