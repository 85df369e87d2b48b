import Journey
import OwnThreads
import Testing
import Trading

@testable import Settings

/// Which accounts hold what others hold.
@Suite(.ownThreads)
struct SettingsCopyTests {
    private let least = SampleSettings.least.replacing(
        "two: { gateway: paper, id: 1002 }",
        with: "two: { gateway: paper, id: 1002 }\n  three: { gateway: paper, id: 1003, person: other }")

    private func copies(_ text: String) throws -> [Copy] {
        try SampleSettings.parse("copies: [\(text)]\n" + least).copies
    }

    @Test func `what is not said is one to one, told of, and five seconds`() throws {
        #expect(try SampleSettings.parse(least).copies.isEmpty)
        let copy = try #require(try copies("{ name: mine, leader: one, to: [{ account: two }] }").first)
        #expect(
            copy
                == Copy(
                    name: "mine", leader: AccountName("one"),
                    to: [Copy.Follower(account: AccountName("two"))],
                    resync: .warn, after: .seconds(5), ageMax: .seconds(5)))
    }

    @Test func `everything that can be said is read`() throws {
        let read = try copies(
            "{ name: mine, leader: one, contract: NQ, to: [{ account: three, contract: MNQ, ratio: 2.5, "
                + "round: nearest, max: 7, inverse: true, bracket: { stop_ticks: 40, target_ticks: 80 } }], "
                + "resync: adjust, after: 8s, max_age: 3s }")
        let follower = Copy.Follower(
            account: AccountName("three"), root: "MNQ", millionths: 2_500_000, rounding: .nearest,
            max: Size(7),
            isInverse: true, bracket: Bracket(stop: Ticks(40), target: Ticks(80)))
        #expect(
            read == [
                Copy(
                    name: "mine", leader: AccountName("one"), root: "NQ", to: [follower], resync: .adjust,
                    after: .seconds(8), ageMax: .seconds(3))
            ])
    }

    @Test func `a group follows as its accounts do`() throws {
        let text =
            "groups: { rest: [two, three] }\ncopies: [{ name: a, leader: one, to: [{ group: rest, ratio: 2 }] }]\n"
        let copy = try #require(try SampleSettings.parse(text + least).copies.first)
        #expect(copy.followers.map(\.account.text) == ["two", "three"])
        #expect(copy.followers.allSatisfy { $0.millionths == 2_000_000 })
    }

    @Test(arguments: [
        ("leader: one, to: [{ account: two }]", "name is missing"),
        ("name: a, to: [{ account: two }]", "leader is missing"),
        ("name: a, leader: nobody, to: [{ account: two }]", "\"nobody\", which is not among the accounts"),
        ("name: a, leader: one", "to is missing"), ("name: a, leader: one, to: []", "to is empty"),
        (
            "name: a, leader: one, to: [{ account: two }, { account: two }]",
            "for the second time in this copy"
        ),
        ("name: a, leader: one, to: [{ account: two, ratio: 0 }]", "ratio"),
        ("name: a, leader: one, to: [{ account: two, ratio: -1 }]", "ratio"),
        ("name: a, leader: one, to: [{ account: two, ratio: 1001 }]", "ratio"),
        ("name: a, leader: one, to: [{ account: two, max: 0 }]", "max"),
        ("name: a, leader: one, to: [{ account: two, round: off }]", "round"),
        ("name: a, leader: one, to: [{ account: two, size: 1 }]", "\"size\" is no key"),
        ("name: a, leader: one, to: [{ account: two, contract: MNQ }]", "names no contract of the leader's"),
        ("name: a, leader: one, to: [{ account: two }], resync: always", "resync"),
        ("name: a, leader: one, to: [{ account: two }], after: 5", "after"),
        ("name: a, leader: one, to: [{ account: two }], max_age: 0s", "max_age"),
        ("name: a, leader: one, to: [{ account: two, inverse: true }]", "to be short where one is long"),
        ("name: a, leader: one, to: [{ account: one }]", "in a circle: one -> one"),
    ])
    func `what cannot be meant is a fault`(text: String, part: String) {
        let faults = SampleSettings.faults("copies: [{ \(text) }]\n" + least)
        #expect(faults.count == 1 && faults[0].contains(part), "\(faults)")
    }

    @Test func `inverse is let through for another person or firm`() throws {
        #expect(
            try copies("{ name: a, leader: one, to: [{ account: three, inverse: true }] }").first?.followers
                .first?.isInverse == true)
    }

    @Test func `a circle is named, over others too`() {
        let faults = SampleSettings.faults(
            """
            copies:
              - { name: a, leader: one, to: [{ account: two }] }
              - { name: b, leader: two, to: [{ account: three }] }
              - { name: c, leader: three, to: [{ account: one }] }

            """ + least)
        #expect(faults.count == 3)
        #expect(
            faults.first?.hasPrefix(
                "test.yaml:2:24: copy \"a\" leads in a circle: one -> two -> three -> one") == true)
    }

    @Test func `an account that follows does not lead`() {
        let faults = SampleSettings.faults(
            """
            copies:
              - { name: a, leader: one, to: [{ account: two }] }
              - { name: b, leader: two, to: [{ account: three }] }

            """ + least)
        #expect(
            faults.count == 1 && faults[0].contains("copy \"b\" is led by two, which follows in copy \"a\""))
    }

    @Test(arguments: [
        ("", "", 1), (", contract: NQ", ", contract: ES", 0), (", contract: NQ", "", 1),
        (", contract: NQ", ", contract: NQ", 1),
    ])
    func `two leaders of one account are told apart by product alone`(one: String, two: String, count: Int) {
        let faults = SampleSettings.faults(
            """
            copies:
              - { name: a, leader: one\(one), to: [{ account: three }] }
              - { name: b, leader: two\(two), to: [{ account: three }] }

            """ + least)
        #expect(faults.count == count, "\(faults)")
    }

    @Test func `what is worth knowing is told`() throws {
        let read = try SampleSettings.parse(
            "copies: [{ name: a, leader: one, to: [{ account: two }, { account: three }] }]\n" + least)
        let told = read.notices.map(\.what)
        #expect(told.contains { $0.contains("gives two no bracket") })
        #expect(told.contains { $0.contains("two follows in copy \"a\" and is traded by rule \"second\"") })
        #expect(!told.contains { $0.contains("three is in no rule") })
    }

    @Test func `whoever only copies needs no rules`() throws {
        let rules = try #require(least.firstRange(of: "rules:"))
        let bare = String(least[..<rules.lowerBound])
        let read = try SampleSettings.parse(
            "copies: [{ name: a, leader: one, to: [{ account: two }] }]\n" + bare)
        #expect(read.rules.isEmpty && read.copies.count == 1)
        #expect(SampleSettings.faults(bare).contains { $0.contains("rules is missing") })
    }

    @Test func `its name in the ledger is no source's`() throws {
        let text = try SampleSettings.changed("other: {", to: "follow: {").replacing(
            "source: other", with: "source: follow")
        #expect(SampleSettings.faults(text).contains { $0.contains("copied from a leader") })
    }
}
