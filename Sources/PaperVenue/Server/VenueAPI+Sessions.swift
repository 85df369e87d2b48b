import Trading

/// Auth: logins, renewal, logout.
extension VenueAPI {
    func loginKey(_ body: [UInt8]) throws(BindingFault) -> VenueReply {
        let fields = try RequestFields(body, as: .loginKey)
        let name = try fields.string("userName")
        let key = try fields.string("apiKey")
        if let wait = house.excess(of: .loginKey, by: name) { return tooMany(wait) }
        let token = house.sessions { sessions, now in
            sessions.user(named: name, key: key).map { sessions.issue(to: $0, at: now) }
        }
        guard let token else { return .failure(Refusal(code: 3), null: "token") }
        return .success { $0.member("token", token) }
    }

    /// The withdrawn way in: every app is unknown here.
    func loginApp(_ body: [UInt8]) throws(BindingFault) -> VenueReply {
        _ = try RequestFields(body, as: .loginApp)
        return .failure(Refusal(code: 4), null: "token")
    }

    func validate(_ user: VenueUser) -> VenueReply {
        let token = house.sessions { sessions, now in sessions.issue(to: user, at: now) }
        return .json {
            VenueReply.envelope(&$0, code: 0, message: nil)
            $0.member("newToken", token)
        }
    }

    func logOut(_ token: String?) -> VenueReply {
        if let token { house.sessions { sessions, now in sessions.logOut(token, at: now) } }
        return .success()
    }

    func searchAccounts(_ body: [UInt8], _ reach: Reach) throws(BindingFault) -> VenueReply {
        let fields = try RequestFields(body, as: .searchAccounts)
        let onlyActive = try fields.bool("onlyActiveAccounts")
        let accounts = house.turn { core, _ in
            reach.user.accounts.compactMap { core.book.accounts[$0.id] }
                .filter { !onlyActive || $0.canTrade && $0.isVisible }
        }
        return .success { writer in
            writer.key("accounts")
            writer.array { writer in
                for account in accounts { VenueWire.account(account, to: &writer) }
            }
        }
    }
}
