import Trading

/// Writes the messages of alerts, one after the other.
struct AlertWriter {
    /// Whether most alerts turn a position round.
    var prefersReversals = false
    /// Whether most alerts take something off, or may.
    var prefersExits = false
    private var number = 0
    private var lastName = ""

    private static let entries = [
        #""action":"buy","size":1"#, #""action":"sell","size":1"#, #""action":"buy","size":2"#,
        #""action":"sell","size":2"#, #""action":"buy","size":1,"stop_ticks":30,"target_ticks":60"#,
        // The market begins at 20,000: one to fill at once, and two that rest until it comes by.
        #""action":"buy","size":1,"type":"limit","limit_price":24990"#,
        #""action":"buy","size":1,"type":"limit","limit_price":19990"#,
        #""action":"sell","size":1,"type":"stop","stop_price":19980"#,
    ]
    private static let exits = [
        #""action":"sell","size":1,"position":1,"prev_position":2"#,
        #""action":"buy","size":1,"position":-1,"prev_position":-2"#,
    ]
    private static let parts = [
        #""action":"buy","size":1"#, #""action":"sell","size":1"#, #""action":"buy","size":2"#,
        #""action":"sell","size":2"#, #""action":"exit","size":1"#, #""action":"close","size":"50%""#,
    ]
    private static let reversals = [
        #""action":"sell","size":2,"position":-1,"prev_position":1"#,
        #""action":"buy","size":3,"position":2,"prev_position":-1"#, #""action":"reverse","size":1"#,
    ]
    private static let turns = [#""action":"close""#, #""action":"flatten""#] + reversals

    /// - Returns: the members without the secret, and whether a repeat is known by a name.
    mutating func next(at now: Timestamp, isStale: Bool, using dice: inout Dice) -> (String, hasName: Bool) {
        number += 1
        let kinds =
            prefersExits && dice.chance(500)
            ? Self.parts
            : prefersReversals && dice.chance(650)
                ? Self.reversals
                : dice.chance(620) ? Self.entries : dice.chance(500) ? Self.exits : Self.turns
        var members = kinds[Int.random(in: kinds.indices, using: &dice)]
        members += dice.chance(800) ? #","ticker":"NQ1!""# : #","ticker":"ES1!""#
        let hasName = dice.chance(750)
        if hasName {
            lastName = "n\(number)"
            members += #","id":"\#(lastName)""#
        }
        if isStale || dice.chance(300) {
            let age =
                isStale ? Int64.random(in: 31...7_200, using: &dice) : Int64.random(in: 0...5, using: &dice)
            members += #","time":"\#(now.advanced(by: .seconds(-age)))""#
        }
        return (members, hasName || isStale)
    }

    /// Another message under the last name.
    mutating func conflict() -> [UInt8] {
        body(#""action":"buy","size":3,"ticker":"NQ1!","comment":"another","id":"\#(lastName)""#)
    }

    func body(_ members: String) -> [UInt8] {
        Array(#"{"secret":"\#(Plan.secret)",\#(members)}"#.utf8)
    }

    func withoutSecret(_ body: [UInt8]) -> String {
        "{" + String(decoding: body.dropFirst(Plan.secret.utf8.count + 13), as: UTF8.self)
    }
}
