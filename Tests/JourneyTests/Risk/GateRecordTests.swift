import JSON
import Journey
import Testing
import Trading

/// What `ledger verify` and `ledger replay` say of recorded verdicts that are damaged, or whose gate has changed.
struct GateRecordTests {
    static let denied = GateInput.passing.with { ($0.size, $0.position) = (3, 0) }

    func record(_ input: GateInput, replacing original: String = "", with edited: String = "") throws
        -> [UInt8]
    {
        let honest = String(decoding: RiskGate.examine(input).json, as: UTF8.self)
        guard !original.isEmpty else { return Array(honest.utf8) }
        let body = honest.replacing(original, with: edited)
        try #require(body != honest)
        return Array(body.utf8)
    }

    @Test(arguments: [
        (#""failures":"#, #"recorded denied [], decided again: denied ["QUANTITY_EXCEEDS_MAXIMUM"]"#),
        (
            #""verdict":"#,
            #"recorded nothing ["QUANTITY_EXCEEDS_MAXIMUM"], decided again: denied ["QUANTITY_EXCEEDS_MAXIMUM"]"#
        ),
    ])
    func `a verdict that was cut out of its record is missed`(member: String, told: String) throws {
        let body = try record(Self.denied, replacing: member, with: #""gone":"#)
        #expect(GateReport.recheck(body) == told)
    }

    @Test(arguments: [
        (#""locks":"#, #""gone":"#), (#""unresolved":"#, #""gone":"#),
        (#""locks":["held"]"#, #""locks":[7]"#),
        (#""unresolved":["ab-1"]"#, #""unresolved":[null]"#), (#""kind":"modify""#, #""kind":"move""#),
        (#""adds_exposure":"#, #""gone":"#),
    ])
    func `what stood against an order cannot be cut out of its record`(original: String, edited: String)
        throws
    {
        let input = GateInput.passing.with {
            $0.locks = ["held"]
            $0.unresolved = [OrderTag("ab-1")]
            $0.change = GateChange(kind: .modify, addsExposure: true, obstacle: nil)
        }
        #expect(GateReport.recheck(try record(input)) == nil)
        let body = try record(input, replacing: original, with: edited)
        #expect(GateReport.recheck(body) == "the recorded input cannot be read")
        #expect(GateReport.verdictNow(body) == nil)
    }

    @Test func `today's verdict names every failure, and none where the record cannot be read`() throws {
        #expect(GateReport.verdictNow(try record(.passing)) == "approved")
        let two = GateInput.passing.with { $0.size = 3 }
        #expect(
            GateReport.verdictNow(try record(two))
                == "denied QUANTITY_EXCEEDS_MAXIMUM POSITION_LIMIT_INSTRUMENT")
        // What was written then does not matter, only what it was decided on.
        let turned = try record(
            Self.denied, replacing: #""verdict":"denied""#, with: #""verdict":"approved""#)
        #expect(GateReport.verdictNow(turned) == "denied QUANTITY_EXCEEDS_MAXIMUM")
        for damaged in ["", "{", #"{"verdict":"approved"}"#] {
            #expect(GateReport.verdictNow(Array(damaged.utf8)) == nil)
        }
    }

    @Test func `a trailing stop's level and a change come back from the record`() throws {
        let input = GateInput.passing.with {
            $0.trailPrice = Price("21450.25")
            $0.stopTrails = true
            $0.change = GateChange(kind: .cancel, addsExposure: false, obstacle: "has ended")
        }
        let root = try JSONDocument(try record(input)).root
        #expect(GateInput(try #require(root["input"])) == input)
        #expect(GateReport.recheck(try record(input)) == nil)
    }

    // MARK: Edges of the checks

    @Test(arguments: zip([true, false, nil], ["true", "false", "unknown"]))
    func `an account that may not trade is denied with what the venue said of it`(
        isVisible: Bool?, told: String
    ) throws {
        let input = GateInput.passing.with { ($0.canTrade, $0.isVisible) = (false, isVisible) }
        let denial = try #require(RiskGate.examine(input).denial)
        #expect(denial.code == .accountNotTradable)
        #expect(denial.reason == "the venue says can_trade=false visible=\(told)")
    }

    @Test func `protection of a contract that is not listed is moved, and not newly placed`() {
        let stop = GateInput.passingExit.with {
            ($0.orderClass, $0.type) = (.protect, .stop)
            ($0.stopPrice, $0.tickSize) = (Price("21450.30"), nil)
        }
        #expect(stop.failures == [.priceOffTick])
        let moved = stop.with { $0.change = GateChange(kind: .modify, addsExposure: false, obstacle: nil) }
        #expect(moved.failures.isEmpty)
        let added = stop.with { $0.change = GateChange(kind: .modify, addsExposure: true, obstacle: nil) }
        #expect(added.failures.contains(.priceOffTick))
    }

    @Test func `an exit that names neither side nor size leaves nothing, and says what it was`() throws {
        let input = GateInput.passingExit.with { ($0.side, $0.size) = (nil, nil) }
        #expect(input.failures == [.quantityInvalid, .reduceOnlyWouldIncrease])
        let sideless = GateInput.passingExit.with { ($0.side, $0.position) = (nil, -3) }
        #expect(sideless.failures.first == .quantityInvalid)
        #expect(
            RiskGate.approve(RiskGate.examine(sideless), for: AccountName("combine-1"), notAfter: nil) == nil)
    }
}
