/// The numbers that a shell sees. Part of the outside contract; the README's table is held to this list.
enum ExitStatus: Int32, CaseIterable, Sendable {
    case success = 0
    /// The thing asked about is not well.
    case unwell = 1
    /// Wrong usage or settings.
    case usage = 2
    case ledgerInUse = 10
    case ledgerUnavailable = 11
    case ledgerDamaged = 12
    case ledgerTooNew = 13
    case cannotListen = 14
    /// A library or a system file that every run needs cannot be used.
    case systemUnusable = 15
    /// The demo's journeys did not end as they must.
    case demoFailed = 16
    /// The venue cannot be reached, or refuses the login.
    case gatewayUnavailable = 17
}

/// Why a command ends at once.
struct Fatal: Error {
    let status: ExitStatus
    let message: String
}
