/// Which dialects a source speaks.
package enum DialectChoice: Hashable, Sendable {
    /// Every dialect that can be told by its keys.
    case auto
    /// One, or two of which each message must fit exactly one: order fills and a script's own texts.
    case only([Dialect])

    package static let native = DialectChoice.only([.native])
    package static let most = 2

    /// Whether messages of a dialect are read at all.
    package func takes(_ dialect: Dialect) -> Bool {
        switch self {
        case .auto: Self.told.contains(dialect)
        case .only(let dialects): dialects.contains(dialect)
        }
    }

    /// What `auto` tries: all but the hand-written one, which has no key of its own.
    static let told = Dialect.allCases.filter { $0 != .generic }
}
