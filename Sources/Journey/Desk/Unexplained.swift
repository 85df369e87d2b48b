import Trading

/// A position that fills do not explain, seen and not recorded yet.
struct Unexplained: Hashable, Sendable {
    /// The venue's contracts less ours.
    let difference: Int64
    /// When the first reading that showed it was asked (steady time).
    let since: Timestamp
}
