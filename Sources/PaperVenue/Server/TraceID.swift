import Synchronization

/// The names that problem documents carry: of the framework's shape, and each another.
enum TraceID {
    private static let count = Atomic<UInt64>(0)

    static func next() -> String {
        let number = count.add(1, ordering: .relaxed).newValue
        let parts = (0..<3).map { hex(Scatter.value(number, $0)) }
        return "00-\(parts[0])\(parts[1])-\(parts[2])-00"
    }

    private static func hex(_ bits: UInt64) -> String {
        let digits = String(bits, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
