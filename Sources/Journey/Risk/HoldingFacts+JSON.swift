import JSON
import Trading

/// As the ledger keeps them; what is off or says nothing is left out.
extension HoldingFacts {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("limits")
            writer.object { limits.write(to: &$0) }
            if let product {
                writer.key("product")
                writer.object { writer in
                    writer.member("root", product.root)
                    writer.member("tenths", product.tenths)
                    writer.member("micro", product.isMicro)
                    writer.member("round_turn", product.roundTurn)
                }
            }
            writer.member("tick_value", numberIfPresent: tickValue?.description)
            writer.member("other_months", ifPresent: otherMonths == 0 ? nil : otherMonths)
            writer.member("other_tenths", otherTenths)
            writer.member("working", working)
            writer.member("adds", ifPresent: adds)
            writer.member("reference", numberIfPresent: reference?.description)
            if reference != nil { writer.member("reference_age_us", referenceAge.microseconds) }
            writer.member("mark", numberIfPresent: mark?.description)
            writer.member("mark_age_us", ifPresent: markAge?.microseconds)
            for (name, texts) in lists {
                guard !texts.isEmpty else { continue }
                writer.key(name)
                writer.array { writer in texts.forEach { writer.value($0) } }
            }
        }
    }

    private var lists: [(String, [String])] {
        [
            ("unweighed", unweighed), ("other_class", otherClass), ("opposite", opposite), ("unread", unread),
            ("matches", matches), ("bare", bare),
        ]
    }

    /// Nil unless what must be there is.
    init?(_ json: JSONValue) {
        guard let limits = json["limits"].flatMap(HoldingLimits.init), let working = json["working"]?.int64,
            let tenths = json["other_tenths"], tenths.isNull || tenths.int64 != nil
        else { return nil }
        self.init(limits)
        if let told = json["product"] {
            guard let product = Product(told) else { return nil }
            self.product = product
        }
        self.working = working
        otherTenths = tenths.int64
        otherMonths = json["other_months"]?.int64 ?? 0
        tickValue = json["tick_value"]?.numberText.flatMap { Money($0) }
        adds = json["adds"]?.int64
        reference = json["reference"]?.numberText.flatMap { Price($0) }
        referenceAge = Span(microseconds: json["reference_age_us"]?.int64 ?? 0)
        mark = json["mark"]?.numberText.flatMap { Price($0) }
        markAge = json["mark_age_us"]?.int64.map(Span.init(microseconds:))
        func texts(_ name: String) -> [String] { json[name]?.elements.compactMap(\.string) ?? [] }
        unweighed = texts("unweighed")
        otherClass = texts("other_class")
        opposite = texts("opposite")
        unread = texts("unread")
        matches = texts("matches")
        bare = texts("bare")
    }
}

extension HoldingFacts.Product {
    fileprivate init?(_ json: JSONValue) {
        guard let root = json["root"]?.string, let tenths = json["tenths"]?.int64,
            let isMicro = json["micro"]?.bool,
            let roundTurn = json["round_turn"]?.numberText.flatMap({ Money($0) })
        else { return nil }
        self.init(root: root, tenths: tenths, isMicro: isMicro, roundTurn: roundTurn)
    }
}

extension HoldingLimits {
    fileprivate func write(to writer: inout JSONWriter) {
        func list(_ name: String, _ roots: Set<String>?) {
            guard let roots else { return }
            writer.key(name)
            writer.array { writer in roots.sorted().forEach { writer.value($0) } }
        }
        list("allow", allowed)
        list("deny", blocked.isEmpty ? nil : blocked)
        list("negative_prices", negative.isEmpty ? nil : negative)
        writer.member("tenths_max", ifPresent: tenthsMax)
        writer.member("working_max", ifPresent: workingMax)
        writer.member("adds_max", ifPresent: addsMax)
        writer.member("one_class", ifPresent: isOneClass ? true : nil)
        writer.member("notional_max", numberIfPresent: notionalMax?.description)
        writer.member("collar_ticks", ifPresent: collarTicks)
        writer.member("collar_millionths", ifPresent: collarMillionths)
        writer.member("far_ticks", ifPresent: farTicks)
        writer.member("needs_reference", ifPresent: needsReference ? true : nil)
        writer.member("risk_max", numberIfPresent: riskMax?.description)
        writer.member("slip_ticks", slipTicks)
        writer.member("needs_stops", ifPresent: needsStops ? true : nil)
        writer.member("refuses_self_match", ifPresent: refusesSelfMatch ? true : nil)
    }

    fileprivate init?(_ json: JSONValue) {
        guard let slip = json["slip_ticks"]?.int64 else { return nil }
        self.init()
        func roots(_ name: String) -> Set<String>? {
            json[name].map { Set($0.elements.compactMap(\.string)) }
        }
        slipTicks = slip
        allowed = roots("allow")
        blocked = roots("deny") ?? []
        negative = roots("negative_prices") ?? []
        tenthsMax = json["tenths_max"]?.int64
        workingMax = json["working_max"]?.int64
        addsMax = json["adds_max"]?.int64
        isOneClass = json["one_class"]?.bool ?? false
        notionalMax = json["notional_max"]?.numberText.flatMap { Money($0) }
        collarTicks = json["collar_ticks"]?.int64
        collarMillionths = json["collar_millionths"]?.int64
        farTicks = json["far_ticks"]?.int64
        needsReference = json["needs_reference"]?.bool ?? false
        riskMax = json["risk_max"]?.numberText.flatMap { Money($0) }
        needsStops = json["needs_stops"]?.bool ?? false
        refusesSelfMatch = json["refuses_self_match"]?.bool ?? false
    }
}
