import JSON
import OwnThreads
import Surface
import Testing
import Trading

@testable import Gateway

/// Every read against every answer that is not what it should be: none may pass for a good one.
@Suite(.ownThreads)
struct ReadTableTests {
    struct Read: Sendable, CustomTestStringConvertible {
        let endpoint: Endpoint
        /// The payload's member; nil where there is none that must be there.
        let key: String?
        let good: String
        /// Whether the payload is a list of rows.
        var isList = true
        /// - Throws: when the answer does not pass for a good one.
        let take: @Sendable (Reply) throws -> Void
        var testDescription: String { endpoint.name }
    }

    private static let account = Samples.accountID

    static let reads: [Read] = [
        Read(endpoint: .accountSearch, key: "accounts", good: "[]") {
            _ = try ReadAnswers.accounts($0, Samples.book)
        },
        Read(endpoint: .accountSearch, key: "accounts", good: "[]") {
            _ = try ReadAnswers.accountListings($0)
        },
        contracts(.contractSearch), contracts(.contractAvailable),
        Read(endpoint: .contractSearchById, key: "contract", good: contract, isList: false) {
            _ = try ReadAnswers.contract($0)
        },
        Read(endpoint: .retrieveBars, key: "bars", good: "[]") {
            let query = BarQuery(
                contract: Samples.mnq, unit: .minute, number: 1, since: Samples.start, until: Samples.start,
                limit: 5, hasPartial: true)
            _ = try ReadAnswers.bars($0, query, at: Samples.start)
        },
        orders(.orderSearch), orders(.orderSearchOpen), orders(.orderQuery),
        Read(endpoint: .orderSearchById, key: "order", good: Samples.order(), isList: false) {
            _ = try ReadAnswers.order($0, account: account)
        },
        Read(endpoint: .positionSearchOpen, key: "positions", good: "[]") {
            _ = try ReadAnswers.positions($0, account: account)
        },
        Read(endpoint: .tradeSearch, key: "trades", good: "[]") {
            _ = try ReadAnswers.trades($0, account: account, name: Samples.account)
        },
        Read(endpoint: .logout, key: nil, good: "null") { reply in
            if let fault = LoginEnding.logoutFault(reply) { throw Unreadable(fault) }
        },
        Read(endpoint: .loginKey, key: "token", good: #""eyJ.x.y""#, isList: false) {
            guard case .token = LoginEnding(login: $0) else { throw Unreadable("no token") }
        },
        Read(endpoint: .validate, key: nil, good: "null") {
            if case .failed(let reason, _) = LoginEnding(validate: $0) { throw Unreadable(reason) }
        },
    ]

    private static let contract =
        #"{"id":"CON.F.US.MNQ.Z26","name":"MNQZ6","tickSize":0.25,"tickValue":0.5,"activeContract":true}"#

    private static func contracts(_ endpoint: Endpoint) -> Read {
        Read(endpoint: endpoint, key: "contracts", good: "[]") {
            let (_, unreadable) = try ReadAnswers.contracts($0, from: endpoint)
            if unreadable > 0 { throw Unreadable("rows") }
        }
    }

    private static func orders(_ endpoint: Endpoint) -> Read {
        Read(endpoint: endpoint, key: "orders", good: "[]") {
            if let fault = try ReadAnswers.orders($0, from: endpoint, account: account).fault { throw fault }
        }
    }

