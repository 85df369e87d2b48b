import Glibc

/// The memory that the connections of one WAL share, and the eight locks on it.
final class SharedPages {
    private static let lockCount = 8
    private var regions: [UnsafeMutableRawPointer] = []
    private var exclusive: [ObjectIdentifier?] = Array(repeating: nil, count: lockCount)
    private var shared: [Set<ObjectIdentifier>] = Array(repeating: [], count: lockCount)
    /// Connections that have it mapped.
    var users: Set<ObjectIdentifier> = []

    deinit {
        for region in regions { free(region) }
    }

    /// - Returns: nil when there is no such region and none is to be made.
    func region(_ index: Int, bytes: Int, isExtending: Bool) -> UnsafeMutableRawPointer? {
        guard index >= regions.count else { return regions[index] }
        guard isExtending else { return nil }
        while regions.count <= index {
            guard let made = calloc(1, bytes) else { return nil }
            regions.append(made)
        }
        return regions[index]
    }

    func lockShared(_ range: Range<Int>, _ user: ObjectIdentifier) -> Bool {
        guard range.allSatisfy({ exclusive[$0] == nil || exclusive[$0] == user }) else { return false }
        for index in range { shared[index].insert(user) }
        return true
    }

    func lockExclusive(_ range: Range<Int>, _ user: ObjectIdentifier) -> Bool {
        for index in range {
            guard exclusive[index] == nil || exclusive[index] == user else { return false }
            guard shared[index].subtracting([user]).isEmpty else { return false }
        }
        for index in range { exclusive[index] = user }
        return true
    }

    func unlock(_ range: Range<Int>, _ user: ObjectIdentifier) {
        for index in range {
            shared[index].remove(user)
            if exclusive[index] == user { exclusive[index] = nil }
        }
    }

    func leave(_ user: ObjectIdentifier) {
        unlock(0..<Self.lockCount, user)
        users.remove(user)
    }
}
