import JSON
import Journey
import Trading

/// The JSON texts that REST is asked with. Member names are sent in exactly this case.
///
/// Source: ProjectX Gateway Swagger file, read 2026-09. Empty members are left out.
enum RequestBody {
    static func loginKey(username: GatewaySecret, apiKey: GatewaySecret) -> [UInt8] {
        JSONWriter.write {
            $0.object {
                $0.member("userName", username.reveal())
                $0.member("apiKey", apiKey.reveal())
            }
        }
    }

    static let empty = Array("{}".utf8)

    /// Accounts that may not trade any more are asked for too: what they hold must still be closed, and each
    /// row says what it may do.
    static func accountSearch() -> [UInt8] {
        JSONWriter.write { $0.object { $0.member("onlyActiveAccounts", false) } }
    }

    /// `live` chooses the market-data entitlement, not the account; with true the list comes back empty.
    static func contractAvailable() -> [UInt8] {
        JSONWriter.write { $0.object { $0.member("live", false) } }
    }

    static func contractSearch(_ text: String) -> [UInt8] {
        JSONWriter.write {
            $0.object {
                $0.member("searchText", text)
                $0.member("live", false)
            }
        }
    }

    static func contract(_ id: ContractID) -> [UInt8] {
        JSONWriter.write { $0.object { $0.member("contractId", id.text) } }
    }

    static func account(_ account: AccountID) -> [UInt8] {
        JSONWriter.write { $0.object { $0.member("accountId", account.number) } }
    }

    static func order(_ order: OrderID, account: AccountID) -> [UInt8] {
        JSONWriter.write {
            $0.object {
                $0.member("accountId", account.number)
                $0.member("orderId", order.number)
            }
        }
    }

    static func closeContract(_ contract: ContractID, account: AccountID) -> [UInt8] {
        JSONWriter.write {
            $0.object {
                $0.member("accountId", account.number)
                $0.member("contractId", contract.text)
            }
        }
    }

    static func partialClose(_ contract: ContractID, size: Size, account: AccountID) -> [UInt8] {
        JSONWriter.write {
            $0.object {
                $0.member("accountId", account.number)
                $0.member("contractId", contract.text)
                $0.member("size", size.contracts)
            }
        }
    }

    /// What does not change is left out: what a null would do is not documented.
    static func modify(_ order: OrderID, _ change: OrderChange, account: AccountID) -> [UInt8] {
        JSONWriter.write {
            $0.object {
                $0.member("accountId", account.number)
                $0.member("orderId", order.number)
                $0.member("size", ifPresent: change.size?.contracts)
                $0.member("limitPrice", numberIfPresent: change.limitPrice?.description)
                $0.member("stopPrice", numberIfPresent: change.stopPrice?.description)
                $0.member("trailPrice", numberIfPresent: change.trailPrice?.description)
            }
        }
    }

    /// For `Order/search` and `Trade/search`; unknown member names would be ignored and the window be
    /// arbitrary.
    static func dated(account: AccountID, from start: Timestamp, until end: Timestamp? = nil) -> [UInt8] {
        JSONWriter.write {
            $0.object {
                $0.member("accountId", account.number)
                $0.member("startTimestamp", start.description)
                $0.member("endTimestamp", ifPresent: end?.description)
            }
        }
    }

    /// All eight members are needed; `live` as in `contractAvailable`.
    static func bars(_ query: BarQuery) -> [UInt8] {
        JSONWriter.write {
            $0.object {
                $0.member("contractId", query.contract.text)
                $0.member("live", false)
                $0.member("startTime", query.since.description)
                $0.member("endTime", query.until.description)
                $0.member("unit", query.unit.rawValue)
                $0.member("unitNumber", query.number)
                $0.member("limit", query.limit)
                $0.member("includePartialBar", query.hasPartial)
            }
        }
    }
}
