/// Reads the answer of `Status/ping`: the word `pong`, with or without quotes.
enum PingAnswer {
    /// Nil when the venue answered as it should.
    static func fault(_ reply: Reply) -> String? {
        switch reply.outcome {
        case .notSent(let reason), .broken(let reason): return reason
        case .answered(200, let body):
            let word = body.filter { $0 != UInt8(ascii: "\"") && $0 > 0x20 }
            return word == Array("pong".utf8) ? nil : "the answer to ping is not pong"
        case .answered(let status, _): return "HTTP \(status)"
        }
    }
}
