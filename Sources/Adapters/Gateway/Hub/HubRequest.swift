import JSON
import Trading

/// What the client writes to the hub: JSON followed by the separator.
enum HubRequest {
    static let handshake = ended {
        $0.member("protocol", "json"); $0.member("version", 1)
    }
    static let ping = ended { $0.member("type", 6) }

    /// A call that the server answers by a completion with the same id.
    static func call(_ method: HubMethod, id: String) -> [UInt8] {
        ended {
            $0.member("type", 1)
            $0.member("invocationId", id)
            $0.member("target", method.target)
            $0.key("arguments")
            $0.array { list in if let account = method.account { list.value(account.number) } }
        }
    }

    private static func ended(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
        JSONWriter.write { $0.object { members(&$0) } } + [RecordSplitter.separator]
    }
}

/// A subscription of the user hub.
struct HubMethod: Hashable, Sendable {
    let target: String
    let account: AccountID?

    /// Accounts once, then orders, positions and trades of each account.
    static func subscriptions(_ accounts: [AccountID]) -> [HubMethod] {
        [HubMethod(target: "SubscribeAccounts", account: nil)]
            + accounts.flatMap { account in
                ["SubscribeOrders", "SubscribePositions", "SubscribeTrades"].map {
                    HubMethod(target: $0, account: account)
                }
            }
    }
}
