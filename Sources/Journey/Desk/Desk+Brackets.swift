import Trading

/// What the venue lets be known of an account's bracket mode: nothing, until it refuses an order for its bracket.
///
/// That stops the account's entries with brackets until a person has changed the mode and says so, and no other
/// account: it is no fault of the strategy, so its breaker does not count it.
extension Desk {
    static let bracketCode = Denial.Code.bracketModeConflict.rawValue

    /// Takes note of a refusal before the order's own ending is written.
    mutating func noteBracketRefusal(_ request: PlaceRequest, _ ending: Ending) {
        guard case .rejected(let rejection) = ending, rejection.refusesBrackets, request.bracket != nil
        else { return }
        // The hub may have told of the refusal already, and never tells why.
        if let order = orders[request.tag] {
            if order.row.state == .rejected, let strategy = order.strategy {
                breakers.takeBackReject(strategy)
            }
            orders[request.tag]?.isBracketRefused = true
        }
        let key = ControlRow.Key(.account, request.account.text)
        let before = controls[key]
        guard before?.trip == nil else { return }
        let (standing, start) = (standing(of: key), start(of: key))
        put(
            ControlRow(
                key: key, state: standing.state, isKilled: standing.isKilled, trip: Self.bracketCode,
                countedFrom: before?.countedFrom, startState: start.state, startKilled: start.isKilled,
                word: "trip",
                reason: "it refused \(request.tag), \(rejection.message ?? "code \(rejection.code)")",
                by: "PT-09", at: now.wall))
    }

    func tellBrackets(of account: AccountName, into facts: inout TradingFacts) {
        facts.bracketMode = accounts[account]?.profile.bracketMode
        let key = ControlRow.Key(.account, account.text)
        guard let row = controls[key], row.trip == Self.bracketCode else { return }
        facts.bracketRefusal = row.why
        facts.bracketRelease = key.release
    }
}
