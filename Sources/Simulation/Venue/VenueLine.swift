import JSON
import Trading

/// One connection to the simulated user hub, as the venue sees it.
///
/// @unchecked Sendable: one thread runs a world.
final class VenueLine: @unchecked Sendable {
    /// What a record tells of: records of different kinds may overtake each other on their way.
    enum Kind: Int, Sendable, CaseIterable { case control, account, order, position, trade }

    static let separator: UInt8 = 0x1E

    private unowned let venue: SimulatedVenue
    /// Carries a record towards the client.
    var send: ((Kind, [UInt8]) -> Void)?
    /// Ends the connection after what was sent.
    var hangUp: (() -> Void)?
    private var isShaken = false
    private var hearsAccounts = false
    private var hears: [Kind: Set<AccountID>] = [:]

    init(to venue: SimulatedVenue) { self.venue = venue }

    func hears(_ kind: Kind, of account: AccountID) -> Bool {
        kind == .account ? hearsAccounts : hears[kind]?.contains(account) ?? false
    }

    /// Takes what the client wrote: whole records.
    func take(_ bytes: [UInt8]) {
        for record in bytes.split(separator: Self.separator) {
            guard let root = try? JSONDocument(Array(record)).root, root.kind == .object else { continue }
            isShaken ? call(root) : shake(root)
        }
    }

    func close() {
        send = nil
        hangUp = nil
        venue.closed(self)
    }

    private func shake(_ root: JSONValue) {
        guard root["protocol"]?.string == "json" else { return }
        isShaken = true
        send?(.control, Array("{}\u{1E}".utf8))
    }

    private func call(_ root: JSONValue) {
        guard root["type"]?.int64 == 1, let target = root["target"]?.string,
            let id = root["invocationId"]?.string
        else { return }
        let account = root["arguments"]?.elements.first?.int64.map(AccountID.init)
        let isTaken = subscribe(target, account)
        let record = JSONWriter.write {
            $0.object {
                $0.member("type", 3)
                $0.member("invocationId", id)
                if isTaken { $0.key("result"); $0.null() } else { $0.member("error", "Failed to invoke") }
            }
        }
        send?(.control, record + [Self.separator])
    }

    private func subscribe(_ target: String, _ account: AccountID?) -> Bool {
        if target == "SubscribeAccounts" {
            hearsAccounts = true
            return true
        }
        let kinds: [String: Kind] = [
            "SubscribeOrders": .order, "SubscribePositions": .position, "SubscribeTrades": .trade,
        ]
        guard let kind = kinds[target], let account, venue.accounts[account] != nil else { return false }
        hears[kind, default: []].insert(account)
        return true
    }
}
