import JSON
import Testing

/// Texts made by dice: whole ones are taken, broken ones never crash the reader.
struct JSONMutationTests {
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `a written value is read back the same`(seed: UInt64) throws {
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<250 {
            let bytes = JSONWriter.write { writeValue(to: &$0, depth: 0, &dice) }
            let root = try JSONDocument(bytes).root
            #expect(JSONWriter.write { copy(root, to: &$0) } == bytes, "seed \(seed)")
            try expectStable(root, seed)
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `a mutated text is refused with a place in it, or read the same twice`(seed: UInt64) throws {
        var dice = SeededGenerator(seed: seed)
        var (taken, refused) = (0, 0)
        for _ in 0..<1_500 {
            let bytes = mutated(JSONWriter.write { writeValue(to: &$0, depth: 0, &dice) }, &dice)
            if let found = fault(in: bytes) {
                refused += 1
                #expect(
                    found.line >= 1 && found.column >= 1 && found.column <= bytes.count + 1, "seed \(seed)")
                #expect(!found.what.isEmpty)
            } else {
                taken += 1
                try expectStable(try JSONDocument(bytes).root, seed)
            }
        }
        #expect(taken > 50 && refused > 500, "seed \(seed): \(taken) taken, \(refused) refused")
    }

    private func expectStable(_ root: JSONValue, _ seed: UInt64) throws {
        let once = root.canonical()
        let limits = JSONLimits(bytesMax: max(once.count, 1 << 21))
        #expect(try JSONDocument(once, limits: limits).root.canonical() == once, "seed \(seed)")
    }

    private func mutated(_ original: [UInt8], _ dice: inout SeededGenerator) -> [UInt8] {
        let spice =
            Array("{}[]\",:\\ue0-+.19tfnN \n/'\u{0}\u{1F}".utf8) + [0x80, 0xC3, 0xED, 0xA0, 0xF4, 0xFF]
        var bytes = original
        for _ in 0..<Int.random(in: 1...3, using: &dice) {
            let place = Int.random(in: 0...bytes.count, using: &dice)
            let byte = spice.randomElement(using: &dice) ?? 0
            switch Int.random(in: 0..<5, using: &dice) {
            case 0: bytes.insert(byte, at: place)
            case 1: if place < bytes.count { bytes[place] = byte }
            case 2: if place < bytes.count { bytes.remove(at: place) }
            case 3: bytes.removeSubrange(place...)
            default: bytes.insert(contentsOf: bytes[place...].prefix(8), at: place)
            }
        }
        return bytes
    }

    private func copy(_ value: JSONValue, to json: inout JSONWriter) {
        switch value.kind {
        case .null, .nan: json.null()
        case .bool: json.value(value.bool == true)
        case .number: json.number(value.numberText ?? "")
        case .string: json.value(value.string ?? "")
        case .array: json.array { json in value.elements.forEach { copy($0, to: &json) } }
        case .object:
            json.object { json in
                for member in value.members {
                    json.key(member.key)
                    copy(member.value, to: &json)
                }
            }
        }
    }

    private func writeValue(to json: inout JSONWriter, depth: Int, _ dice: inout SeededGenerator) {
        let width = Int.random(in: 0...4, using: &dice)
        switch Int.random(in: 0..<(depth < 5 ? 8 : 5), using: &dice) {
        case 0: json.null()
        case 1: json.value(Bool.random(using: &dice))
        case 2: json.value(Int64.random(in: .min ... .max, using: &dice))
        case 3: json.number(number(&dice))
        case 4: json.value(text(&dice))
        case 5:
            json.array { json in (0..<width).forEach { _ in writeValue(to: &json, depth: depth + 1, &dice) } }
        default:
            json.object { json in
                for index in 0..<width {
                    json.key("\(index)" + text(&dice))
                    writeValue(to: &json, depth: depth + 1, &dice)
                }
            }
        }
    }

    private func number(_ dice: inout SeededGenerator) -> String {
        let whole = String(UInt64.random(in: 0...99_999, using: &dice))
        let decimals =
            Bool.random(using: &dice) ? "." + String(UInt64.random(in: 0 ... .max, using: &dice)) : ""
        let exponent = Bool.random(using: &dice) ? "e\(Int.random(in: -30...50, using: &dice))" : ""
        return (Bool.random(using: &dice) ? "-" : "") + whole + decimals + exponent
    }

    private func text(_ dice: inout SeededGenerator) -> String {
        let alphabet: [Character] = [
            "a", "\"", "\\", "\n", "\u{1}", "é", "€", "😀", "/", " ", "\u{7F}", "\u{0}",
        ]
        return String(
            (0..<Int.random(in: 0...6, using: &dice)).compactMap { _ in alphabet.randomElement(using: &dice) }
        )
    }
}
