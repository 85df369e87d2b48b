package import JSON
import Trading

/// As the ledger keeps it, as an acknowledgement is bound to it, and as it is read back.
extension FirmProfile {
    /// Everything that a person acknowledges, as canonical JSON.
    package var content: [UInt8] {
        let bytes = JSONWriter.write { writer in writer.object { write(to: &$0) } }
        return (try? JSONDocument(bytes))?.root.canonical() ?? bytes
    }

    package func write(to writer: inout JSONWriter) {
        writer.member("name", name)
        writer.member("firm", firm)
        writer.member("as_of", "\(asOf)")
        writer.member("source", source)
        writer.member("verified", isVerified)
        writer.member("account_class", accountClass.rawValue)
        writer.member("api_trading_allowed", ifPresent: allowsAPI)
        writer.member("simulated", ifPresent: isSimulated)
        writer.member("tenths_max", ifPresent: tenthsMax)
        writer.member("day_roll", ifPresent: dayRoll)
        if !scaling.isEmpty {
            writer.key("scaling")
            writer.array { writer in
                for step in scaling {
                    writer.object { writer in
                        writer.member("above", numberIfPresent: step.above?.description)
                        writer.member("tenths", step.tenths)
                    }
                }
            }
        }
        guard let drawdown else { return }
        writer.key("drawdown")
        writer.object { writer in
            writer.member("peak", drawdown.peak.rawValue)
            writer.member("amount", numberIfPresent: drawdown.amount?.description)
            writer.member("start", numberIfPresent: drawdown.start?.description)
            writer.member("lock", numberIfPresent: drawdown.lock?.description)
        }
    }

    /// Nil unless what must be there is, and what is there reads back.
    package init?(_ json: JSONValue) {
        guard let name = json["name"]?.string, let firm = json["firm"]?.string,
            let asOf = json["as_of"]?.string.flatMap({ CivilDate($0) }), let source = json["source"]?.string,
            let isVerified = json["verified"]?.bool,
            let accountClass = json["account_class"]?.string.flatMap(AccountClass.init)
        else { return nil }
        self.init(
            name: name, firm: firm, asOf: asOf, source: source, isVerified: isVerified,
            accountClass: accountClass)
        allowsAPI = json["api_trading_allowed"]?.bool
        isSimulated = json["simulated"]?.bool
        tenthsMax = json["tenths_max"]?.int64
        dayRoll = json["day_roll"]?.int64
        for step in json["scaling"]?.elements ?? [] {
            guard let tenths = step["tenths"]?.int64 else { return nil }
            scaling.append(ScalingStep(above: step.money("above"), tenths: tenths))
        }
        guard let told = json["drawdown"] else { return }
        guard let peak = told["peak"]?.string.flatMap(Drawdown.Peak.init) else { return nil }
        drawdown = Drawdown(
            peak: peak, amount: told.money("amount"), start: told.money("start"), lock: told.money("lock"))
    }
}

extension JSONValue {
    func money(_ name: String) -> Money? { self[name]?.numberText.flatMap { Money($0) } }
}
