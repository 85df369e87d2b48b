import JSON

/// Turns a body into an alert, or says what is wrong with it.
package enum AlertReader {
    package static func read(_ text: Text, from source: Source) throws(Refusal) -> Alert {
        do throws(Refusal) {
            let fields = try members(of: text)
            let dialect = try dialect(of: fields, text.form, source.dialect)
            var alert = try read(fields, in: dialect)
            alert.source = source.name
            alert.canonical = source.secret.cut(from: canonical(text.root))
            // What the ledger and the log keep of the sender's own words.
            alert.strategy = alert.strategy.map { source.secret.cut(from: $0) }
            alert.tags = Set(alert.tags.map { source.secret.cut(from: $0) })
            try refuseDelayed(&alert, source)
            return alert
        } catch {
            throw text.hasPlaces ? error : error.at(error.topKey.flatMap { text.places[$0] })
        }
    }

    /// What a recorded alert said, by its canonical text; nil where the present code reads it no more.
    package static func recorded(_ canonical: [UInt8], dialect: String) -> Alert? {
        guard let dialect = Dialect(rawValue: dialect), let root = try? JSONDocument(canonical).root,
            root.kind == .object
        else { return nil }
        return try? read(AlertFields(root), in: dialect)
    }

    private static func read(_ fields: AlertFields, in dialect: Dialect) throws(Refusal) -> Alert {
        do throws(Refusal) {
            return try readStrictly(fields, in: dialect)
        } catch {
            if let exit = exit(fields, in: dialect, despite: error) { return exit }
            throw error.code == .keyUnknown ? error.read(as: dialect) : error
        }
    }

    /// An exit, or a cancel, whose only faults are that its symbol is of a later month, or stand in keys that concern
    /// entries; nil for everything else.
    ///
    /// Those keys are read as if they were not there. None of them tells an exit from an entry, nor what an exit is
    /// about: a message means with them what it means without.
    private static func exit(
        _ fields: AlertFields, in dialect: Dialect, despite refusal: Refusal
    ) -> Alert? {
        let entryOnly = dialect.reader.entryOnly
        var (fields, refusal) = (fields, refusal)
        while let key = refusal.key.flatMap({ fields.has($0) ? $0 : nil }) ?? refusal.topKey {
            if refusal.code == .symbolUnresolved, !fields.takesLaterMonths {
                fields.takesLaterMonths = true
            } else {
                let present = entryOnly.filter(fields.has)
                // A stop's or a target's name is one in whatever dialect, unless it tells how much is meant.
                let isStrange = refusal.code == .keyUnknown && fields.has(key)
                let isProtective = isStrange && ProtectiveKey(key) != nil && !ProtectiveKey.counts(key)
                guard isProtective || entryOnly.contains(key) && !present.isEmpty else { return nil }
                // What is missing is asked for by another of them.
                fields.hide(fields.has(key) ? [key] : present)
            }
            do throws(Refusal) {
                var alert = try readStrictly(fields, in: dialect)
                // What takes entries back reads no such keys, and has the symbol alone for a fault.
                guard alert.intent.takesOff || alert.intent == .cancel && fields.hidden.isEmpty else {
                    return nil
                }
                let hidden = AlertFields(fields.root).saying(fields.hidden.sorted())
                alert.unheeded += hidden.filter { !alert.unheeded.contains($0) }
                return alert
            } catch {
                refusal = error
            }
        }
        return nil
    }

    private static func readStrictly(_ fields: AlertFields, in dialect: Dialect) throws(Refusal) -> Alert {
        try dialect.reader.refuseCommand(fields)
        try dialect.reader.table.check(fields)
        var alert = try dialect.reader.read(fields)
        if !alert.intent.isExit { try dialect.reader.table.refuseBare(fields) }
        alert.dialect = dialect.rawValue
        try fields.readLabels(dialect.reader.labels, into: &alert)
        if dialect != .native, alert.id == nil { alert.id = try ExternalID.read(fields) }
        alert.unheeded += dialect.reader.table.ignored(fields)
        return alert
    }

    private static func members(of text: Text) throws(Refusal) -> AlertFields {
        guard text.root.kind == .object else {
            throw Refusal(
                .bodyUnreadable, reason: "the body is not a JSON object",
                remedy: "start from one of the alert-templates", line: text.root.line,
                column: text.root.column)
        }
        return AlertFields(text.root)
    }

    // MARK: Whose words they are

    /// The one dialect that a message is in: the only one of its source, or the only one that it fits.
    private static func dialect(
        of fields: AlertFields, _ form: MessageForm, _ choice: DialectChoice
    ) throws(Refusal) -> Dialect {
        let spoken =
            switch choice {
            case .auto: DialectChoice.told
            case .only(let dialects): dialects
            }
        let written = spoken.filter { $0.reader.table.form == form }
        if case .only(let dialects) = choice, dialects.count == 1 {
            guard let dialect = written.first else { throw unwritten(fields, dialects[0]) }
            return dialect
        }
        let fitting = written.filter { $0.reader.claims(fields) }
        if fitting.count == 1 { return fitting[0] }
        guard fitting.count > 1 else { throw unknown(fields, form, spoken) }
        let names = fitting.map(\.rawValue).joined(separator: " and ")
        throw Refusal(
            .dialectAmbiguous, reason: "the message fits \(names), which mean it differently",
            remedy: "write `dialect: \(fitting[0].rawValue)`, or the other, for this source in the settings",
            line: fields.root.line, column: fields.root.column)
    }

    private static func unwritten(_ fields: AlertFields, _ dialect: Dialect) -> Refusal {
        Refusal(
            .dialectUnknown, reason: "the message is not written as \(dialect.rawValue) messages are",
            remedy: "start from its template (alertbridge template list), or change the source's dialect",
            line: fields.root.line, column: fields.root.column)
    }

    private static func unknown(
        _ fields: AlertFields, _ form: MessageForm, _ spoken: [Dialect]
    ) -> Refusal {
        let names = spoken.map(\.rawValue).joined(separator: ", ")
        let isLikePickMyTrade =
            fields.has("data") && !fields.has("token") && spoken.contains(.pickMyTrade)
            && (fields.has("symbol") || fields.has("ticker"))
        return Refusal(
            .dialectUnknown, reason: "the message has the keys of none of \(names)",
            remedy: isLikePickMyTrade
                ? "a PickMyTrade message has \"token\" and \"symbol\" beside \"data\": add what is missing"
                : remedy(fields, form, spoken)
                    ?? "start from one of the alert-templates, or name its dialect in the source's settings",
            line: fields.root.line, column: fields.root.column)
    }

    /// What the message needs, or its source, as far as its form and its keys tell.
    private static func remedy(
        _ fields: AlertFields, _ form: MessageForm, _ spoken: [Dialect]
    ) -> String? {
        switch form {
        case .json where !spoken.contains(.generic) && isGeneric(fields):
            "write `dialect: generic` for this source in the settings: so such messages by hand are read"
        case .words where isWebForm(fields):
            "send the JSON itself as the request's body, and not a web form around it"
        case .words where spoken.contains(.autoview):
            "such words are Autoview's, with its keys in small letters: s=MNQ1! b=long q=1 t=market"
        case .pairs where spoken.contains(.crossTrade):
            "such pairs are CrossTrade's, which have key and command: key=SECRET; command=place; "
                + "instrument=MNQ1!; action=buy; qty=1; order_type=market;"
        default: nil
        }
    }

    private static func isGeneric(_ fields: AlertFields) -> Bool {
        GenericDialect.claims(fields) && (try? GenericDialect.table.check(fields)) != nil
    }

    /// Whether a text is JSON that was sent as a form's field: a brace is `%7B` there.
    private static func isWebForm(_ fields: AlertFields) -> Bool {
        fields.members.contains { $0.value.string?.asciiLowercased.hasPrefix("%7b") == true }
    }

    /// An entry on delayed data is minutes old whatever its time says; an exit is never too late, and what a plain
    /// order is, its account's position tells.
    private static func refuseDelayed(_ alert: inout Alert, _ source: Source) throws(Refusal) {
        guard alert.isFeedDelayed, source.delayedFeed == .refuse, !alert.intent.isExit else { return }
        let refusal = Refusal(
            .feedDelayed, reason: "the chart of \(alert.symbol) runs on delayed data",
            remedy: "subscribe to the exchange's data on TradingView, or set the source's delayed_feed: warn")
        if case .hold = alert.intent {
            alert.entryRefusal = refusal
            return
        }
        guard alert.entry == .asSaid, alert.plainSide != nil else { throw refusal }
        alert.entryRefusal = refusal
    }

    // MARK: The canonical text

    /// The message without its secrets, at any depth: members by the bytes of their names. A bare `NaN` is left out;
    /// within a member it is `null`, since an object without any distance is no leg of a bracket.
    private static func canonical(_ value: JSONValue, isInside: Bool = false) -> [UInt8] {
        switch value.kind {
        case .object:
            JSONWriter.write { writer in
                writer.object { writer in
                    let kept = value.members.filter {
                        !SecretKeys.hold($0.key) && (isInside || $0.value.kind != .nan)
                    }
                    let sorted = kept.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                    for (key, value) in sorted {
                        writer.key(key)
                        writer.raw(canonical(value, isInside: true))
                    }
                }
            }
        case .array:
            JSONWriter.write { writer in
                writer.array { writer in
                    for element in value.elements { writer.raw(canonical(element, isInside: true)) }
                }
            }
        default: value.canonical()
        }
    }
}
