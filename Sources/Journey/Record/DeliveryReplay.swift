import JSON
package import Trading

/// A delivery that is recorded, read and recognised again by the present code.
///
/// Decided again: what the body says, or why it is refused; the alert's canonical text, key and fingerprint; and
/// whether it was new, a repeat or a conflict. Not decided again, since they follow from settings and from what the
/// venue showed at the time: whether it was fresh, which rule took it, and for which accounts.
package struct DeliveryReplay: Sendable {
    /// What the ledger says of it.
    package struct Recorded: Hashable, Sendable {
        package let id: Int64
        package let at: Timestamp
        package let source: String
        package let outcome: DeliveryRow.Outcome
        package let alert: Fingerprint?
        /// The refusal's code.
        package let code: String?
        package let signedID: String?
        package let body: [UInt8]

        /// Reads the audit chain's copy of a delivery; nil when it cannot be one.
        package init?(_ audited: [UInt8]) {
            guard let root = (try? JSONDocument(audited))?.root, let id = root["id"]?.int64,
                let at = root["at"]?.string.flatMap({ Timestamp($0) }), let source = root["source"]?.string,
                let outcome = root["outcome"]?.string.flatMap({ DeliveryRow.Outcome(rawValue: $0) })
            else { return nil }
            self.id = id
            self.at = at
            self.source = source
            self.outcome = outcome
            alert = root["alert"]?.string.flatMap { .init(hex: $0) }
            code = root["code"]?.string
            signedID = root["signed_id"]?.string
            body =
                root["body"]?.string.map { Array($0.utf8) }
                ?? root["body_hex"]?.string.flatMap { Hexadecimal.bytes($0) } ?? []
        }
    }

    package enum Result: Hashable, Sendable {
        case same
        /// Nothing was kept of which to decide again.
        case notReplayed(why: String)
        case different(before: String, now: String, why: String)
    }

    /// Refusals that follow from the settings or from what was held at the time.
    private static let bySettings: Set<String> = [
        Refusal.Code.signalTooOld.rawValue, Refusal.Code.signalFromFuture.rawValue,
        Refusal.Code.ruleMissing.rawValue, Refusal.Code.accountMissing.rawValue,
        Refusal.Code.orderNotFound.rawValue, Refusal.Code.dialectUnknown.rawValue,
        Refusal.Code.dialectAmbiguous.rawValue, Refusal.Code.feedDelayed.rawValue,
        Refusal.Code.sourceRateExceeded.rawValue,
    ]

    /// How long a delivery may have waited for its turn.
    private static let queueMax = Span.seconds(5)

    /// In place of the source's own, which is cut out already.
    private let secret: SharedSecret
    private let sha256: @Sendable ([UInt8]) -> Fingerprint

    /// - Parameter secret: One that nobody uses.
    package init(secret: SharedSecret, sha256: @escaping @Sendable ([UInt8]) -> Fingerprint) {
        self.secret = secret
        self.sha256 = sha256
    }

    /// - Parameters:
    ///   - named: The alert that the delivery led to, by its fingerprint.
    ///   - known: The alerts with a key that came before the delivery and whose key was in force when it came.
    package func decide<Failure: Error>(
        _ recorded: Recorded, named: AlertRow?, known: (Fingerprint) throws(Failure) -> [AlertRow]
    ) throws(Failure) -> Result {
        guard recorded.outcome != .unauthorized else {
            return .notReplayed(why: "its sender was not believed, so its body was not kept")
        }
        guard recorded.code != Refusal.Code.bodyTooLarge.rawValue else {
            return .notReplayed(why: "its body was too large to be read, so it was not kept")
        }
        guard recorded.source != Desk.scheduleSource else {
            return .notReplayed(why: "the clock made it by the settings, which are not recorded")
        }
        guard recorded.source != Desk.priceLimitSource else {
            return .notReplayed(why: "a quote made it by the settings, which are not recorded")
        }
        guard recorded.source != Desk.followSource else {
            return .notReplayed(why: "a leader's execution made it by the settings, which are not recorded")
        }
        let readings = readings(recorded, named)
        guard let first = readings.first else { return .notReplayed(why: "nothing of it was kept") }
        // Which dialect its source had is not recorded; either may have been meant.
        if let reading = readings.first(where: { agrees($0, recorded) }) {
            return try compare(reading, recorded, named, known)
        }
        guard !isRefusedByOneDialect(recorded) else {
            return .notReplayed(
                why: "a source that names its dialect refuses it so, and settings are not recorded")
        }
        return .different(before: Self.words(recorded, named), now: first.words, why: first.why)
    }

    // MARK: Reading

    private enum Reading {
        case alert(Alert, AlertIdentity)
        case request(OperatorRequest, AlertIdentity)
        case control(ControlRequest, AlertIdentity)
        case refused(Refusal)

        var identity: AlertIdentity? {
            switch self {
            case .alert(_, let identity), .request(_, let identity), .control(_, let identity): identity
            case .refused: nil
            }
        }

        var canonical: [UInt8] {
            switch self {
            case .alert(let alert, _): alert.canonical
            case .request(let request, _): request.canonical
            case .control(let request, _): request.canonical
            case .refused: []
            }
        }

        var words: String {
            switch self {
            case .alert(let alert, _): "read as \(alert.action.rawValue) \(alert.symbol)"
            case .request(let request, _): "read as \(request.word) \(request.subject)"
            case .control(let request, _): "read as \(request.word.rawValue) \(request.key.words)"
            case .refused(let refusal): "refused \(refusal.code.rawValue)"
            }
        }

        var why: String {
            if case .refused(let refusal) = self { refusal.reason } else { "the body reads well today" }
        }
    }

    /// The body in every dialect, the one that its alert was taken in before the others.
    private func readings(_ recorded: Recorded, _ named: AlertRow?) -> [Reading] {
        guard recorded.source != OperatorRequest.source else {
            do throws(Refusal) {
                if ControlReader.isControl(recorded.body) {
                    let control = try ControlReader.read(recorded.body)
                    return [.control(control, AlertIdentity(of: control, sha256: sha256))]
                }
                let request = try OperatorReader.read(recorded.body)
                return [.request(request, AlertIdentity(of: request, sha256: sha256))]
            } catch { return [.refused(error)] }
        }
        let bodies = [recorded.body, Self.quotingCuts(recorded.body)]
        var readings: [Reading] = []
        for body in bodies where readings.isEmpty || body != recorded.body {
            readings += self.readings(of: body, recorded, named)
        }
        return readings
    }

    private func readings(of body: [UInt8], _ recorded: Recorded, _ named: AlertRow?) -> [Reading] {
        let told = read(body, recorded, .auto)
        if let taken = named.flatMap({ Dialect(rawValue: $0.dialect) }) {
            return [read(body, recorded, .only([taken])), told]
        }
        let plain = [told, read(body, recorded, .native)]
        // Only what nothing tells needed a source that names its dialect.
        guard case .refused(let refusal) = told,
            [.dialectUnknown, .dialectAmbiguous].contains(refusal.code)
        else { return plain }
        return plain + Dialect.allCases.map { read(body, recorded, .only([$0])) }
    }

    /// Whether a source that has this message read as another dialect's would refuse it by the recorded code.
    private func isRefusedByOneDialect(_ recorded: Recorded) -> Bool {
        guard recorded.outcome == .refused, recorded.source != OperatorRequest.source else { return false }
        return Dialect.allCases.contains { agrees(read(recorded.body, recorded, .only([$0])), recorded) }
    }

    private func read(_ body: [UInt8], _ recorded: Recorded, _ dialect: DialectChoice) -> Reading {
        let source = Source(
            name: recorded.source, secret: secret, dialect: dialect, delayedFeed: .warn)
        do throws(Refusal) {
            var alert = try AlertReader.read(try AlertReader.open(body), from: source)
            alert.id = alert.id ?? recorded.signedID
            return .alert(alert, AlertIdentity(of: alert, receivedAt: recorded.at, sha256: sha256))
        } catch { return .refused(error) }
    }

    /// The body with each cut secret that stands bare, as a number would, in quotes.
    ///
    /// A secret of digits alone may have been written without quotes; three asterisks in its place are no JSON.
    static func quotingCuts(_ body: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var isInString = false
        var index = 0
        while index < body.count {
            let byte = body[index]
            if isInString, byte == UInt8(ascii: "\\"), index + 1 < body.count {
                text += body[index...(index + 1)]
                index += 2
            } else if !isInString, body[index...].starts(with: "***".utf8) {
                text += Array("\"***\"".utf8)
                index += 3
            } else {
                if byte == UInt8(ascii: "\"") { isInString.toggle() }
                text.append(byte)
                index += 1
            }
        }
        return text
    }

    // MARK: Comparing

    /// Whether a reading is of the kind that was recorded.
    private func agrees(_ reading: Reading, _ recorded: Recorded) -> Bool {
        switch (reading, recorded.outcome) {
        case (.refused(let refusal), .refused): refusal.code.rawValue == recorded.code
        case (.refused, _): false
        case (_, .refused): isBySettings(recorded)
        default: true
        }
    }

    private func isBySettings(_ recorded: Recorded) -> Bool {
        guard let code = recorded.code else { return false }
        // An order by hand names contracts, which only the venue's list can tell.
        let isSymbol = code == Refusal.Code.symbolUnresolved.rawValue
        return Self.bySettings.contains(code) || isSymbol && recorded.source == OperatorRequest.source
    }

    private func compare<Failure: Error>(
        _ reading: Reading, _ recorded: Recorded, _ named: AlertRow?,
        _ known: (Fingerprint) throws(Failure) -> [AlertRow]
    ) throws(Failure) -> Result {
        guard let identity = reading.identity, recorded.outcome != .refused else { return .same }
        guard let named else {
            return .different(
                before: recorded.outcome.rawValue, now: reading.words,
                why: "the ledger has no alert that it led to")
        }
        guard identity.key == named.key else {
            return .different(
                before: "recognised by \(named.key.prefix)", now: "recognised by \(identity.key.prefix)",
                why: "its id or its content counts otherwise today")
        }
        let earlier = try known(identity.key).filter { seen in
            seen.fingerprint != named.fingerprint || seen.receivedAt != recorded.at
        }
        switch recorded.outcome {
        case .accepted: return compareNew(reading, identity, recorded, named, earlier)
        case .duplicate, .conflict: return compareRepeat(reading, recorded, named, earlier)
        case .refused, .unauthorized: return .same
        }
    }

    private func compareNew(
        _ reading: Reading, _ identity: AlertIdentity, _ recorded: Recorded, _ named: AlertRow,
        _ earlier: [AlertRow]
    ) -> Result {
        guard identity.fingerprint == named.fingerprint else {
            return .different(
                before: "named \(named.fingerprint.prefix)", now: "named \(identity.fingerprint.prefix)",
                why: "its fingerprint is made otherwise today")
        }
        guard reading.canonical == named.canonical else {
            return .different(
                before: String(decoding: named.canonical, as: UTF8.self),
                now: String(decoding: reading.canonical, as: UTF8.self),
                why: "its canonical text is written otherwise today")
        }
        // It was decided a little after it came.
        let decidedBy = recorded.at.advanced(by: Self.queueMax)
        if let seen = earlier.first(where: { $0.keyUntil > decidedBy }), !mayComeAgain(reading) {
            return .different(
                before: "new", now: "a repeat of \(seen.fingerprint.prefix)",
                why: "that alert's key is the same and was in force")
        }
        guard case .alert(let alert, _) = reading else { return .same }
        let was = "\(named.action) \(named.ticker) \(named.strategy ?? "-") \(named.dialect)"
        let reads = "\(alert.action.rawValue) \(alert.symbol) \(alert.strategy ?? "-") \(alert.dialect)"
        return was == reads
            ? .same : .different(before: was, now: reads, why: "its words mean something else today")
    }

    private func mayComeAgain(_ reading: Reading) -> Bool {
        if case .alert(let alert, _) = reading { alert.mayBeMeantAnew } else { false }
    }

    private func compareRepeat(
        _ reading: Reading, _ recorded: Recorded, _ named: AlertRow, _ earlier: [AlertRow]
    ) -> Result {
        let outcome: DeliveryRow.Outcome = reading.canonical == named.canonical ? .duplicate : .conflict
        guard outcome == recorded.outcome else {
            return .different(
                before: recorded.outcome.rawValue, now: outcome.rawValue,
                why: "compared with the first delivery of \(named.fingerprint.prefix)")
        }
        guard earlier.contains(where: { $0.fingerprint == named.fingerprint }) else {
            return .different(
                before: recorded.outcome.rawValue, now: "new",
                why: "the key of \(named.fingerprint.prefix) was not in force any more")
        }
        return .same
    }

    private static func words(_ recorded: Recorded, _ named: AlertRow?) -> String {
        switch recorded.outcome {
        case .refused: "refused \(recorded.code ?? "")"
        default:
            named.map { "\(recorded.outcome.rawValue): \($0.action) \($0.ticker)" }
                ?? recorded.outcome.rawValue
        }
    }
}
