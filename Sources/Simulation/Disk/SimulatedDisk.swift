package import Ledger

/// A disk of one simulated world: SQLite and the ledger work on it as on a real one, and it fails as told.
///
/// It takes all files to be in one folder. Nothing on it depends on real time or on chance other than the
/// dice that it was given.
///
/// @unchecked Sendable: one thread at a time uses a world.
package final class SimulatedDisk: @unchecked Sendable {
    /// Asked before every call; nil lets all go on. It may pass time, for a call that takes long.
    package var onCall: ((DiskCall) -> DiskVerdict)?
    /// How many bytes all files may have together.
    package var capacityBytes = Int.max
    /// Calls so far.
    package private(set) var callCount = 0

    /// Where SQLite's temporary files are: on no disk of any world.
    static let scratch = SimulatedDisk(dice: Dice(seed: 0))

    let id: UInt64
    /// Counted up by each end of the programs that use the disk.
    private(set) var incarnation = 1
    /// The machine has stopped and was not started again.
    private(set) var isDown = false
    private var files: [String: DiskFile] = [:]
    /// Deleted, and back after a power cut by the dice.
    private var deleted: [String: DiskFile] = [:]
    private var renamed: [(from: String, to: String)] = []
    private var lockedPaths: Set<String> = []
    private var dice: Dice

    package init(dice: Dice) {
        self.dice = dice
        id = SimulatedVFS.nextID()
        SimulatedVFS.add(self)
    }

    deinit { SimulatedVFS.remove(id) }

    /// The disk as the program has it that starts now; useless to it after `kill` or `crash`.
    package func machine() -> any LedgerDisk { ProgramDisk(disk: self, incarnation: incarnation) }

    /// The programs die. What they had written stays, synced or not.
    package func kill() {
        incarnation += 1
        isDown = false
        lockedPaths = []
        for file in files.values { file.forgetPrograms() }
    }

    /// The power fails. What was synced stays, and of all else what the dice leave.
    package func crash(using dice: inout Dice) {
        kill()
        for (old, new) in renamed where dice.chance(500) {
            files[old] = files.removeValue(forKey: new)
            files[old]?.path = old
        }
        renamed = []
        for path in Set(files.keys).union(deleted.keys).sorted() {
            let old = deleted[path]
            var kept: DiskFile?
            if let present = files[path] {
                kept = present.isNameDurable || dice.chance(500) ? present : old
            } else if dice.chance(500) {
                kept = old
            }
            kept?.crash(&dice)
            kept?.isNameDurable = true
            files[path] = kept
        }
        deleted = [:]
    }

    // MARK: What tests look at and change

    package var paths: [String] { files.keys.sorted() }

    package var usedBytes: Int { files.values.reduce(0) { $0 + $1.current.count } }

    package func bytes(of path: String) -> [UInt8]? { files[path]?.current.withBytes { Array($0) } }

    /// Whether a text stands in any file.
    package func holds(_ text: String) -> Bool {
        files.values.contains { file in file.current.withBytes { $0.holds(text) } }
    }

    /// Makes a file of these bytes, durable; whoever had it open has the old one still.
    package func put(_ bytes: [UInt8], at path: String) {
        let file = DiskFile(path: path)
        bytes.withUnsafeBytes { file.write($0, at: 0) }
        file.sync()
        file.isNameDurable = true
        files[path] = file
        deleted[path] = nil
    }

    package func remove(_ path: String) {
        files[path] = nil
        deleted[path] = nil
    }

    // MARK: What its programs do

    func isUp(_ incarnation: Int) -> Bool { incarnation == self.incarnation && !isDown }

    func judge(_ kind: DiskCall.Kind, _ path: String, at offset: Int = 0, count: Int = 0) -> DiskVerdict {
        callCount += 1
        guard let onCall else { return .goOn }
        let verdict = onCall(
            DiskCall(number: callCount, kind: kind, path: path, offset: offset, count: count))
        if verdict == .die { isDown = true }
        return verdict
    }

    func file(_ path: String) -> DiskFile? { files[path] }

    func create(_ path: String) -> DiskFile {
        let file = DiskFile(path: path)
        files[path] = file
        return file
    }

    func delete(_ path: String) {
        guard let file = files.removeValue(forKey: path) else { return }
        if file.isNameDurable, deleted[path] == nil { deleted[path] = file }
    }

    /// Until names are synced, a power cut leaves the file under its old name or its new one.
    func rename(_ path: String, to other: String) {
        guard let file = files.removeValue(forKey: path) else { return }
        delete(other)
        file.path = other
        files[other] = file
        renamed.append((path, other))
    }

    func syncNames() {
        for file in files.values { file.isNameDurable = true }
        deleted = [:]
        renamed = []
    }

    func sync(_ file: DiskFile) { file.sync() }

    func failSync(_ file: DiskFile) { file.failSync(&dice) }

    /// How many more bytes the disk takes.
    var roomBytes: Int { capacityBytes == .max ? .max : max(0, capacityBytes - usedBytes) }

    func takeLock(_ path: String) -> Bool { lockedPaths.insert(path).inserted }

    func releaseLock(_ path: String, _ incarnation: Int) {
        if incarnation == self.incarnation { lockedPaths.remove(path) }
    }
}
