import Trading

/// A read that may need several requests, one after the other. It decides and never sends.
protocol ReadMachine: Sendable {
    associatedtype Output: Sendable

    mutating func start() -> ReadStep<Output>
    mutating func take(_ reply: Reply) -> ReadStep<Output>
}

enum ReadStep<Output: Sendable>: Sendable {
    case ask(Endpoint, body: [UInt8])
    case done(Output)
}
