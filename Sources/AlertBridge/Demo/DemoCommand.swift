import Glibc
import Journey
import Ledger
import PaperVenue
import Settings

enum DemoCommand: Command {
    static let words = ["demo"]
    static let holdsStopSignals = true
    static let summary = "Shows four alerts from end to end against a paper venue, then keeps serving."
    static let options: [Arguments.Option] = [
        .init("once", nil, "ends when the last journey is reconciled flat, with status 0"),
        .init("ledger", "FILE", "where to keep the ledger (default var/demo-TIME.db, a new one each time)"),
        .init("seed", "N", "the market's seed (default 1)"),
    ]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        var options = PaperVenueOptions()
        options.seed = UInt64(try arguments.number("seed", in: 0...Int64.max) ?? 1)
        let venue: PaperVenue
        do { venue = try PaperVenue(options) } catch {
            throw Fatal(status: .cannotListen, message: "\(error)")
        }
        defer { venue.stop() }
        Console.out("A paper venue listens on http://127.0.0.1:\(venue.port): prices move, nothing is real.")
        let secret = try SecretText.fresh()
        let ledger = arguments["ledger"] ?? DemoSettings.newLedger(at: SystemClock.now().wall)
        let configuration = try DemoSettings.configuration(venue: venue.port, ledger: ledger, secret: secret)
        let journal = DemoJournal()
        let bridge = try Bridge(configuration) { journal.add($0) }
        let demo = DemoRun(bridge: bridge, journal: journal, secret: secret, ledger: ledger)
        let isWell = demo.run()
        if isWell, !arguments.has("once") {
            demo.sayWhereToLook()
            _ = Signals.wait()
        }
        bridge.stop()
        guard isWell else { throw Fatal(status: .demoFailed, message: "a journey did not end as it must") }
        return .success
    }
}
