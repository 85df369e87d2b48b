import Journey
import OwnThreads
import Testing
import Trading

@testable import Gateway

@Suite(.ownThreads)
struct EndingRuleTests {
    static let rules = EndingRule.all

    @Test func `a placement is accepted with success, code 0 and an order id`() {
        #expect(
            EndingRule.place.ending(of: Samples.success(#""orderId":3611000101"#))
                == .accepted(order: OrderID(3_611_000_101)))
    }

    @Test(arguments: [#""orderId":null"#, "", #""orderId":"7""#, #""orderId":0"#, #""orderId":-1"#])
    func `a placement without a usable order id is lost`(member: String) {
        #expect(EndingRule.place.ending(of: Samples.success(member)).word == "lost")
    }

    @Test func `cancel and close are accepted without an id`() {
        #expect(EndingRule.cancel.ending(of: Samples.success()) == .accepted(order: nil))
        #expect(EndingRule.close.ending(of: Samples.success()) == .accepted(order: nil))
    }

    @Test(
        arguments: [
            (EndingRule.place, 1, "AccountNotFound"), (.place, 2, "OrderRejected"),
            (.place, 3, "InsufficientFunds"),
            (.place, 4, "AccountViolation"), (.place, 5, "OutsideTradingHours"),
            (.place, 8, "ContractNotFound"),
            (.place, 9, "ContractNotActive"), (.place, 10, "AccountRejected"),
            (.cancel, 1, "AccountNotFound"), (.cancel, 2, "OrderNotFound"), (.cancel, 3, "Rejected"),
            (.cancel, 6, "AccountRejected"),
            (.close, 1, "AccountNotFound"), (.close, 2, "PositionNotFound"), (.close, 3, "ContractNotFound"),
            (.close, 4, "ContractNotActive"), (.close, 5, "OrderRejected"), (.close, 8, "AccountRejected"),
        ] as [(EndingRule, Int64, String)])
    func `a code that says no is a rejection with its table's name`(
        rule: EndingRule, code: Int64, name: String
    ) {
        let isNotFound = name == "OrderNotFound" || name == "PositionNotFound"
        #expect(
            rule.ending(of: Samples.failure(code, message: "why"))
                == .rejected(Rejection(code: code, name: name, message: "why", isNotFound: isNotFound)))
    }

    @Test(
        arguments: [
            (EndingRule.place, 6), (.place, 7), (.place, 11), (.place, -1), (.place, 0), (.cancel, 4),
            (.cancel, 5),
            (.cancel, 7), (.cancel, 0), (.close, 6), (.close, 7), (.close, 9), (.close, 0),
        ] as [(EndingRule, Int64)])
    func `a failure with a code that is pending, unknown or none of the table's is lost`(
        rule: EndingRule, code: Int64
    ) {
        #expect(rule.ending(of: Samples.failure(code, members: #""orderId":5"#)).word == "lost")
    }

    @Test(arguments: rules)
    func `success with a code other than 0 is lost`(rule: EndingRule) {
        let body = #"{"success":true,"errorCode":2,"errorMessage":null,"orderId":5}"#
        #expect(rule.ending(of: Samples.reply(200, body)).word == "lost")
    }

    @Test(arguments: [401, 404, 405, 415, 429, 500, 502, 503, 201, 204, 301, 418])
    func `any status but 200 and 400 is lost`(status: Int) {
        for rule in Self.rules {
            #expect(rule.ending(of: Samples.reply(status, Self.accepted)).word == "lost")
        }
    }

    static let accepted = #"{"orderId":5,"success":true,"errorCode":0,"errorMessage":null}"#

    @Test(arguments: 0..<accepted.utf8.count)
    func `an accepted answer cut anywhere is lost`(length: Int) {
        let cut = String(Self.accepted.prefix(length))
        #expect(EndingRule.place.ending(of: Samples.reply(200, cut)).word == "lost")
    }

    @Test(arguments: [
        "[]", "null", "<html>502</html>", #"{"success":1,"errorCode":0,"orderId":5}"#,
        #"{"success":true,"orderId":5}"#, #"{"success":true,"errorCode":"0","orderId":5}"#,
        #"{"success":true,"success":false,"errorCode":0,"orderId":5}"#,
    ])
    func `an answer that does not say how it went is lost`(body: String) {
        #expect(EndingRule.place.ending(of: Samples.reply(200, body)).word == "lost")
    }

    @Test func `not sent stays not sent and a broken call is lost`() {
        for rule in Self.rules {
            #expect(rule.ending(of: Samples.reply(.notSent("refused"))) == .notSent("refused"))
            #expect(rule.ending(of: Samples.reply(.broken("reset"))) == .lost("reset"))
        }
    }

    @Test(arguments: [
        "Custom tag already in use", "order: CUSTOM TAG ALREADY IN USE.", "custom tag already in use",
    ])
    func `a tag in use is told whatever its capitals`(message: String) throws {
        let ending = EndingRule.place.ending(of: Samples.failure(2, message: message))
        guard case .rejected(let rejection) = ending else { throw Unexpected(ending) }
        #expect(rejection.isTagInUse)
    }

    @Test(arguments: ["custom tag already in us", "", "tag in use"])
    func `other words are no tag in use`(message: String) throws {
        let ending = EndingRule.place.ending(of: Samples.failure(2, message: message))
        guard case .rejected(let rejection) = ending else { throw Unexpected(ending) }
        #expect(!rejection.isTagInUse)
    }

    @Test func `a refused placement keeps the id of the refused order`() throws {
        let ending = EndingRule.place.ending(of: Samples.failure(2, members: #""orderId":3611000104"#))
        guard case .rejected(let rejection) = ending else { throw Unexpected(ending) }
        #expect(rejection.order == OrderID(3_611_000_104))
        #expect(rejection.message == nil)
    }

    @Test(arguments: rules)
    func `a problem document of 400 is a rejection, as nothing was bound`(rule: EndingRule) throws {
        let body =
            #"{"title":"One or more validation errors occurred.","status":400,"#
            + #""errors":{"$":["no accountId"]}}"#
        let ending = rule.ending(of: Samples.reply(400, body))
        guard case .rejected(let rejection) = ending else { throw Unexpected(ending) }
        #expect(rejection.code == 400)
        #expect(rejection.name == "BadRequest")
        #expect(rejection.message == "One or more validation errors occurred. no accountId")
    }

    @Test(arguments: ["", "<html>Bad Request</html>", "{}", "[400]"])
    func `a 400 without a problem document is lost`(body: String) {
        #expect(EndingRule.place.ending(of: Samples.reply(400, body)).word == "lost")
    }
}

/// Ends a test whose value has another case than it needs.
struct Unexpected: Error {
    let what: String
    init(_ value: some Any) { what = String(describing: value) }
}
