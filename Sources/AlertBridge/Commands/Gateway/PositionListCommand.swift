import Gateway
import JSON
import Trading

enum PositionListCommand: AccountwiseCommand {
    static let words = ["position", "list"]
    static let summary = "Lists what accounts hold at the venue now."
    static let own = [GatewayVisit.account]
    static let columns = ["account", "contract", "name", "side", "size", "average_price", "opened_at"]

    static func records(
        of account: GatewayVisit.Account, _ visit: GatewayVisit, _ arguments: Arguments
    ) throws -> [[UInt8]] {
        try visit.reads.positions(of: account.id).map { json($0, account) }
    }

    private static func json(_ listing: PositionListing, _ account: GatewayVisit.Account) -> [UInt8] {
        let position = listing.position
        return JSONWriter.write {
            $0.object {
                $0.member("account", account.name.text)
                $0.member("account_id", account.id.number)
                $0.member("id", listing.id)
                $0.member("contract", position.contract.text)
                $0.member("name", listing.displayName)
                $0.member("side", position.signedSize > 0 ? "long" : "short")
                $0.member("size", abs(position.signedSize))
                $0.member("average_price", number: position.averagePrice.description)
                $0.member("opened_at", listing.openedAt?.description)
            }
        }
    }
}
