import JSON
import Journey
import Testing
import Trading

@testable import Gateway

/// Invented accounts, contracts and answers that the tests share.
enum Samples {
    static let account = AccountName("practice")
    static let accountID = AccountID(7_701_001)
    static let mnq = ContractID("CON.F.US.MNQ.Z26")
    static let tag = OrderTag("ab-mfrggzdfmztwq2lknnwg-7701001-0")
    static let book = AccountBook([account: accountID])
    static let start = Timestamp(microseconds: 1_790_000_000_000_000)

    static func moment(_ seconds: Int64) -> Moment {
        Moment(wall: start.advanced(by: .seconds(seconds)), steady: steady(seconds))
    }

    static func steady(_ seconds: Int64) -> Timestamp { Timestamp(microseconds: seconds * 1_000_000) }

    static func reply(_ status: Int, _ body: String) -> Reply {
        Reply(
            outcome: .answered(status: status, body: Array(body.utf8)), handedAt: moment(0),
            endedAt: moment(1))
    }

    static func reply(_ outcome: Reply.Outcome) -> Reply {
        Reply(outcome: outcome, handedAt: moment(0), endedAt: moment(1))
    }

    /// A successful answer with these further members.
    static func success(_ members: String = "") -> Reply {
        reply(
            200,
            #"{"success":true,"errorCode":0,"errorMessage":null\#(members.isEmpty ? "" : ",")\#(members)}"#)
    }

    static func failure(_ code: Int64, message: String? = nil, members: String = "") -> Reply {
        let words = message.map { "\"\($0)\"" } ?? "null"
        let more = members.isEmpty ? "" : "," + members
        return reply(200, #"{"success":false,"errorCode":\#(code),"errorMessage":\#(words)\#(more)}"#)
    }

    static func json(_ text: String) throws -> JSONValue { try JSONDocument(Array(text.utf8)).root }

    static func order(
        id: Int64 = 3_611_000_101, status: Int64 = 1, tag: String? = nil, account: Int64 = 7_701_001
    ) -> String {
        let tag = tag.map { "\"\($0)\"" } ?? "null"
        return #"{"id":\#(id),"accountId":\#(account),"contractId":"CON.F.US.MNQ.Z26","#
            + #""creationTimestamp":"2026-10-05T14:30:00.15673+00:00","status":\#(status),"type":2,"side":0,"#
            + #""size":2,"limitPrice":null,"stopPrice":null,"fillVolume":0,"filledPrice":null,"#
            + #""customTag":\#(tag)}"#
    }

    static func orders(_ rows: [String], total: Int? = nil) -> Reply {
        let total = total.map { #","totalCount":\#($0)"# } ?? ""
        return success(#""orders":[\#(rows.joined(separator: ","))]\#(total)"#)
    }
}

/// Dice that always show the same: zero gives no jitter, the largest gives all of it.
struct FixedDice: RandomNumberGenerator {
    let value: UInt64
    static let low = FixedDice(value: 0)
    static let high = FixedDice(value: .max)
    mutating func next() -> UInt64 { value }
}

extension EndingRule: CustomTestStringConvertible {
    public var testDescription: String { endpoint.name }
}

extension Reply: CustomTestStringConvertible {
    public var testDescription: String {
        switch outcome {
        case .answered(let status, let body): "\(status) \(String(decoding: body.prefix(80), as: UTF8.self))"
        case .notSent(let reason): "not sent: \(reason)"
        case .broken(let reason): "broken: \(reason)"
        }
    }
}
