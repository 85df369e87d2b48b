import JSON
import Journey
import OwnThreads
import Testing
import Trading

@Suite(.ownThreads)
struct LedgerRowJSONTests {
    private func text(_ record: some LedgerRecord) -> String {
        String(decoding: record.json(), as: UTF8.self)
    }

    @Test func `an order has the members that others rely on`() throws {
        let order = try JSONDocument(Sample.fullOrder("ab-1", alert: Sample.fingerprint(1)).json()).root
        #expect(order["tag"]?.string == "ab-1")
        #expect(order["alert"]?.string == Sample.fingerprint(1).description)
        #expect(order["account"]?.string == "combine-1")
        #expect(order["contract"]?.string == "CON.F.US.MNQ.Z26")
        #expect(order["class"]?.string == "entry")
        #expect(order["side"]?.string == "buy")
        #expect(order["size"]?.int64 == 2)
        #expect(order["type"]?.string == "stop_limit")
        #expect(order["state"]?.string == "partially_filled")
        #expect(order["stage"]?.string == "risk")
        #expect(order["code"]?.string == "OrderRejected")
        #expect(order["venue_order_id"]?.int64 == 3_000_000_001)
        #expect(order["parent"]?.string == "ab-parent")
        #expect(order["created_at"]?.string == "2026-10-05T14:30:00.156730Z")
        #expect(order["limit_price"]?.numberText == "21450.25")
        #expect(order["average_price"]?.numberText == "28446.375000001")
        #expect(order["bracket"]?["stop_ticks"]?.int64 == 80)
        #expect(order["times"]?.count == 10)
        #expect(order["times"]?["reconciled_at"]?.string == Sample.time(10).description)
    }

    @Test func `what an order lacks is null`() throws {
        let order = try JSONDocument(Sample.bareOrder.json()).root
        for name in ["alert", "contract", "side", "size", "limit_price", "bracket", "code", "parent"] {
            #expect(order[name]?.isNull == true, "\(name)")
        }
    }

    @Test func `a fill has the members that others rely on`() {
        #expect(
            text(Sample.fill(7, tag: "ab-1")) == """
                {"trade_id":7,"tag":"ab-1","account":"combine-1","contract":"CON.F.US.MNQ.Z26",\
                "venue_order_id":77,"side":"sell","size":1,"price":21450.25,"profit_and_loss":-15.625,\
                "fees":0.37,"commissions":0.25,"voided":true,"day":"2026-10-05",\
                "at":"2026-10-05T14:30:00.156730Z"}
                """)
    }

    @Test func `an alert has the members that others rely on`() throws {
        let alert = try JSONDocument(Sample.alert(1).json()).root
        #expect(alert["alert"]?.string == Sample.fingerprint(1).description)
        #expect(alert["source"]?.string == "orb")
        #expect(alert["dialect"]?.string == "bridge")
        #expect(alert["strategy"]?.string == "orb")
        #expect(alert["ticker"]?.string == "NQ1!")
        #expect(alert["action"]?.string == "buy")
        #expect(alert["received_at"]?.string == Sample.start.description)
        #expect(alert["canonical"]?["ticker"]?.string == "NQ1!")
    }

    @Test(arguments: [[], Array("no json".utf8), [0xff], Array("{\"a\":1} x".utf8)] as [[UInt8]])
    func `a canonical text that is no JSON is kept as a string`(bytes: [UInt8]) throws {
        var row = Sample.alert(1)
        row.canonical = bytes
        #expect(
            try JSONDocument(row.json()).root["canonical"]?.string == String(decoding: bytes, as: UTF8.self))
    }

    @Test func `a body that is no text is kept in hexadecimal`() throws {
        var row = Sample.delivery(1)
        #expect(try JSONDocument(row.json()).root["body"]?.string == #"{"a":1}"#)
        #expect(try JSONDocument(row.json()).root["body_hex"]?.isNull == true)
        row.body = [0xff, 0x0a]
        #expect(try JSONDocument(row.json()).root["body"]?.isNull == true)
        #expect(try JSONDocument(row.json()).root["body_hex"]?.string == "ff0a")
    }

    @Test func `hexadecimal text is that of the fingerprint`() {
        for number in [UInt8(0), 9, 10, 200, 255] {
            let print = Sample.fingerprint(number)
            #expect(Hexadecimal.text(print) == print.description)
        }
        #expect(Hexadecimal.text([0x00, 0x9a, 0xff]) == "009aff")
        #expect(Hexadecimal.text([UInt8]()) == "")
    }

    @Test func `the small rows are written whole`() {
        #expect(
            text(Sample.attempt("ab-1", 1)) == """
                {"tag":"ab-1","number":1,"kind":"place","at":"2026-10-05T14:30:01.156730Z",\
                "ending":"rejected","code":2,"message":"no","latency_microseconds":43000}
                """)
        #expect(
            text(Sample.position("A", -3)) == """
                {"account":"combine-1","contract":"A","signed_size":-3,"average_price":21450.375,\
                "at":"2026-10-05T14:30:00.156730Z"}
                """)
        #expect(
            text(Sample.bareLock(1)) == """
                {"id":1,"account":"combine-1","contract":null,"kind":"operator","reason":"",\
                "created_at":"2026-10-05T14:30:01.156730Z","ends_at":null,"cleared_at":null}
                """)
        #expect(
            text(Sample.dayRow(0)) == """
                {"account":"combine-1","day":"2026-10-05","trades":4,"profit_and_loss":-62.5,"fees":1.48,\
                "commissions":1}
                """)
        #expect(
            text(Sample.discrepancy(1)) == """
                {"id":1,"at":"2026-10-05T14:30:01.156730Z","account":"combine-1","kind":"position",\
                "subject":"CON.F.US.MNQ.Z26","ours":"0","theirs":"2","done":"adopted"}
                """)
    }
}
