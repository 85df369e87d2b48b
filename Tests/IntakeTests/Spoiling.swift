import Journey

/// Bodies that no sender meant, made from a message of the table.
enum Spoiling {
    /// A multiplicative generator: what a seed gives is the same everywhere.
    struct Dice: RandomNumberGenerator {
        var state: UInt64

        init(_ name: String) { state = name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) } }

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    /// Cut, spliced with another message, overwritten, or grown by what breaks parsers; up to three times.
    static func anything(_ body: [UInt8], with other: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = body
        for _ in 0..<Int.random(in: 1...3, using: &dice) {
            let place = Int.random(in: 0...bytes.count, using: &dice)
            let end = min(bytes.count, place + Int.random(in: 0...8, using: &dice))
            let token = Array((tokens.randomElement(using: &dice) ?? "").utf8)
            switch Int.random(in: 0..<7, using: &dice) {
            case 0: bytes.removeSubrange(place..<end)
            case 1: bytes.insert(contentsOf: token, at: place)
            case 2: bytes.replaceSubrange(place..<end, with: token)
            case 3: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &dice) }
            case 4: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
            case 5:
                bytes = Array(bytes[..<place]) + other.suffix(Int.random(in: 0...other.count, using: &dice))
            default: bytes = Array(bytes[..<place])
            }
        }
        return bytes
    }

    /// One byte of structure or rubbish put in or taken out: nobody's digits or words change.
    static func structure(_ body: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = body
        // A comma out of 1,250 is another number.
        let marks = body.indices.dropFirst().dropLast().filter { index in
            structural.contains(body[index]) && !(isDigit(body[index - 1]) && isDigit(body[index + 1]))
        }
        if Bool.random(using: &dice), let mark = marks.randomElement(using: &dice) {
            bytes.remove(at: mark)
        } else {
            let mark = (structural + rubbish).randomElement(using: &dice) ?? 0
            bytes.insert(mark, at: Int.random(in: 0...bytes.count, using: &dice))
        }
        return bytes
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

    private static let structural = Array("{}[],\";()".utf8)
    private static let rubbish: [UInt8] = [0x00, 0x07, 0x1B, 0x7F, 0x80, 0xC0, 0xFF, UInt8(ascii: "\\")]

    private static let tokens = [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "NaN", "null", "true", "-", "e9", "1e400",
        "9223372036854775807", "-9223372036854775808", "0x1F", "\u{FEFF}", "\u{2028}", "\0", ";", "=", "&",
        "%",
        "%00", "{{", "}}", "(", ")", "|", "#bot", "qty=9", "\"quantity\":99", "\"action\":\"buy\"", "key=",
        "command=place;", "'", "\r", "\n", "\t", "é", "0", "00", ".", "..", "1,000",
    ]
}

/// What came of spoilt bodies, in words where a promise broke.
struct SpoiltReport {
    var made = 0
    /// Bodies that could be read all the same.
    var read = 0
    var broken: [String] = []

    /// Whatever reads says of itself all that it orders: its canonical text reads as the same alert.
    mutating func takeAnything(_ sample: Sample, count: Int) {
        var dice = Spoiling.Dice(sample.name)
        for _ in 0..<count {
            let other = Sample.all.randomElement(using: &dice)?.body ?? []
            let body = Spoiling.anything(sample.body, with: other, &dice)
            made += 1
            guard let alert = try? Sample.alert(body, sample.choice, .warn) else { continue }
            read += 1
            let again = AlertReader.recorded(alert.canonical, dialect: alert.dialect)
            if again?.words != alert.words { note(body, "\(alert.words) and again \(again?.words ?? "-")") }
        }
    }

    /// A message with its structure broken is refused, or orders exactly what the whole one does.
    mutating func takeStructure(_ sample: Sample, count: Int) {
        // What is broken already may be mended by chance.
        guard !sample.outcome.hasPrefix("! BODY_UNREADABLE") else { return }
        var dice = Spoiling.Dice(sample.name)
        let clean = (try? Sample.alert(sample.body, sample.choice, sample.feed))?.orderWords
        for _ in 0..<count {
            let body = Spoiling.structure(sample.body, &dice)
            made += 1
            guard let alert = try? Sample.alert(body, sample.choice, sample.feed) else { continue }
            read += 1
            if alert.orderWords != clean { note(body, "\(alert.orderWords), clean \(clean ?? "refused")") }
        }
    }

    /// A JSON message without its end is refused.
    mutating func takeCuts(_ sample: Sample) {
        guard sample.body.contains(UInt8(ascii: "{")), sample.body.contains(UInt8(ascii: "\"")),
            sample.outcome != "! TRAILING_TEXT"
        else { return }
        for length in stride(from: 0, to: sample.body.count, by: 7) {
            let body = Array(sample.body.prefix(length))
            made += 1
            guard let alert = try? Sample.alert(body, sample.choice, .warn) else { continue }
            read += 1
            let rest = sample.body.dropFirst(length).filter { !" \r\n\t=".utf8.contains($0) }
            if !rest.isEmpty { note(body, alert.words) }
        }
    }

    private mutating func note(_ body: [UInt8], _ what: String) {
        broken.append("\(what): \(String(decoding: body, as: UTF8.self))")
    }
}

extension Alert {
    /// What it orders, without what only names it and what changes nothing of it.
    var orderWords: String {
        var alert = self
        (alert.id, alert.strategy, alert.unheeded) = (nil, nil, [])
        // What takes everything does so whatever its symbol has become.
        if intent.takesAccounts { alert.symbol = .every }
        if intent.takesOff {
            (alert.time, alert.barTime, alert.price, alert.isFeedDelayed) = (nil, nil, nil, false)
            (alert.type, alert.limitPrice, alert.stopPrice, alert.bracket) = (.market, nil, nil, nil)
        }
        return alert.words
    }
}
