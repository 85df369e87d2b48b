import JSON
import Trading

/// What the client writes to the hub: JSON followed by the separator.
enum HubRequest {
    static let handshake = ended {
        $0.member("protocol", "json"); $0.member("version", 1)
    }
    static let ping = ended { $0.member("type", 6) }

    /// A call that the server answers by a completion with the same id. Accounts go as numbers, contracts as
    /// texts: the server refuses the other way round.
    static func call(_ target: String, _ argument: HubSubscription.Argument?, id: String) -> [UInt8] {
        ended {
            $0.member("type", 1)
            $0.member("invocationId", id)
            $0.member("target", target)
            $0.key("arguments")
            $0.array { list in
                switch argument {
                case .account(let account): list.value(account.number)
                case .contract(let contract): list.value(contract.text)
                case nil: break
                }
            }
        }
    }

    private static func ended(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
        JSONWriter.write { $0.object { members(&$0) } } + [RecordSplitter.separator]
    }
}
