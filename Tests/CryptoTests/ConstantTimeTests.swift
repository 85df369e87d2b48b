import Crypto
import Testing

struct ConstantTimeTests {
    @Test(arguments: [
        ("", "", true), ("a", "a", true), ("secret", "secret", true), ("secret", "Secret", false),
        ("secret", "secreT", false), ("secret", "secre", false), ("", "a", false),
    ])
    func `compares bytes`(a: String, b: String, same: Bool) {
        #expect(ConstantTime.equal(Array(a.utf8), Array(b.utf8)) == same)
        #expect(ConstantTime.equal(Array(b.utf8), Array(a.utf8)) == same)
    }

    @Test(arguments: [
        ("secret", "secret"), ("secret and more", "secret"), ("more and secret", "secret"),
        ("a secret b", "secret"), ("secret secret", "secret"), ("sesecret", "secret"), ("x", "x"),
    ])
    func `finds a needle at the start, the end and between`(haystack: String, needle: String) {
        #expect(ConstantTime.contains(Array(haystack.utf8), Array(needle.utf8)))
    }

    @Test(arguments: [
        ("secre", "secret"), ("secre t", "secret"), ("Secret", "secret"), ("", "secret"),
        ("ecret s", "secret"),
        ("anything", ""), ("", ""),
    ])
    func `finds neither a part, nor another case, nor an empty needle`(haystack: String, needle: String) {
        #expect(!ConstantTime.contains(Array(haystack.utf8), Array(needle.utf8)))
    }

    @Test func `tells bytes apart that differ in one bit only`() {
        for bit in 0..<8 {
            #expect(!ConstantTime.equal([0x5a], [0x5a ^ (1 << bit)]))
            #expect(!ConstantTime.contains([0x5a, 0x5a], [0x5a ^ (1 << bit)]))
        }
    }
}
