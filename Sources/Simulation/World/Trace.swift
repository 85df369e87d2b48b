import Trading

/// What happens in a world, line by line: who, when, what. Nothing is built unless somebody reads it.
final class Trace {
    private let read: ((String) -> Void)?
    /// Of every line so far, FNV-1a: two runs of one seed have the same or are not the same run.
    private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325

    /// - Parameter read: Gets every line; nil where nobody does.
    init(_ read: ((String) -> Void)?) { self.read = read }

    var isRead: Bool { read != nil }

    func line(_ now: Moment, _ who: String, _ what: @autoclosure () -> String) {
        guard let read else { return }
        let padding = String(repeating: " ", count: max(1, 10 - who.utf8.count))
        let text = "\(Self.seconds(now.steady))  \(now.wall)  \(who)\(padding)\(what())"
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        read(text)
    }

    /// Seconds of the world's steady clock, with six decimals.
    private static func seconds(_ time: Timestamp) -> String {
        let whole = String(time.microseconds / 1_000_000)
        let part = String(time.microseconds % 1_000_000)
        return String(repeating: " ", count: max(0, 5 - whole.utf8.count)) + whole + "."
            + String(repeating: "0", count: 6 - part.utf8.count) + part
    }
}
