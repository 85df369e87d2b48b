import JSON
import Journey
import Trading

/// What a request by hand is to reach, and how far it is by what the ledger shows.
enum OperatorGoal {
    case place(rests: Bool)
    case cancel
    case modify(OrderChange)
    case close

    enum Progress: Hashable {
        /// As asked.
        case done(String)
        /// As asked so far, and worth another look while there is time.
        case fine(String)
        /// Not decided yet.
        case open(String)
        case failed(String)
    }

    /// - Parameters:
    ///   - standing: What `OrderStanding` tells.
    ///   - alert: The first digits of the request's fingerprint.
    func progress(_ standing: JSONValue, alert: String) -> Progress {
        guard let order = standing["order"],
            let state = order["state"]?.string.flatMap(OrderState.init(rawValue:))
        else { return .open("the ledger does not show the order yet") }
        switch self {
        case .place(let rests): return placed(order, state, rests: rests)
        case .close: return closed(order, state)
        case .cancel, .modify:
            let attempt = standing["attempts"]?.elements.last {
                $0["asked_by"]?.string?.hasPrefix(alert) == true
            }
            return changed(order, state, attempt)
        }
    }

    private func placed(_ order: JSONValue, _ state: OrderState, rests: Bool) -> Progress {
        switch state {
        case .filled: return .done("filled at \(order["average_price"]?.numberText ?? "an unknown price")")
        case .working: return rests ? .done("working") : .fine("accepted, not filled yet")
        case .partiallyFilled: return .fine("filled in part")
        case .approved: return .open("not sent yet")
        case .sent: return .open("sent, no answer yet")
        case .lost: return .open("no answer that can be trusted: it is being looked up")
        case .denied, .notSent, .notPlaced, .rejected, .cancelled, .expired:
            return .failed(Self.words(state, order))
        }
    }

    private func closed(_ order: JSONValue, _ state: OrderState) -> Progress {
        switch state {
        case .filled: return .done("closed, and verified flat with nothing working")
        case .cancelled where order["code"]?.string == Desk.alreadyFlat: return .done("nothing was open")
        case .cancelled where order["code"]?.string == "TAKEN_OVER":
            return .done("taken over: \(order["reason"]?.string ?? "a wider close goes on with it")")
        case .approved: return .open("waits for its turn, or for the venue")
        case .sent, .working, .partiallyFilled, .lost:
            return .open("being closed; not verified flat yet, and it goes on until it is")
        case .denied, .notSent, .notPlaced, .rejected, .cancelled, .expired:
            return .failed(Self.words(state, order))
        }
    }

    private func changed(_ order: JSONValue, _ state: OrderState, _ attempt: JSONValue?) -> Progress {
        guard let attempt else { return .open("not sent yet") }
        let ending = attempt["ending"]?.string
        let message = attempt["message"]?.string ?? ""
        if case .cancel = self, state == .cancelled { return .done("cancelled") }
        if ending == "rejected" || ending == "not_sent" || ending == AttemptRow.denied {
            return .failed("\(ending ?? ""): \(message); the order is \(state.rawValue)")
        }
        guard state.isLive else {
            return .failed("the order was \(state.rawValue) before")
        }
        if case .modify(let wanted) = self, ending == "accepted" || ending == "lost",
            Self.isShown(wanted, by: order), ending == "accepted" || wanted.trailPrice == nil
        {
            return .done("changed")
        }
        switch ending {
        case nil: return .open("sent, no answer yet")
        case "lost": return .open("no answer that can be trusted; by the last word it is \(state.rawValue)")
        default: return .open("accepted; the order does not show it yet")
        }
    }

    private static func isShown(_ wanted: OrderChange, by order: JSONValue) -> Bool {
        func price(_ key: String) -> Price? { order[key]?.numberText.flatMap { Price($0) } }
        return (wanted.size.map { order["size"]?.int64 == $0.contracts } ?? true)
            && (wanted.limitPrice.map { price("limit_price") == $0 } ?? true)
            && (wanted.stopPrice.map { price("stop_price") == $0 } ?? true)
    }

    private static func words(_ state: OrderState, _ order: JSONValue) -> String {
        let code = order["code"]?.string.map { " \($0)" } ?? ""
        let reason = order["reason"]?.string.map { ": \($0)" } ?? ""
        return state.rawValue.replacing("_", with: " ") + code + reason
    }
}
