import Crypto
import Synchronization

/// Connections that were negotiated and not opened yet.
final class HubNegotiations: Sendable {
    struct Offer: Hashable, Sendable {
        let connectionID: String
        /// What opens the connection; nil where the client knows no such thing and opens it by the id.
        let connectionToken: String?
    }

    private struct Pending: Sendable {
        let hub: HubKind
        let user: String
        let expiresAt: Int64
    }

    /// How long an offer stands; the framework's own gives up after about as long.
    private static let lifeMicroseconds: Int64 = 60_000_000
    private static let pendingMax = 10_000

    private let pending = Mutex<[String: Pending]>([:])

    /// - Parameters:
    ///   - version: `negotiateVersion` of the query: from 1 on the token is told apart from the id.
    ///   - now: Steady time, in microseconds.
    /// - Returns: nil when too many offers stand open.
    func offer(_ hub: HubKind, to user: String, version: Int, at now: Int64) -> Offer? {
        guard let id = Self.draw(), let token = Self.draw() else { return nil }
        let offer = Offer(connectionID: id, connectionToken: version >= 1 ? token : nil)
        let isTaken = pending.withLock { pending in
            if pending.count >= Self.pendingMax { pending = pending.filter { $0.value.expiresAt > now } }
            guard pending.count < Self.pendingMax else { return false }
            pending[offer.connectionToken ?? id] = Pending(
                hub: hub, user: user, expiresAt: now + Self.lifeMicroseconds)
            return true
        }
        return isTaken ? offer : nil
    }

    /// Takes an offer up, once; false for one that was never made, to another user or for the other hub.
    func take(_ id: String, on hub: HubKind, by user: String, at now: Int64) -> Bool {
        pending.withLock { pending in
            guard let found = pending[id], found.hub == hub, found.user == user else { return false }
            pending[id] = nil
            return found.expiresAt > now
        }
    }

    private static func draw() -> String? {
        guard let bytes = try? RandomBytes.draw(16) else { return nil }
        return Base64.encode(bytes, url: true)
    }
}
