import Testing
import Trading

struct ZoneRulesTests {
    @Test(arguments: [
        ("2026-01-15T12:00:00Z", -6), ("2026-07-15T12:00:00Z", -5), ("2026-03-08T07:59:59Z", -6),
        ("2026-03-08T08:00:00Z", -5), ("2026-11-01T06:59:59Z", -5), ("2026-11-01T07:00:00Z", -6),
        ("2027-03-14T07:59:59Z", -6), ("2027-03-14T08:00:00Z", -5), ("2027-11-07T06:59:59.999999Z", -5),
        ("2027-11-07T07:00:00Z", -6),
    ])
    func `Chicago changes its clocks when the zone file says`(text: String, hours: Int64) throws {
        let time = try #require(Timestamp(text))
        #expect(try ChicagoFile.rules().offset(at: time) == hours * 3_600)
    }

    @Test func `before the first change the first offset holds, after the last the last`() {
        let rules = ZoneRules(before: 100, changes: [(20, 300), (10, 200)])
        #expect(rules.offset(at: Timestamp(microseconds: 9_999_999)) == 100)
        #expect(rules.offset(at: Timestamp(microseconds: 10_000_000)) == 200)
        #expect(rules.offset(at: Timestamp(microseconds: 19_999_999)) == 200)
        #expect(rules.offset(at: Timestamp(microseconds: 20_000_000)) == 300)
        #expect(rules.offset(at: Timestamp(microseconds: .max)) == 300)
        #expect(ZoneRules(before: 7, changes: []).offset(at: Timestamp(microseconds: 0)) == 7)
    }

    @Test func `equal rules are equal`() throws {
        #expect(try ChicagoFile.rules() == ChicagoFile.rules())
        #expect(ZoneRules(before: 1, changes: [(2, 3)]) != ZoneRules(before: 1, changes: [(2, 4)]))
    }

    @Test func `a file cut anywhere is no zone file`() throws {
        let bytes = try ChicagoFile.bytes()
        // What follows the 64-bit block is a footer that is not read.
        let needed = (0...bytes.count).first { ZoneRules(tzif: Array(bytes.prefix($0))) != nil }
        #expect(try #require(needed) > bytes.count / 2)
    }

    @Test func `other files are no zone files`() throws {
        #expect(ZoneRules(tzif: []) == nil)
        #expect(ZoneRules(tzif: Array("TZif2".utf8)) == nil)
        var old = try ChicagoFile.bytes()
        old[4] = 0
        #expect(ZoneRules(tzif: old) == nil)
        var other = try ChicagoFile.bytes()
        other[0] = UInt8(ascii: "X")
        #expect(ZoneRules(tzif: other) == nil)
    }

    @Test func `no damaged byte of the counts is trusted`() throws {
        let bytes = try ChicagoFile.bytes()
        for index in 20..<44 {
            var damaged = bytes
            damaged[index] = 0xFF
            _ = ZoneRules(tzif: damaged)
        }
        var types = bytes
        for index in 36..<40 { types[index] = 0xFF }
        #expect(ZoneRules(tzif: types) == nil)
    }
}
