import JSON
import Trading

/// The records that the hub sends, each with its closing byte.
enum HubFrame {
    static let ping = record { $0.member("type", 6) }

    static func handshake(error: String?) -> [UInt8] { record { $0.member("error", ifPresent: error) } }

    static func completion(of invocation: String, error: String?, hasResult: Bool = true) -> [UInt8] {
        record {
            $0.member("type", 3)
            $0.member("invocationId", invocation)
            if let error {
                $0.member("error", error)
            } else if hasResult {
                $0.key("result")
                $0.null()
            }
        }
    }

    static func close(error: String?, allowReconnect: Bool?) -> [UInt8] {
        record {
            $0.member("type", 7)
            $0.member("error", ifPresent: error)
            $0.member("allowReconnect", ifPresent: allowReconnect)
        }
    }

    static let logout = record {
        $0.member("type", 1)
        $0.member("target", "GatewayLogout")
        $0.key("arguments")
        $0.array { _ in }
    }

    /// An event as captured: `{action, data}`, where `action` is 0 for trades, 2 for a closed position, else
    /// 1.
    static func event(_ event: VenueEvent, isWrapped: Bool) -> [UInt8] {
        let (target, action): (String, Int64) =
            switch event.payload {
            case .account: ("GatewayUserAccount", 1)
            case .order: ("GatewayUserOrder", 1)
            case .position(let position): ("GatewayUserPosition", position.signedSize == 0 ? 2 : 1)
            case .trade: ("GatewayUserTrade", 0)
            }
        return invocation(target) { writer in
            guard isWrapped else { return data(event, to: &writer) }
            writer.object { writer in
                writer.member("action", action)
                writer.key("data")
                data(event, to: &writer)
            }
        }
    }

    /// What a later version might send: an event, a status and a field that nobody knows today.
    static func strange(account: AccountID) -> [[UInt8]] {
        [
            invocation("GatewayUserWeather") { $0.object { $0.member("action", 9) } },
            invocation("GatewayUserOrder") { writer in
                writer.object { writer in
                    writer.member("action", 7)
                    writer.key("data")
                    writer.object { writer in
                        writer.member("id", 3_599_999_999)
                        writer.member("accountId", account.number)
                        writer.member("contractId", "CON.F.US.MNQ.Z26")
                        writer.member("creationTimestamp", "2026-10-05T14:30:00+00:00")
                        writer.member("updateTimestamp", "2026-10-05T14:30:00+00:00")
                        writer.member("status", 42)
                        writer.member("type", 2)
                        writer.member("side", 0)
                        writer.member("size", 1)
                        writer.member("fillVolume", 0)
                        writer.member("mood", "unknown")
                    }
                }
            },
        ]
    }

    private static func data(_ event: VenueEvent, to writer: inout JSONWriter) {
        switch event.payload {
        case .account(let account): VenueWire.account(account, to: &writer)
        case .order(let order): VenueWire.order(order, .hub, to: &writer)
        case .position(let position): VenueWire.position(position, .hub, to: &writer)
        case .trade(let trade): VenueWire.trade(trade, .hub, to: &writer)
        }
    }

    private static func invocation(_ target: String, _ argument: (inout JSONWriter) -> Void) -> [UInt8] {
        record { writer in
            writer.member("type", 1)
            writer.member("target", target)
            writer.key("arguments")
            writer.array { argument(&$0) }
        }
    }

    static func record(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        JSONWriter.write { $0.object(body) } + [HubSession.separator]
    }
}
