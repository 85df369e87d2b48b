import Bench

enum BenchLoadCommand: Command {
    static let words = ["bench", "load"]
    static let summary = """
        Sends the alerts of `bench intake` to a server of this machine, and measures its answers alike.

        64 connections, kept and not, each sending as soon as it is answered; and one connection with 50 alerts a
        second. Every answer has to be a 2xx. For comparing: see Tests/Peers.
        """
    static let options: [Arguments.Option] = [
        .init("url", "URL", "http://127.0.0.1:PORT/PATH (required)"), BenchCommand.seconds, BenchCommand.json,
    ]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        let prefix = "http://127.0.0.1:"
        let rest = arguments["url"].flatMap { $0.hasPrefix(prefix) ? $0.dropFirst(prefix.count) : nil }
        guard let rest, let slash = rest.firstIndex(of: "/"), let port = UInt16(rest[..<slash]) else {
            throw UsageError("--url takes http://127.0.0.1:PORT/PATH: a load is sent to this machine alone")
        }
        let seconds =
            try arguments.number("seconds", in: BenchCommand.secondsRange) ?? BenchCommand.secondsUsual
        do {
            let figures = try LoadBench.run(
                port: port, path: String(rest[slash...]), seconds: Double(seconds))
            BenchCommand.tell(figures, arguments)
        } catch let failure as BenchFailure {
            throw Fatal(status: .unwell, message: "bench load: \(failure)")
        }
        return .success
    }
}
