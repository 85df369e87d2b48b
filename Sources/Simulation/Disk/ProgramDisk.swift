import CSQLite
import Journey
import Ledger
import SQLite

/// A simulated disk as one run of the program has it.
struct ProgramDisk: LedgerDisk {
    let disk: SimulatedDisk
    let incarnation: Int

    var fileSystem: FileSystem? { SimulatedVFS.fileSystem(disk.id, incarnation) }

    func lock(_ file: String) throws(LedgerFault) -> any LedgerLock {
        try checkIsUp(file)
        guard disk.takeLock(file) else {
            throw LedgerFault(
                .inUse, "ledger \(file): in use by process 1; stop it first, or give this one its own")
        }
        return SimulatedLock(on: disk, path: file, incarnation: incarnation)
    }

    func prepare(_ file: String) throws(LedgerFault) {
        try go(.prepare, file)
        guard disk.file(file) != nil else { return try create(file) }
        for log in [file + "-wal", file + "-journal"] where disk.file(log) != nil {
            try settle(log, of: file)
        }
    }

    private func create(_ file: String) throws(LedgerFault) {
        guard disk.roomBytes > 0 else { throw fault(file, "no space left on device") }
        disk.sync(disk.create(file))
        try go(.syncFolder, file)
        disk.syncNames()
    }

    /// Writes a log's own bytes again and syncs them, as `UnsyncedLog` does.
    private func settle(_ path: String, of file: String) throws(LedgerFault) {
        guard let log = disk.file(path) else { return }
        let open = OpenFile(log, on: disk, incarnation: incarnation, flags: SQLITE_OPEN_WAL)
        guard open.rewrite(), open.sync() == SQLITE_OK else {
            throw fault(file, "cannot make \(path) durable")
        }
    }

    func read(
        _ path: String, of file: String, _ body: (ArraySlice<UInt8>) -> Void
    ) throws(LedgerFault) {
        try checkIsUp(file)
        guard disk.file(path) != nil else { return }
        try go(.read, path, of: file)
        if let bytes = disk.bytes(of: path) { body(bytes[...]) }
    }

    func holds(_ file: String) -> Bool { disk.isUp(incarnation) && disk.file(file) != nil }

    func discard(_ file: String) throws(LedgerFault) {
        for path in Self.logs(of: file) + [file] where disk.file(path) != nil {
            try go(.delete, path, of: file)
            disk.delete(path)
        }
    }

    func rename(_ draft: String, to file: String) throws(LedgerFault) {
        try go(.rename, draft, of: file)
        disk.rename(draft, to: file)
        try go(.syncFolder, file)
        disk.syncNames()
    }

    func find(_ file: String) throws(LedgerFault) {
        try checkIsUp(file)
        guard disk.file(file) != nil else {
            throw LedgerFault(.unavailable, "ledger \(file): cannot find it; name the ledger with --ledger")
        }
    }

    func identity(of file: String) -> String? { nil }

    /// Nobody looks at a moment for long here.
    func logBytes(of file: String) -> Int64 { 0 }

    /// Its files grow at no cost, and a power cut between two frames stays a power cut at the file's end.
    func lengthenLog(of file: String, to bytes: Int64) -> Bool { true }

    private func go(
        _ kind: DiskCall.Kind, _ path: String, of ledger: String? = nil
    ) throws(LedgerFault) {
        let file = ledger ?? path
        try checkIsUp(file)
        if case .fail(let failure) = disk.judge(kind, path) { throw fault(file, failure.rawValue) }
        try checkIsUp(file)
    }

    private func checkIsUp(_ file: String) throws(LedgerFault) {
        guard disk.isUp(incarnation) else { throw fault(file, "the machine has stopped") }
    }

    private func fault(_ file: String, _ what: String) -> LedgerFault {
        LedgerFault(
            .unavailable, "ledger \(file): cannot prepare it: \(what); check the disk and its file system")
    }
}

/// Held by one program, and gone with it.
private final class SimulatedLock: LedgerLock {
    private let disk: SimulatedDisk
    private let path: String
    private let incarnation: Int

    init(on disk: SimulatedDisk, path: String, incarnation: Int) {
        self.disk = disk
        self.path = path
        self.incarnation = incarnation
    }

    deinit { disk.releaseLock(path, incarnation) }
}
