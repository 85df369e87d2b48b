import JSON
import Journey
import Trading

/// Says how a call that moves money ended, from what came back. Whatever is not certain is lost.
struct EndingRule: Sendable {
    let endpoint: Endpoint
    /// A placement is accepted only with the id of its order.
    let needsOrder: Bool

    static let place = EndingRule(endpoint: .orderPlace, needsOrder: true)
    static let cancel = EndingRule(endpoint: .orderCancel, needsOrder: false)
    static let modify = EndingRule(endpoint: .orderModify, needsOrder: false)
    static let partialClose = EndingRule(endpoint: .positionPartialClose, needsOrder: false)
    static let close = EndingRule(endpoint: .positionClose, needsOrder: false)

    /// What the venue calls a request that did not fit its types: nothing was done.
    static let badRequest: (code: Int64, name: String) = (400, "BadRequest")
    /// Seen live 2026-07; capitals not recorded.
    static let tagInUseText = "custom tag already in use"
    /// What it says of an account whose mode takes no order with a bracket.
    static let bracketModeText = "position brackets"

    func ending(of reply: Reply) -> Ending {
        switch reply.outcome {
        case .notSent(let reason): .notSent(Unsent(reason))
        case .broken(let reason): .lost(reason)
        case .answered(200, let body): ending(ofBody: body)
        case .answered(400, let body): endingOfBadRequest(body)
        case .answered(let status, _): .lost("\(endpoint.name): HTTP \(status)")
        }
    }

    private func ending(ofBody body: [UInt8]) -> Ending {
        let envelope: Envelope
        do {
            envelope = try Envelope(body)
        } catch {
            return .lost("\(endpoint.name): \(error.reason)")
        }
        let order = envelope.root["orderId"]?.int64.flatMap { $0 > 0 ? OrderID($0) : nil }
        return envelope.isSuccess ? accepted(envelope, order) : refused(envelope, order)
    }

    private func accepted(_ envelope: Envelope, _ order: OrderID?) -> Ending {
        guard envelope.code == 0 else {
            return .lost("\(endpoint.name): success with code \(endpoint.codes.text(envelope.code))")
        }
        guard needsOrder else { return .accepted(order: nil) }
        guard let order else { return .lost("\(endpoint.name): success without orderId") }
        return .accepted(order: order)
    }

    private func refused(_ envelope: Envelope, _ order: OrderID?) -> Ending {
        guard let row = endpoint.codes.row(envelope.code), row.verdict == .refused || row.verdict == .notFound
        else { return .lost("\(endpoint.name): failure with code \(endpoint.codes.text(envelope.code))") }
        return .rejected(
            Rejection(
                code: row.code, name: row.name, message: envelope.message, order: order,
                isTagInUse: needsOrder
                    && envelope.message.map { Printable.holds($0, Self.tagInUseText) } ?? false,
                isNotFound: row.verdict == .notFound,
                refusesBrackets: needsOrder
                    && envelope.message.map { Printable.holds($0, Self.bracketModeText) } ?? false))
    }

    /// The binding refused the request before any of it was acted on; a proxy's own 400 proves no such thing.
    private func endingOfBadRequest(_ body: [UInt8]) -> Ending {
        guard let problem = try? JSONDocument(body).root, problem.kind == .object,
            problem["errors"]?.kind == .object || problem["status"]?.int64 == 400
        else { return .lost("\(endpoint.name): HTTP 400 without a problem document") }
        let details = (problem["errors"]?.members ?? []).flatMap { $0.value.elements.compactMap(\.string) }
        let message = ([problem["title"]?.string].compactMap(\.self) + details).joined(separator: " ")
        return .rejected(
            Rejection(
                code: Self.badRequest.code, name: Self.badRequest.name,
                message: message.isEmpty ? nil : Printable.clean(message)))
    }
}
