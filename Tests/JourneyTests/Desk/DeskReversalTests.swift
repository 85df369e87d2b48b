import Journey
import Testing
import Trading

/// Close, verify flat, and only then enter the other way.
struct DeskReversalTests {
    @Test func `a reversal of nothing is denied at once, with its reason`() throws {
        var fixture = try DeskFixture.connected()
        let decision = try fixture.arrive(#""action":"reverse","size":1"#)
        let verdicts = decision.verdicts
        #expect(verdicts.map(\.isApproved) == [true, false])
        #expect(verdicts.map(\.code) == [nil, "QUANTITY_INVALID"])
        #expect(verdicts.last?.reason?.contains("which way to reverse") == true)
    }
}
