/// Why a single read gave nothing: where, what, and what to do about it.
package struct GatewayReadFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// Nothing came back, or a server's fault did.
        case unreachable
        /// The login was refused.
        case signIn
        /// Too many requests within the minute.
        case throttled
        /// The venue said no, with one of the endpoint's codes.
        case refused
        /// What was asked about is not there.
        case notFound
        /// The answer does not fit, or contradicts itself.
        case unreadable
    }

    package let kind: Kind
    /// The path below `/api/`.
    package let endpoint: String
    package let code: Int64?
    /// The endpoint's own name for the code; nil for one that no document names.
    package let codeName: String?
    /// The HTTP status, where it is the trouble.
    package let status: Int?
    package let reason: String
    package let remedy: String

    package var description: String { "\(reason); \(remedy)" }
}

extension GatewayReadFailure {
    init(_ fault: Unreadable, _ endpoint: Endpoint) {
        let row = fault.code.flatMap(endpoint.codes.row)
        kind = Self.kind(fault, row)
        self.endpoint = endpoint.name
        code = fault.code
        codeName = row?.name
        status = fault.status
        reason = fault.reason.hasPrefix(endpoint.name) ? fault.reason : "\(endpoint.name): \(fault.reason)"
        remedy = Self.remedy(kind, row, fault.status)
    }

    init(signIn reason: String, kind: Kind) {
        self.kind = kind
        endpoint = Endpoint.loginKey.name
        code = nil
        codeName = nil
        status = nil
        self.reason = reason
        remedy = Self.remedy(kind, nil, nil)
    }

    private static func kind(_ fault: Unreadable, _ row: CodeTable.Row?) -> Kind {
        if fault.isUnreachable { return .unreachable }
        if let status = fault.status {
            switch status {
            case 401: return .signIn
            case 429: return .throttled
            case 500...: return .unreachable
            default: return .refused
            }
        }
        guard fault.code != nil else { return .unreadable }
        if row?.verdict == .notFound || row?.name == "AccountNotFound" || row?.name == "ContractNotFound" {
            return .notFound
        }
        return .refused
    }

    private static func remedy(_ kind: Kind, _ row: CodeTable.Row?, _ status: Int?) -> String {
        switch kind {
        case .unreachable: "check the connection and rest in the settings, and try again later"
        case .signIn: "check username and api_key in the settings, and the API access at the firm"
        case .throttled: "wait a minute: the login's requests are used up"
        case .notFound:
            switch row?.name {
            case "AccountNotFound": "compare the id with `alertbridge account list`"
            case "ContractNotFound": "find the id with `alertbridge contract search`"
            default: "compare the id with `alertbridge order list`"
            }
        case .refused:
            switch row?.name {
            case "UnitInvalid", "UnitNumberInvalid": "ask for another --unit or --number"
            case "LimitInvalid": "ask for another --limit"
            default:
                status == 404
                    ? "the firm's gateway has no such call: compare rest in the settings with its address"
                    : "the venue gave no more of a reason; look into the platform"
            }
        case .unreadable: "the answer cannot be trusted; try again, and compare rest in the settings"
        }
    }
}
