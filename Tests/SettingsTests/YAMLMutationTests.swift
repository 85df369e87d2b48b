import OwnThreads
import Testing
import YAML

/// Settings spoilt by dice: never a crash, and a fault lies inside the text.
@Suite(.ownThreads)
struct YAMLMutationTests {
    private let settings = """
        listen: { webhook: 127.0.0.1:8080, proxies: [127.0.0.1, '::1'] }
        note: |
          one
          two
        é: "caf\\u00e9"   # a comment
        rules:
          - name: orb
            to: [{ size: { multiply: 2 } }, ~]
          - { name: 'it''s', when: {} }
        """

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `a spoilt text is refused inside its bounds, or read the same twice`(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        var (taken, refused) = (0, 0)
        for _ in 0..<400 {
            let bytes = mutated(&dice)
            let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars.count
            do {
                let document = try YAMLDocument.parse(bytes)
                taken += 1
                #expect((try? YAMLDocument.parse(bytes)) == document, "seed \(seed)")
            } catch {
                refused += 1
                #expect((1...scalars + 1).contains(error.line), "seed \(seed)")
                #expect((1...scalars + 1).contains(error.column), "seed \(seed)")
                #expect(!error.what.isEmpty)
            }
        }
        #expect(taken > 20 && refused > 100, "seed \(seed): \(taken) taken, \(refused) refused")
    }

    private func mutated(_ dice: inout SeededGenerator) -> [UInt8] {
        let spice =
            Array("{}[]:,-?&*!|>%@`'\"#~ \n\t\r\\a\u{85}\u{2028}\u{0}".utf8) + [0x80, 0xC3, 0xED, 0xFF]
        var bytes = Array(settings.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &dice) {
            let place = Int.random(in: 0...bytes.count, using: &dice)
            switch Int.random(in: 0..<4, using: &dice) {
            case 0: bytes.insert(spice.randomElement(using: &dice) ?? 0, at: place)
            case 1: bytes.removeSubrange(place..<min(place + 3, bytes.count))
            case 2: bytes.insert(contentsOf: bytes[place...].prefix(12), at: place)
            default: if dice.next() % 8 == 0 { bytes.removeSubrange(place...) }
            }
        }
        return bytes
    }
}
