import Trading

/// Bracket distances with the sign that the venue wants: measured from the fill, up is above zero.
///
/// Long: stop below zero, target above; short: the mirror. The vendor's sample shows no sign, and ticks
/// without it are refused. Source: refusal texts and fills seen live, 2025-12 to 2026-09.
struct SignedTicks: Hashable, Sendable {
    let stop: Int64?
    let target: Int64?

    init(_ bracket: Bracket, side: Side) {
        stop = bracket.stop.map { -side.sign &* $0.count }
        target = bracket.target.map { side.sign &* $0.count }
    }
}
