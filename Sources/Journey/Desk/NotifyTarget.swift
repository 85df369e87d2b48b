/// One receiver of notifications, and what it wants to be told.
package struct NotifyTarget: Hashable, Sendable {
    package let name: String
    /// What matters less is not told.
    package let least: NotificationLevel
    /// The kinds whose level the operator chose; nil turns a kind off.
    package let levels: [NotificationKind: NotificationLevel?]

    package init(
        name: String, least: NotificationLevel = .warning,
        levels: [NotificationKind: NotificationLevel?] = [:]
    ) {
        self.name = name
        self.least = least
        self.levels = levels
    }

    /// The level at which a kind is told; nil when it is not.
    package func level(of kind: NotificationKind) -> NotificationLevel? {
        let level = levels[kind, default: kind.usualLevel]
        guard let level else { return nil }
        // Whoever is told anything is told that something of it is missing.
        if kind == .dropped { return max(level, least) }
        return level >= least ? level : nil
    }
}
