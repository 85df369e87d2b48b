package import Trading

/// What was said about who may trade at all, over what the settings say.
package struct ControlBook: Hashable, Sendable {
    private var rows: [ControlRow.Key: ControlRow] = [:]

    init(_ rows: [ControlRow] = []) {
        for row in rows { self.rows[row.key] = row }
    }

    package subscript(_ key: ControlRow.Key) -> ControlRow? { rows[key] }

    /// Every row, in the order of their keys.
    package var all: [ControlRow] { rows.values.sorted { $0.key < $1.key } }

    mutating func put(_ row: ControlRow) { rows[row.key] = row }

    /// Takes what the ledger holds, besides what waits to be written to it.
    mutating func takeUp(_ found: [ControlRow], except pending: Set<ControlRow.Key>) {
        for row in found where !pending.contains(row.key) { rows[row.key] = row }
    }
}

/// How one scope stands.
package struct ControlStanding: Hashable, Sendable {
    package var state: TradingState
    package var isKilled: Bool
}

extension Desk {
    /// What the settings say of a scope, before any command.
    func start(of key: ControlRow.Key) -> ControlStanding {
        switch key.scope {
        case .all: ControlStanding(state: .active, isKilled: settings.isKilled)
        case .account:
            ControlStanding(
                state: settings.accounts[AccountName(key.subject)]?.state ?? .active, isKilled: false)
        case .strategy, .clock, .profile: ControlStanding(state: .active, isKilled: false)
        }
    }

    /// How a scope stands by the last command, or by the settings where there was none.
    ///
    /// Where the settings say something else than when the command was given, the stricter of both holds: who
    /// writes `halted` into them means it, and who takes it out does not undo a `halt`.
    package func standing(of key: ControlRow.Key) -> ControlStanding {
        guard key.scope != .profile else { return standing(ofProfile: AccountName(key.subject)) }
        let start = start(of: key)
        guard let row = controls[key] else { return start }
        return ControlStanding(
            state: row.startState == start.state ? row.state : max(row.state, start.state),
            isKilled: row.startKilled == start.isKilled ? row.isKilled : row.isKilled || start.isKilled)
    }

    /// How an account stands: the stricter of what holds for it and for everything.
    package func standing(of account: AccountName) -> ControlStanding {
        let own = standing(of: ControlRow.Key(.account, account.text))
        let all = standing(of: .all)
        return ControlStanding(
            state: max(own.state, all.state, standing(ofProfile: account).state),
            isKilled: own.isKilled || all.isKilled)
    }

    /// Why an account does not trade as it could.
    package func stops(of account: AccountName, _ strategy: String? = nil) -> TradingFacts {
        var facts = TradingFacts()
        let keys: [ControlRow.Key?] = [
            .all, ControlRow.Key(.account, account.text), ControlRow.Key(.profile, account.text),
            strategy.map { ControlRow.Key(.strategy, $0) },
        ]
        let state = standing(of: account).state
        for key in keys.compactMap({ $0 }) {
            let standing = standing(of: key)
            if standing.isKilled { facts.kills.append(stop(key, standing, .kill)) }
            if state != .active, standing.state == state { facts.halts.append(stop(key, standing, .halt)) }
        }
        return facts
    }

    /// Who said that a scope stands as it does, when and why, and what ends it.
    ///
    /// - Parameter word: What is asked about, kill or halt; nil for whatever was said last.
    package func stop(
        _ key: ControlRow.Key, _ standing: ControlStanding, _ word: ControlRequest.Word? = nil
    ) -> TradingFacts.Stop {
        if key.scope == .profile {
            let name = AccountName(key.subject)
            let why = whyUnacknowledged(name) ?? "it is acknowledged"
            // What is missing from the settings is said there, and `check` says where.
            let lacksFloor = settings.accounts[name]?.terms?.lacksFloor ?? false
            return TradingFacts.Stop(
                what: key.words, why: why,
                release: lacksFloor ? "alertbridge check --config FILE" : key.release)
        }
        var why = "by the settings"
        if let row = controls[key], (row.state, row.isKilled) == (standing.state, standing.isKilled) {
            why = row.why
            // The last word alone is kept, and it may have said nothing of this.
            if word == .halt, row.word == ControlRequest.Word.kill.rawValue {
                why = "\(row.state.rawValue) by an earlier word, then \(why)"
            }
            let isHalt = [ControlRequest.Word.halt, .reduce].map(\.rawValue).contains(row.word)
            if word == .kill, isHalt { why = "killed by an earlier word, then \(why)" }
        }
        return TradingFacts.Stop(what: key.words, why: why, release: key.release)
    }

    func tellStops(of account: AccountName, _ strategy: String?, into input: inout GateInput) {
        input.trading = stops(of: account, strategy)
        input.isKilled = !input.trading.kills.isEmpty
        input.tradingState = standing(of: account).state
    }

    /// Whether no entry of an account, or of a strategy there, may be at the venue.
    func isStopped(_ order: LiveOrder) -> Bool {
        let standing = standing(of: order.row.account)
        if standing.isKilled || standing.state != .active { return true }
        return order.strategy.map { self.standing(of: ControlRow.Key(.strategy, $0)).isKilled } ?? false
    }
}

extension ControlRow {
    /// Who said it, when and why.
    package var why: String {
        let reason = reason.isEmpty ? "no reason given" : reason
        return "\(word) by \(by.isEmpty ? "an unnamed person" : by) at \(at): \(reason)"
    }
}
