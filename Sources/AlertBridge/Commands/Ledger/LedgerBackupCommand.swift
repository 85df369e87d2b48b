import JSON
import Journey
import Ledger

enum LedgerBackupCommand: Command {
    static let words = ["ledger", "backup"]
    static let summary = """
        Copies the ledger while the bridge goes on writing it; the copy is checked and synced before it gets its name.

        The copy is marked as one. A bridge that serves from it never sends what the original had not sent: such
        orders end as not_sent with RESTORED_COPY, lost ones are only looked up, and closes are not started again.
        The same holds for a plain copy of the file, made while no bridge runs.
        """
    static let options: [Arguments.Option] = [
        LedgerOptions.ledger,
        .init("to", "FILE", "where the copy goes (required): a new file, mode 0600"),
        .init("json", nil, "one JSON object"),
    ]

    static func run(_ arguments: Arguments) throws -> ExitStatus {
        guard let ledger = arguments["ledger"] else { throw UsageError("--ledger FILE is needed") }
        guard let target = arguments["to"] else { throw UsageError("--to FILE is needed") }
        let backup: LedgerBackup
        do {
            backup = try LedgerBackup.take(of: ledger, to: target, at: SystemClock.now().wall)
        } catch {
            throw Fatal(ledger: error)
        }
        if arguments.has("json") {
            let line = JSONWriter.write { writer in writer.object { backup.writeMembers(to: &$0) } }
            Console.out(String(decoding: line, as: UTF8.self))
        } else {
            Console.out("\(backup.path): \(backup.bytes) bytes, sound up to audit row \(backup.lastSeq)")
            Console.out("last hash \(backup.lastHash)")
        }
        return .success
    }
}
