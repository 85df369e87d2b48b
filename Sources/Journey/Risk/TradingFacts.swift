import JSON
import Trading

/// What the gate is told about who may trade at all, besides the two words `killed` and `state`.
package struct TradingFacts: Hashable, Sendable {
    /// One thing that keeps orders from leaving.
    package struct Stop: Hashable, Sendable {
        /// `everything`, `account combine-1`, `strategy orb`.
        package let what: String
        /// Who said it, when and why.
        package let why: String
        /// The command that ends it.
        package let release: String

        package init(what: String, why: String, release: String) {
            self.what = what
            self.why = why
            self.release = release
        }
    }

    /// Every kill switch that is on for the order.
    package var kills: [Stop] = []
    /// What makes the trading state as strict as it is.
    package var halts: [Stop] = []
    /// Why this machine's clock cannot be believed; nil while it can.
    package var clockFault: String?
    /// By how much it differs from the venue's; nil where nobody watches, or too few answers told.
    package var venueClock: VenueClock?
    /// As the settings say it; nil where they do not.
    package var bracketMode: BracketMode?
    /// When and how the venue refused an order of the account for its bracket; nil while it did not, or a person has
    /// said since that the mode was changed.
    package var bracketRefusal: String?
    /// The command by which a person says so.
    package var bracketRelease = ""
    /// Entries of the strategy on this contract and side, with nothing of the other side between.
    package var repeats: Count?
    /// Its entries that the venue refused of late.
    package var rejects: Count?
    /// Nil for an order that was let through before.
    package var rate: Rate?

    package init() {}

    package static let none = TradingFacts()
}

extension TradingFacts {
    func write(to writer: inout JSONWriter) {
        if !kills.isEmpty {
            writer.key("kills")
            writer.array { writer in kills.forEach { $0.write(to: &writer) } }
        }
        if !halts.isEmpty {
            writer.key("halts")
            writer.array { writer in halts.forEach { $0.write(to: &writer) } }
        }
        writer.member("clock_fault", ifPresent: clockFault)
        writer.member("clock_ahead_us", ifPresent: venueClock?.ahead.microseconds)
        writer.member("bracket_mode", ifPresent: bracketMode?.rawValue)
        if let bracketRefusal {
            writer.member("bracket_refusal", bracketRefusal)
            writer.member("bracket_release", bracketRelease)
        }
        if let repeats {
            writer.key("repeats")
            repeats.write(to: &writer)
        }
        if let rejects {
            writer.key("rejects")
            rejects.write(to: &writer)
        }
        if let rate {
            writer.key("rate")
            rate.write(to: &writer)
        }
    }

    /// Nil unless it reads back whole.
    init?(_ json: JSONValue) {
        self.init()
        guard let kills = Stop.list(json["kills"]), let halts = Stop.list(json["halts"]) else { return nil }
        (self.kills, self.halts) = (kills, halts)
        clockFault = json["clock_fault"]?.string
        venueClock = json["clock_ahead_us"]?.int64.map { VenueClock(ahead: Span(microseconds: $0)) }
        bracketMode = json["bracket_mode"]?.string.flatMap(BracketMode.init)
        bracketRefusal = json["bracket_refusal"]?.string
        bracketRelease = json["bracket_release"]?.string ?? ""
        repeats = json["repeats"].flatMap(Count.init)
        rejects = json["rejects"].flatMap(Count.init)
        rate = json["rate"].flatMap(Rate.init)
        // What is there and does not read back is no input to decide from.
        let isWhole =
            (json["repeats"] == nil || repeats != nil) && (json["rejects"] == nil || rejects != nil)
            && (json["rate"] == nil || rate != nil)
        guard isWhole else { return nil }
    }
}

extension TradingFacts.Stop {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("what", what)
            writer.member("why", why)
            writer.member("release", release)
        }
    }

    fileprivate static func list(_ json: JSONValue?) -> [TradingFacts.Stop]? {
        guard let json else { return [] }
        var stops: [TradingFacts.Stop] = []
        for one in json.elements {
            guard let what = one["what"]?.string, let why = one["why"]?.string,
                let release = one["release"]?.string
            else { return nil }
            stops.append(TradingFacts.Stop(what: what, why: why, release: release))
        }
        return stops
    }
}
