/// One receiver of notifications, and what it wants to be told.
package struct NotifyTarget: Hashable, Sendable {
    package let name: String
    /// What matters less is not told.
    package let least: NotificationLevel
    /// The kinds whose level the operator chose.
    package let levels: [NotificationKind: NotificationLevel]
    /// The kinds that are not told at all.
    package let off: Set<NotificationKind>

    package init(
        name: String, least: NotificationLevel = .warning,
        levels: [NotificationKind: NotificationLevel] = [:], off: Set<NotificationKind> = []
    ) {
        self.name = name
        self.least = least
        self.levels = levels
        self.off = off
    }

    /// The level at which a kind is told; nil when it is not.
    package func level(of kind: NotificationKind) -> NotificationLevel? {
        guard !off.contains(kind) else { return nil }
        let level = levels[kind] ?? kind.usualLevel
        // Whoever is told anything is told that something of it is missing.
        if kind == .dropped { return max(level, least) }
        return level >= least ? level : nil
    }
}
