import JSON
import Journey
import OwnThreads
import Testing
import Trading

@testable import Gateway

@Suite(.ownThreads)
struct RowTests {
    @Test func `an order of REST is read with every digit`() throws {
        let row = try OrderRow(
            Samples.json(
                #"{"id":3611000102,"accountId":7701001,"contractId":"CON.F.US.MNQ.Z26","#
                    + #""symbolId":"F.US.MNQ","#
                    + #""creationTimestamp":"2026-10-05T14:30:00.15673+00:00","updateTimestamp":null,"#
                    + #""status":1,"type":4,"side":1,"size":2,"limitPrice":null,"stopPrice":24990.250000000,"#
                    + #""fillVolume":0,"filledPrice":null,"customTag":"k-SL","parentOrderId":3611000101}"#))
        #expect(
            row.venueOrder(of: Samples.account)
                == VenueOrder(
                    id: OrderID(3_611_000_102), account: Samples.account, contract: Samples.mnq,
                    tag: OrderTag("k-SL"), status: .open, type: .stop, side: .sell, size: 2,
                    stopPrice: Price(nanos: 24_990_250_000_000), parent: OrderID(3_611_000_101),
                    createdAt: Timestamp("2026-10-05T14:30:00.15673Z")))
    }

    @Test(
        arguments: [
            (1, .open), (2, .filled), (3, .cancelled), (4, .expired), (5, .rejected), (6, .pending),
            (7, .pendingCancellation), (8, .suspended), (0, .unknown(0)), (9, .unknown(9)),
        ] as [(Int64, VenueOrder.Status)])
    func `each status has its word and the others stay unknown`(number: Int64, status: VenueOrder.Status)
        throws
    {
        let row = try OrderRow(Samples.json(Samples.order(status: number)))
        #expect(row.venueOrder(of: Samples.account).status == status)
    }

    @Test(arguments: [#""status":"Open""#, #""status":null"#, #""type":2"#])
    func `a status that is no number counts as working`(member: String) throws {
        let row = try OrderRow(
            Samples.json(#"{"id":1,"accountId":2,"contractId":"C","size":1,\#(member)}"#))
        let order = row.venueOrder(of: Samples.account)
        #expect(order.status == .unknown(-1))
        #expect(!order.status.isTerminal)
    }

    @Test func `types and sides that no document names are nil`() throws {
        let row = try OrderRow(
            Samples.json(#"{"id":1,"accountId":2,"contractId":"C","size":1,"status":1,"type":99,"side":7}"#))
        let order = row.venueOrder(of: Samples.account)
        #expect(order.type == nil && order.side == nil)
    }

    @Test func `an order named by orderId is taken`() throws {
        let row = try OrderRow(
            Samples.json(#"{"orderId":9,"accountId":2,"contractId":"C","size":1,"status":2,"customTag":""}"#))
        #expect(row.id == OrderID(9))
        #expect(row.tag == nil)
        #expect(row.venueOrder(of: Samples.account).filled == 1)
    }

    @Test(arguments: [
        #"{"accountId":2,"contractId":"C","size":1}"#, #"{"id":1,"contractId":"C","size":1}"#,
        #"{"id":1,"accountId":2,"size":1}"#, #"{"id":1,"accountId":2,"contractId":"C"}"#,
        #"{"id":"1","accountId":2,"contractId":"C","size":1}"#,
        #"{"id":1.5,"accountId":2,"contractId":"C","size":1}"#,
        #"{"id":1,"accountId":2,"contractId":"C","size":1,"stopPrice":"high"}"#, "null", "7",
    ])
    func `an order without what tells it apart is unreadable`(text: String) throws {
        let value = try Samples.json(text)
        #expect(throws: Unreadable.self) { try OrderRow(value) }
    }

    @Test(arguments: [(1, 2, 2), (2, 3, -3), (0, 0, 0), (1, 0, 0), (7, 0, 0)] as [(Int64, Int64, Int64)])
    func `a position takes its direction from its type`(type: Int64, size: Int64, signed: Int64) throws {
        let row = try PositionRow(
            Samples.json(
                #"{"id":5,"accountId":7701001,"contractId":"C","type":\#(type),"size":\#(size),"#
                    + #""averagePrice":28446.375}"#
            ))
        #expect(row.position.signedSize == signed)
        #expect(row.position.averagePrice == Price(nanos: 28_446_375_000_000))
    }

    @Test(arguments: [(0, 1), (3, 1), (1, -1)] as [(Int64, Int64)])
    func `a position that is not flat needs a direction`(type: Int64, size: Int64) throws {
        let value = try Samples.json(
            #"{"accountId":1,"contractId":"C","type":\#(type),"size":\#(size),"averagePrice":1}"#)
        #expect(throws: Unreadable.self) { try PositionRow(value) }
    }

    @Test func `an opening trade has no profit and may lack commissions`() throws {
        let row = try TradeRow(
            Samples.json(
                #"{"id":3190000777,"accountId":7701001,"contractId":"CON.F.US.MNQ.Z26","#
                    + #""creationTimestamp":"2026-10-05T14:30:00.1634001+00:00","price":25000.25,"#
                    + #""profitAndLoss":null,"fees":0.72,"side":0,"size":2,"voided":false,"#
                    + #""orderId":3611000101}"#
            ))
        let trade = row.venueTrade(of: Samples.account)
        #expect(trade.profit == nil && trade.commissions == nil && !trade.isVoided)
        #expect(trade.fees == Money(tenThousandths: 7_200))
        #expect(trade.at == Timestamp("2026-10-05T14:30:00.163400Z"))
        #expect(trade.order == OrderID(3_611_000_101))
    }

    @Test(arguments: [
        #""side":2"#, #""side":null"#, #""size":0"#, #""price":null"#, #""creationTimestamp":"today""#,
    ])
    func `a trade that cannot be booked is unreadable`(member: String) throws {
        let name = try #require(member.split(separator: ":").first)
        let others = [
            #""id":1"#, #""accountId":2"#, #""contractId":"C""#,
            #""creationTimestamp":"2026-10-05T14:30:00Z""#,
            #""price":1"#, #""side":0"#, #""size":1"#, #""orderId":3"#,
        ].filter { !$0.hasPrefix(name) }
        let whole = try Samples.json("{" + others.joined(separator: ",") + "," + member + "}")
        #expect(throws: Unreadable.self) { try TradeRow(whole) }
    }

    @Test func `an account needs its right to trade and may lack the rest`() throws {
        let row = try AccountRow(
            Samples.json(#"{"id":7701001,"name":"P","balance":149950.12,"canTrade":false}"#))
        #expect(
            row.state(of: Samples.account)
                == AccountState(
                    account: Samples.account, id: Samples.accountID, name: "P",
                    balance: Money(tenThousandths: 1_499_501_200), canTrade: false, isVisible: true))
        let live = #"{"id":7701001,"name":"P","balance":1,"canTrade":true,"simulated":false}"#
        #expect(try AccountRow(Samples.json(live)).state(of: Samples.account).isSimulated == false)
        let unsaid = try Samples.json(#"{"id":7701001,"name":"P","balance":1}"#)
        #expect(throws: Unreadable.self) { try AccountRow(unsaid) }
    }

    @Test(arguments: [("0.0000005", 500), ("5E-7", 500), ("0.25", 250_000_000)] as [(String, Int64)])
    func `a tick size keeps its digits`(text: String, nanos: Int64) throws {
        let row = try ContractRow(
            Samples.json(
                #"{"id":"C","name":"6JU6","description":"","tickSize":\#(text),"tickValue":6.25,"#
                    + #""activeContract":true,"symbolId":"F.US.JY6"}"#))
        #expect(row.contract.tickSize.nanos == nanos)
        #expect(row.contract.root == "6J")
    }

    @Test(arguments: [("0", "5"), ("-1", "5"), ("0.25", "0"), ("null", "5")])
    func `a contract without a tick is unreadable`(size: String, value: String) throws {
        let row = try Samples.json(
            #"{"id":"C","name":"N","tickSize":\#(size),"tickValue":\#(value),"activeContract":true}"#)
        #expect(throws: Unreadable.self) { try ContractRow(row) }
    }
}
