/// How often what goes wrong on the way between client and venue, in cases of a thousand.
///
/// Of the faults of a request, and of those of a hub's record, at most one befalls each; each of the two sums must
/// not pass 1 000.
struct NetworkFaults: Hashable, Sendable {
    // Of each request.

    /// The connection is refused: provably nothing was sent.
    var refused = 0
    /// It never arrives; the client hears a reset, or nothing until its timeout.
    var lostRequest = 0
    /// It arrives, and its answer does not.
    var lostAnswer = 0
    /// It arrives, and the connection breaks in the middle of the answer.
    var brokenAnswer = 0
    /// It arrives, and the answer's body ends early without anybody saying so.
    var truncatedAnswer = 0
    /// 500, 502 or 503: from the venue after it acted, or from a proxy before it could.
    var serverError = 0
    /// 429, not acted on.
    var tooManyRequests = 0
    /// 401, not acted on, although the token is good.
    var unauthorized = 0
    /// Request or answer takes up to 10 s.
    var late = 0
    /// Request or answer takes longer than the client waits.
    var tooLate = 0

    // Of each event on the hub.

    /// The connection breaks, and both ends know.
    var hubCut = 0
    /// The connection is dead, and nobody says so.
    var hubSilence = 0
    /// The event takes up to 10 s; later ones of its kind wait for it.
    var hubLate = 0
    var hubDoubled = 0
    /// It may be overtaken by events of other kinds.
    var hubDisorder = 0
    /// It is never delivered.
    var hubMissed = 0

    // Of each connection to the hub.

    var hubRefused = 0

    static let calm = NetworkFaults()

    /// A bit of everything.
    static let wild = NetworkFaults(
        refused: 20, lostRequest: 30, lostAnswer: 40, brokenAnswer: 15, truncatedAnswer: 15, serverError: 30,
        tooManyRequests: 10, unauthorized: 10, late: 60, tooLate: 15, hubCut: 8, hubSilence: 4, hubLate: 30,
        hubDoubled: 30, hubDisorder: 100, hubMissed: 5, hubRefused: 100)

    var ofRequests: [(fault: NetworkFault, perMille: Int)] {
        [
            (.refused, refused), (.lostRequest, lostRequest), (.lostAnswer, lostAnswer),
            (.brokenAnswer, brokenAnswer), (.truncatedAnswer, truncatedAnswer), (.serverError, serverError),
            (.tooManyRequests, tooManyRequests), (.unauthorized, unauthorized), (.late, late),
            (.tooLate, tooLate),
        ]
    }

    var ofRecords: [(fault: NetworkFault, perMille: Int)] {
        [
            (.hubCut, hubCut), (.hubSilence, hubSilence), (.hubLate, hubLate), (.hubDoubled, hubDoubled),
            (.hubDisorder, hubDisorder), (.hubMissed, hubMissed),
        ]
    }
}

/// What befell a request, a record or a connection.
enum NetworkFault: String, Hashable, Sendable, CaseIterable {
    case refused, lostRequest, lostAnswer, brokenAnswer, truncatedAnswer, serverError, tooManyRequests
    case unauthorized, late, tooLate
    case hubCut, hubSilence, hubLate, hubDoubled, hubDisorder, hubMissed, hubRefused
    case partition
}
