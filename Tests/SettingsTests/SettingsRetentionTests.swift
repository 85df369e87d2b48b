import OwnThreads
import Testing
import Trading

@Suite(.ownThreads)
struct SettingsRetentionTests {
    private func kept(_ line: String) throws -> Span? {
        try SampleSettings.parse(line + "\n" + SampleSettings.least).keepsDeliveries
    }

    @Test(arguments: [
        ("", 90), ("retention: {}", 90), ("retention: { deliveries: 1d }", 1),
        ("retention: { deliveries: 3650d }", 3_650),
    ])
    func `deliveries are kept for some days`(line: String, days: Int64) throws {
        #expect(try kept(line) == .seconds(days * 86_400))
    }

    @Test func `or for ever`() throws {
        #expect(try kept("retention: { deliveries: forever }") == nil)
    }

    @Test(arguments: ["0d", "3651d", "90", "90h", "d", "-1d", "always"])
    func `any other time is a fault`(text: String) {
        let (found, expected) = SampleSettings.marked(
            "retention: { deliveries: ▸\(text) }\n" + SampleSettings.least,
            faults: [
                "retention.deliveries is \"\(text)\", which is no such time; write 1d to 3650d, or forever"
            ])
        #expect(found == expected)
    }
}
