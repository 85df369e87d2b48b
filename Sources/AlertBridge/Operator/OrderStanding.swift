import Crypto
import JSON
import Journey
import Ledger
import Trading

/// How an order stands by the ledger, as the control listener and the operator's commands tell it.
enum OrderStanding {
    /// - Returns: One JSON object with the order and every attempt; nil when the ledger has none of that tag.
    static func json(of tag: OrderTag, in ledger: String) -> [UInt8]? {
        guard let story = try? LedgerReader(path: ledger).story(ofOrder: tag) else { return nil }
        return JSONWriter.write { writer in
            writer.object { writer in
                writer.key("order")
                writer.raw(story.order.json())
                writer.key("attempts")
                writer.array { writer in
                    for attempt in story.attempts { writer.raw(attempt.json()) }
                }
                writer.key("discrepancies")
                writer.array { writer in
                    for difference in story.discrepancies { writer.raw(difference.json()) }
                }
            }
        }
    }
}

extension Fingerprint {
    static func sha256(of bytes: [UInt8]) -> Fingerprint {
        guard let digest = Fingerprint(SHA256.hash(bytes)) else {
            preconditionFailure("SHA-256 gives 32 bytes")
        }
        return digest
    }
}
