/// SQLite's locks on one database file, held by connections.
struct DiskLocks {
    enum Level: Int32, Comparable {
        case none, shared, reserved, pending, exclusive
        static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    private var levels: [ObjectIdentifier: Level] = [:]

    var isReserved: Bool { levels.values.contains { $0 >= .reserved } }

    /// - Returns: false when another connection's lock is in the way; a wish for the exclusive lock then
    ///   keeps new readers out.
    mutating func raise(_ holder: ObjectIdentifier, to wanted: Level) -> Bool {
        let own = levels[holder] ?? .none
        guard own < wanted else { return true }
        let others = levels.filter { $0.key != holder }.values
        switch wanted {
        case .none: return true
        case .shared:
            guard !others.contains(where: { $0 >= .pending }) else { return false }
        case .reserved:
            guard !others.contains(where: { $0 >= .reserved }) else { return false }
        case .pending, .exclusive:
            guard !others.contains(where: { $0 >= .reserved }) else { return false }
            guard others.allSatisfy({ $0 == .none }) else {
                levels[holder] = .pending
                return false
            }
        }
        levels[holder] = wanted
        return true
    }

    mutating func lower(_ holder: ObjectIdentifier, to level: Level) {
        levels[holder] = level == .none ? nil : level
    }
}