    private func body(
        _ read: Read, success: String? = "true", code: String? = "0", payload: String? = nil
    ) -> String {
        let members = [
            read.key.flatMap { key in payload.map { #""\#(key)":\#($0)"# } },
            success.map { #""success":\#($0)"# }, code.map { #""errorCode":\#($0)"# },
            #""errorMessage":null"#,
        ]
        return "{\(members.compactMap(\.self).joined(separator: ","))}"
    }

    private func isFine(_ read: Read, _ reply: Reply) -> Bool {
        do {
            try read.take(reply)
            return true
        } catch {
            return false
        }
    }

    @Test(arguments: reads)
    func `the good answer reads as fine, with its members in any order`(read: Read) {
        #expect(isFine(read, Samples.reply(200, body(read, payload: read.good))))
        guard let key = read.key else { return }
        let turned = #"{"errorMessage":null,"new":{"a":[1]},"errorCode":0,"success":true,"#
        #expect(isFine(read, Samples.reply(200, turned + #""\#(key)":\#(read.good)}"#)))
    }

    @Test(arguments: reads)
    func `a code of the table, or of none, never reads as fine`(read: Read) {
        for code in [-1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 77, 2_147_483_648] {
            for success in ["false", "true"] {
                let text = body(read, success: success, code: "\(code)", payload: read.good)
                #expect(!isFine(read, Samples.reply(200, text)), "\(success) \(code)")
            }
        }
        #expect(!isFine(read, Samples.reply(200, body(read, success: "false", payload: read.good))))
    }

    @Test(arguments: reads)
    func `an envelope that does not say how it went never reads as fine`(read: Read) {
        for success in [nil, "1", #""true""#, "null", "[]"] {
            #expect(!isFine(read, Samples.reply(200, body(read, success: success, payload: read.good))))
        }
        for code in [nil, #""0""#, "null", "0.5", "false"] {
            #expect(!isFine(read, Samples.reply(200, body(read, code: code, payload: read.good))))
        }
    }

    @Test(arguments: reads.filter { $0.key != nil })
    func `a payload that is missing, null or of another type never reads as fine`(read: Read) {
        var payloads: [String?] = [nil, "null", "7", "true", "{}"]
        payloads += read.isList ? [#""x""#, "[7]", "[null]", #"["x"]"#, "[[]]", "[{}]"] : ["[]", #""""#]
        for payload in payloads {
            #expect(
                !isFine(read, Samples.reply(200, body(read, payload: payload))), "\(payload ?? "missing")")
        }
    }

    @Test(arguments: reads)
    func `an answer that was cut anywhere, or is no JSON, never reads as fine`(read: Read) {
        let good = body(read, payload: read.good)
        for length in 0..<good.utf8.count {
            #expect(!isFine(read, Samples.reply(200, String(good.prefix(length)))), "\(length)")
        }
        for text in ["<html><body>502</body></html>", "pong", "null", "[]", good + "}", good + good] {
            #expect(!isFine(read, Samples.reply(200, text)), "\(text)")
        }
    }

    @Test(arguments: reads)
    func `a status other than 200 never reads as fine, whatever its body says`(read: Read) {
        let good = body(read, payload: read.good)
        for status in [201, 202, 204, 301, 302, 400, 401, 403, 404, 405, 415, 429, 500, 502, 503, 504] {
            #expect(!isFine(read, Samples.reply(status, good)), "\(status)")
            #expect(!isFine(read, Samples.reply(status, "")), "\(status)")
        }
        #expect(!isFine(read, Samples.reply(.notSent("no way"))))
        #expect(!isFine(read, Samples.reply(.broken("reset"))))
    }

    @Test(arguments: EndingRule.all)
    func `6.3, a call that moves money ends by its own table, and is lost by any other code`(
        rule: EndingRule
    ) throws {
        let sheet = SurfaceSheet.all
        let codes = try #require(sheet.endpoints.first { $0.path == rule.endpoint.path }?.codes)
        let names = try #require(sheet.enums[codes])
        for code in -2...20 {
            let name = names.indices.contains(code) ? names[code] : nil
            let unsure: Set<String?> = [nil, "Success", "Pending", "OrderPending", "UnknownError"]
            let ending = rule.ending(of: Samples.failure(Int64(code), members: #""orderId":5"#))
            if unsure.contains(name) {
                #expect(ending.word == "lost", "\(rule.endpoint.name) \(code)")
            } else if case .rejected(let rejection) = ending {
                #expect(rejection.name == name && rejection.code == Int64(code))
                #expect(
                    rejection.isNotFound == ["OrderNotFound", "PositionNotFound"].contains(rejection.name))
            } else {
                Issue.record("\(rule.endpoint.name) \(code): \(ending)")
            }
            guard code != 0 else { continue }
            let success = #"{"orderId":5,"success":true,"errorCode":\#(code),"errorMessage":null}"#
            #expect(rule.ending(of: Samples.reply(200, success)).word == "lost")
        }
    }
}

extension EndingRule {
    static let all: [EndingRule] = [.place, .cancel, .modify, .close, .partialClose]
}
