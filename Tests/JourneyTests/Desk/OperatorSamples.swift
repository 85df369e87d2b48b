import Journey
import Testing
import Trading

extension DeskFixture {
    /// Asks for something by hand.
    ///
    /// - Parameter members: Of the JSON object, without `id`; the account is the first unless it is named.
    @discardableResult
    mutating func ask(_ members: String, id: String, known: KnownAlert? = nil) -> Decision {
        let account = members.contains(#""account""#) ? "" : #""account":"\#(Self.one)","#
        let body = Array(#"{"id":"\#(id)",\#(account)\#(members)}"#.utf8)
        let content: Arrival.Content
        do throws(Refusal) {
            let request = try OperatorReader.read(body)
            content = .request(request, AlertIdentity(of: request, sha256: Digest.of))
        } catch {
            content = .refused(error)
        }
        let delivery = Delivery(
            source: OperatorRequest.source, peer: "127.0.0.1", acceptedAt: now.wall, bodyAt: now.wall,
            body: body)
        let decision = handle(
            .arrival(Arrival(delivery: delivery, content: content, reply: ReplyID(7), known: known)))
        #expect(decision.replies.count == 1)
        return decision
    }
}

extension DeskFixture {
    /// Whether the Desk itself knows a repeat of this id.
    func remembers(_ id: String) -> Bool {
        let request = OperatorRequest(
            id: id, account: Self.one, action: .closeAll, canonical: [])
        return desk.remembers(AlertIdentity(of: request, sha256: Digest.of).key)
    }
}

extension Decision {
    var placed: [PlaceRequest] { calls.compactMap { if case .place(let one) = $0 { one } else { nil } } }
    var alertRows: [AlertRow] { rows.compactMap { if case .alert(let row) = $0 { row } else { nil } } }

    var modified: [(order: OrderID, change: OrderChange)] {
        calls.compactMap { if case .modify(_, let order, let change) = $0 { (order, change) } else { nil } }
    }

    var cancelled: [OrderID] {
        calls.compactMap { if case .cancel(_, let order) = $0 { order } else { nil } }
    }

    var read: [OrderID] {
        calls.compactMap { if case .readOrder(_, let order) = $0 { order } else { nil } }
    }
}
