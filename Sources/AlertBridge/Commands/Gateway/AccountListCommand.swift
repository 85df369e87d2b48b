import Gateway
import JSON
import Trading

enum AccountListCommand: GatewayCommand {
    static let words = ["account", "list"]
    static let summary = "Lists every account of the login, with the settings' name where there is one."
    static let columns = ["id", "account", "name", "balance", "can_trade", "visible", "simulated"]

    static func records(_ visit: GatewayVisit, _ arguments: Arguments) throws -> [[UInt8]] {
        try visit.reads.accounts().map { account in
            JSONWriter.write {
                $0.object {
                    $0.member("id", account.id.number)
                    $0.member("account", visit.name(of: account.id)?.text)
                    $0.member("name", account.name)
                    $0.member("balance", number: account.balance.description)
                    $0.member("can_trade", account.canTrade)
                    $0.member("visible", account.isVisible)
                    $0.member("simulated", account.isSimulated)
                }
            }
        }
    }
}
