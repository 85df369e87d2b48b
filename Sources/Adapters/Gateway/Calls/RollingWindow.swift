import Trading

/// Requests within a window that rolls on: each takes a place from its hand-over until so long after its end.
///
/// The venue counts a request when it arrives, and that is somewhere between hand-over and answer. A place
/// that is kept until the whole window has passed since the answer is never given away too early.
struct RollingWindow: Hashable, Sendable {
    private struct Place: Hashable, Sendable {
        let serial: Int
        /// Nil while the request is under way.
        var freeAt: Timestamp?
    }

    /// For clocks read a moment late.
    static let margin = Span.milliseconds(100)

    let span: Span
    private var places: [Place] = []

    init(span: Span) { self.span = span }

    var taken: Int { places.count }

    mutating func take(_ serial: Int) { places.append(Place(serial: serial)) }

    mutating func ended(_ serial: Int, at now: Timestamp) {
        guard let index = places.firstIndex(where: { $0.serial == serial }) else { return }
        places[index].freeAt = now.advanced(by: span).advanced(by: Self.margin)
    }

    /// A request of which not a byte left is not counted anywhere.
    mutating func drop(_ serial: Int) { places.removeAll { $0.serial == serial } }

    mutating func forget(_ now: Timestamp) {
        places.removeAll { place in place.freeAt.map { $0 <= now } ?? false }
    }

    /// When fewer than so many places are taken, as far as the requests that have ended tell.
    func turn(below placesMax: Int) -> RequestBudget.Turn {
        let excess = places.count - placesMax + 1
        guard excess > 0 else { return .now }
        let free = places.compactMap(\.freeAt).sorted()
        return excess <= free.count ? .at(free[excess - 1]) : .afterAnswer
    }
}
