import JSON
import Journey
import Trading

extension RequestBody {
    static func place(_ request: PlaceRequest, account: AccountID) -> [UInt8] {
        let ticks = request.bracket.map { SignedTicks($0, side: request.side) }
        return JSONWriter.write {
            $0.object {
                $0.member("accountId", account.number)
                $0.member("contractId", request.contract.text)
                $0.member("type", request.type.rawValue)
                $0.member("side", request.side.wireNumber)
                $0.member("size", request.size.contracts)
                $0.member("limitPrice", numberIfPresent: request.limitPrice?.description)
                $0.member("stopPrice", numberIfPresent: request.stopPrice?.description)
                $0.member("trailPrice", numberIfPresent: request.trailPrice?.description)
                $0.member("customTag", request.tag.text)
                leg(
                    "stopLossBracket", ticks?.stop,
                    request.bracket?.stopTrails == true ? .trailingStop : .stop, &$0)
                leg("takeProfitBracket", ticks?.target, .limit, &$0)
            }
        }
    }

    private static func leg(
        _ name: String, _ ticks: Int64?, _ type: OrderType, _ writer: inout JSONWriter
    ) {
        guard let ticks else { return }
        writer.key(name)
        writer.object {
            $0.member("ticks", ticks)
            $0.member("type", type.rawValue)
        }
    }
}

extension Side {
    /// 0 buys, 1 sells.
    var wireNumber: Int64 { self == .buy ? 0 : 1 }

    init?(wireNumber: Int64) {
        switch wireNumber {
        case 0: self = .buy
        case 1: self = .sell
        default: return nil
        }
    }
}
