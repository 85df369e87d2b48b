import JSON
import Trading

extension HubFrame {
    /// A depth frame of so many bytes at least, as a subscription's first snapshot can be: rows of both sides
    /// away from a price of 25 000, best first.
    static func depth(of contract: ContractID, bytes: Int) -> [UInt8] {
        record { writer in
            writer.member("type", 1)
            writer.member("target", "GatewayDepth")
            writer.key("arguments")
            writer.array { writer in
                writer.value(contract.text)
                writer.array { writer in
                    var level: Int64 = 0
                    while writer.bytes.count < bytes {
                        row(2, 100_000 - level % 90_000, level, contract, to: &writer)
                        row(1, 100_001 + level, level, contract, to: &writer)
                        level += 1
                    }
                }
            }
        }
    }

    /// - Parameter quarters: The price in steps of 0.25.
    private static func row(
        _ type: Int64, _ quarters: Int64, _ level: Int64, _ contract: ContractID,
        to writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("contractId", contract.text)
            writer.member("timestamp", "2026-10-05T14:30:01.4173693+00:00")
            writer.member("type", type)
            writer.member("price", number: FixedPoint.text(quarters * 25, digits: 2))
            writer.member("volume", 1 + level % 50)
            writer.member("currentVolume", 1 + level % 50)
        }
    }
}
