import JSON
import Journey
import Testing
import Trading

/// The gate's input and verdict as the ledger keeps them.
struct GateReportTests {
    static let full = GateInput.passing.with {
        $0.limitPrice = Price("-37.63")
        $0.stopPrice = Price("21450.25")
        $0.isTagUsed = true
        $0.signalAge = Span(microseconds: -1_999_999)
        $0.isRepeat = true
        $0.isKilled = true
        $0.tradingState = .reducing
        $0.locks = ["a \"quoted\" lock", "é"]
        $0.limits = RiskLimits(
            sizeMax: 5, positionMax: 7, requiresStop: false, orderTypes: [.limit, .trailingStop])
        $0.gatewayFault = "line\nbreak"
        $0.position = -4
        ($0.liveBuys, $0.liveSells, $0.pendingExits) = (1, 2, 3)
        $0.unresolved = [OrderTag("ab-1"), OrderTag("ab-2")]
        $0.isLedgerWritable = false
    }
    static let bare = GateInput(
        tag: OrderTag("t"), orderClass: .flatten, side: nil, size: nil, type: .market, root: "*",
        contract: nil)

    @Test(arguments: [full, bare, .passing, .passingExit])
    func `an input comes back from its JSON whole`(input: GateInput) throws {
        let root = try JSONDocument(RiskGate.examine(input).json).root
        #expect(GateInput(try #require(root["input"])) == input)
    }

    @Test(arguments: [full, bare, .passing, .passingExit])
    func `an honest record decides the same again`(input: GateInput) {
        #expect(GateReport.recheck(RiskGate.examine(input).json) == nil)
    }

    @Test func `the record tells verdict, code, failures and every check`() throws {
        let root = try JSONDocument(RiskGate.examine(.passing.with { $0.size = 3 }).json).root
        #expect(root["verdict"]?.string == "denied")
        #expect(root["code"]?.string == "QUANTITY_EXCEEDS_MAXIMUM")
        #expect(
            root["failures"]?.elements.map(\.string) == [
                "QUANTITY_EXCEEDS_MAXIMUM", "POSITION_LIMIT_INSTRUMENT",
            ])
        let checks = try #require(root["checks"]?.elements)
        let quantity = try #require(checks.first { $0["id"]?.string == "PT-20" })
        #expect(quantity["passed"]?.bool == false)
        #expect(quantity["inputs"]?.string == "size=3 size_max=2")
        #expect(checks.count == Checks.all.count { $0.classes.contains(.entry) })
        #expect(try JSONDocument(RiskGate.examine(.passing).json).root["code"]?.isNull == true)
    }

    @Test(arguments: [
        (#""verdict":"denied""#, #""verdict":"approved""#), (#""size":3"#, #""size":2"#),
        (#""size_max":2"#, #""size_max":3"#), (#""failures":["QUANTITY"#, #""failures":["QUANTITI"#),
        (#""failures":["QUANTITY_EXCEEDS_MAXIMUM"]"#, #""failures":[]"#),
        (#""killed":false"#, #""killed":true"#),
        (#""stop_ticks":4"#, #""stop_ticks":null"#),
    ])
    func `an edited record is found, and the difference is named`(original: String, edited: String) throws {
        let input = GateInput.passing.with { ($0.size, $0.position) = (3, 0) }
        let honest = String(decoding: RiskGate.examine(input).json, as: UTF8.self)
        let body = honest.replacing(original, with: edited)
        #expect(body != honest)
        let difference = try #require(GateReport.recheck(Array(body.utf8)))
        #expect(difference.contains("decided again"))
    }

    @Test(arguments: [
        "", "{", "[]", "{}", #"{"input":{}}"#, #"{"verdict":"approved","failures":[]}"#,
    ])
    func `a record that cannot be read is named as that`(body: String) {
        #expect(GateReport.recheck(Array(body.utf8)) == "the recorded input cannot be read")
    }

    @Test(arguments: [
        "tag", "class", "type", "root", "state", "limits", "tag_used", "signal_age_us", "signal_age_max_us",
        "repeat",
        "contract_active", "killed", "stream_ready", "live_buys", "live_sells", "pending_exits",
        "ledger_writable",
        "size_max", "position_max", "require_stop", "order_types",
    ])
    func `a record without one of its members cannot be read`(key: String) throws {
        let honest = String(decoding: RiskGate.examine(.passing).json, as: UTF8.self)
        let body = honest.replacing("\"\(key)\":", with: "\"x_\(key)\":")
        #expect(body != honest)
        #expect(GateReport.recheck(Array(body.utf8)) == "the recorded input cannot be read")
    }

    @Test(arguments: [
        (GateInput.passing, Denial.Code.positionLimitInstrument), (.passingExit, .reduceOnlyWouldIncrease),
    ])
    func `a record with numbers at the ends of the range is decided, not fallen over`(
        input: GateInput, code: Denial.Code
    ) {
        for position in [Int64.min, .max] {
            for other in [Int64.min, .max] {
                let extreme = input.with {
                    ($0.position, $0.liveBuys, $0.liveSells, $0.pendingExits) = (
                        position, other, other, other
                    )
                }
                let report = RiskGate.examine(extreme)
                #expect(report.denial == nil || report.failures == [code])
                #expect(GateReport.recheck(report.json) == nil)
            }
        }
        #expect(input.with { $0.position = .min }.failures == [code])
    }
}
