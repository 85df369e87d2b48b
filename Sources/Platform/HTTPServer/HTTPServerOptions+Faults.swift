extension HTTPServerOptions {
    /// - Returns: What is wrong with each option out of its range.
    var faults: [String] {
        let ranges: [(name: String, value: Int, allowed: ClosedRange<Int>)] = [
            ("bodyBytesMax", bodyBytesMax, 0...1 << 30),
            ("connectionsMax", connectionsMax, 1...65_536),
            ("connectionsPerAddressMax", connectionsPerAddressMax, 0...65_536),
            ("headBytesMax", headBytesMax, 256...connectionMemoryBytes / 2),
            ("targetBytesMax", targetBytesMax, 16...headBytesMax),
            ("headersMax", headersMax, 1...1_000),
            ("idleSeconds", idleSeconds, 1...86_400),
            ("requestSeconds", requestSeconds, 1...86_400),
            ("answerSeconds", answerSeconds, 1...86_400),
            ("connectionMemoryBytes", connectionMemoryBytes, 4_096...1 << 24),
        ]
        return ranges.filter { !$0.allowed.contains($0.value) }.map {
            "\($0.name) is \($0.value), not \($0.allowed.lowerBound) to \($0.allowed.upperBound)"
        }
    }
}
