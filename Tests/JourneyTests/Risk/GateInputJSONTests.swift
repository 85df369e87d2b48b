import JSON
import Testing
import Trading

@testable import Journey

/// A recorded verdict is recomputed from its inputs; where one is missing, it is not made up.
struct GateInputJSONTests {
    private static let written: String = {
        var input = GateInput(
            tag: OrderTag("ab-1"), orderClass: .entry, side: .buy, size: 2, type: .market, root: "MNQ",
            contract: ContractID("CON.F.US.MNQ.Z26"))
        input.limits = RiskLimits(sizeMax: 2, positionMax: 4)
        return String(decoding: JSONWriter.write { input.write(to: &$0) }, as: UTF8.self)
    }()

    private func read(_ text: String) throws -> GateInput? {
        GateInput(try JSONDocument(Array(text.utf8)).root)
    }

    /// The same text with the member under another name.
    private static func without(_ member: String) -> String {
        let name = Array("\"\(member)\":".utf8)
        let bytes = Array(written.utf8)
        guard bytes.count > name.count,
            let start = (0...bytes.count - name.count).first(where: {
                bytes[$0..<$0 + name.count].elementsEqual(name)
            })
        else { return written }
        let changed = bytes[..<start] + Array(#""gone":"#.utf8) + bytes[(start + name.count)...]
        return String(decoding: changed, as: UTF8.self)
    }

    @Test func `what was written reads back the same`() throws {
        let input = try #require(try read(Self.written))
        let again = String(decoding: JSONWriter.write { input.write(to: &$0) }, as: UTF8.self)
        #expect(again == Self.written)
    }

    @Test(arguments: [
        "tag", "class", "type", "root", "state", "limits", "size_max", "position_max", "require_stop",
        "order_types", "tag_used", "signal_age_us", "signal_age_max_us", "repeat", "contract_active",
        "contracts_read", "killed", "stream_ready", "live_buys", "live_sells", "pending_exits",
        "ledger_writable",
    ])
    func `an input without one of its members is none`(member: String) throws {
        let text = Self.without(member)
        #expect(text != Self.written)
        #expect(try read(text) == nil)
    }
}
