import JSON
import OwnThreads
import Testing
import Trading

@testable import PaperVenue

/// Section 14.2: faults as files and `POST /_venue/faults` order them.
@Suite(.ownThreads)
struct FaultFileTests {
    static func read(_ text: String, canCut: Bool = true) throws(VenueFileError) -> [FaultOrder] {
        try FaultFile.read(Array(text.utf8), named: "faults.json", canCut: canCut)
    }

    @Test func `reads one fault or a list of them, with defaults for what is left away`() throws {
        #expect(
            try Self.read(#"{"fault":"bad_gateway"}"#)
                == [FaultOrder(fault: .badGateway, path: nil, count: 1)])
        let orders = try Self.read(
            """
            [{"fault":"bad_gateway","endpoint":"Order/place","count":3,"probability":0.5,"after_work":true},
             {"fault":"delay_answer","endpoint":"/api/order/CANCEL","skip":2},
             {"fault":"miss_event","event":"filled_order","probability":1},
             {"fault":"hub_close","allow_reconnect":false,"hub":"market"}]
            """)
        #expect(
            orders == [
                FaultOrder(
                    fault: .badGatewayAfterWork, path: "/api/order/place", count: 3, chance: 1 << 31),
                FaultOrder(
                    fault: .delayAnswer(milliseconds: 30_000), path: "/api/order/cancel", count: 1, skip: 2),
                FaultOrder(
                    fault: .missEvent(.filledOrder), path: nil, count: nil, chance: FaultOrder.certain),
                FaultOrder(fault: .hubClose(allowReconnect: false, hub: .market), path: nil, count: 1),
            ])
        #expect(try Self.read("[]").isEmpty)
    }

    @Test(arguments: [
        ("{", "line 1, column 2: ", "the file must be JSON"), ("3", "no object", "write { … }"),
        ("{}", "fault: missing", "give it a text"),
        (#"{"fault":"bad_gatewy"}"#, "line 1, column 10: fault: no fault `bad_gatewy`", "bad_gateway"),
        (#"{"fault":5}"#, "fault: no text", "double quotes"),
        (
            "[\n {\"fault\":\"null_list\",\n  \"coun\":1}]", "line 3, column 10: [0].coun: unknown key",
            "count"
        ),
        (#"{"fault":"null_list","endpoint":"Order/plac"}"#, "no endpoint `Order/plac`", "Order/place"),
        (#"{"fault":"null_list","endpoint":"Order/place"}"#, "never meets Order/place", "Order/searchOpen"),
        (#"{"fault":"null_list","count":0}"#, "count: no whole number from 1", "choose one"),
        (#"{"fault":"null_list","probability":0}"#, "probability: no number above 0 up to 1", "0.1"),
        (#"{"fault":"null_list","probability":1.01}"#, "probability: no number above 0 up to 1", "0.1"),
        (#"{"fault":"delay_answer","milliseconds":600001}"#, "milliseconds: no whole number", "range"),
        (#"{"fault":"miss_event","event":"fill"}"#, "event: `fill` is none of its values", "filled_order"),
        (#"{"fault":"uncertain_place","code":5}"#, "code: no whole number from 6 to 7", "range"),
        (#"{"fault":"hub_reset","probability":0.5}"#, "it strikes at once", "name the endpoint"),
        (#"{"fault":"partial_fill","skip":1}"#, "skip: it strikes the next time", "leave it away"),
        (#"{"fault":"partial_fill","endpoint":"Order/place"}"#, "never meets", "leave it away"),
        (
            #"{"fault":"refuse","endpoint":"Order/cancel","code":7}"#, "never meets Order/cancel",
            "Order/place"
        ),
    ])
    func `names what is wrong, where, and what to do`(text: String, what: String, remedy: String) {
        let error = #expect(throws: VenueFileError.self) { try Self.read(text) }
        #expect(error?.description.hasPrefix("faults.json: line ") == true)
        #expect(error?.description.contains(what) == true)
        #expect(error?.faults.first?.remedy.contains(remedy) == true)
    }

    @Test func `reports every fault of a file together`() {
        let error = #expect(throws: VenueFileError.self) {
            try Self.read(#"[{"fault":"x"},{"fault":"null_list","a":1,"b":2}]"#)
        }
        #expect(error?.faults.map(\.place) == ["[0].fault", "[1].a", "[1].b"])
    }

    @Test func `takes no cut where nothing can be cut, and no more than five hundred`() {
        #expect(throws: VenueFileError.self) { try Self.read(#"{"fault":"cut_answer"}"#, canCut: false) }
        let one = #"{"fault":"null_list"}"#
        let many = "[" + Array(repeating: one, count: 501).joined(separator: ",") + "]"
        #expect(throws: VenueFileError.self) { try Self.read(many) }
        #expect((try? Self.read("[" + Array(repeating: one, count: 500).joined(separator: ",") + "]")) != nil)
    }

    @Test(arguments: FaultKind.all.map(\.name))
    func `14.2, knows every fault by its own name, and the README has its row`(name: String) throws {
        let orders = try Self.read(#"{"fault":"\#(name)"}"#)
        let fault = try #require(orders.first?.fault)
        #expect(FaultKind.name(of: fault) == name)
        let readme = Self.readme
        let kind = try #require(FaultKind.all.first { $0.name == name })
        let parameters = kind.parameters.map { "`\($0.name)` \($0.defaultText)" }.joined(separator: ", ")
        #expect(readme.contains("| `\(name)` | \(parameters.isEmpty ? "–" : parameters) |"))
    }

    @Test func `14.2, has no row for a fault that is not there`() {
        let rows = Self.readme.split(separator: "\n").compactMap { line -> String? in
            let name = line.dropFirst(3).prefix { $0 != "`" }
            return line.hasPrefix("| `") && name.first?.isLowercase == true ? String(name) : nil
        }
        let switches = Set(UsersFileTests.switches.map(\.0))
        #expect(Set(rows).subtracting(switches) == Set(FaultKind.all.map(\.name)))
        #expect(Set(rows).isSuperset(of: switches))
    }

    private static var readme: String {
        let top = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
        let file = try? VenueFileTests.text(top + "/Sources/PaperVenue/README.md")
        return file ?? ""
    }

    @Test func `strikes by chance as its seed says, the same each time`() {
        func strikes(_ seed: UInt64) -> [Bool] {
            var plan = FaultPlan(seed: seed)
            plan.arm(FaultOrder(fault: .badGateway, count: nil, chance: FaultOrder.certain / 10))
            return (0..<1_000).map { _ in plan.take { $0 == .badGateway } != nil }
        }
        #expect(strikes(7) == strikes(7))
        #expect(strikes(7) != strikes(8))
        #expect((60...140).contains(strikes(7).count { $0 }))
    }

    @Test func `lets pass what it skips, and strikes as often as it counts`() {
        var plan = FaultPlan()
        plan.arm(FaultOrder(fault: .badGateway, path: "/api/order/place", count: 2, skip: 1))
        func take(_ path: String) -> Bool { plan.take(path: path) { $0 == .badGateway } != nil }
        #expect(!take("/api/Order/cancel"))
        #expect([1, 2, 3, 4].map { _ in take("/api/Order/place") } == [false, true, true, false])
        #expect(plan.waiting == 0)
        #expect(plan.entries.first?.struck == 2)
    }
}
