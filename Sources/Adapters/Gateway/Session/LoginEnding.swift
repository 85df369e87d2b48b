import JSON

/// What came of a login or of a renewal.
enum LoginEnding: Sendable {
    case token(GatewaySecret)
    /// A renewal that went well without a new token: the old one stays.
    case unchanged
    /// - isFatal: a repeat cannot cure it; the operator has to act.
    case failed(reason: String, isFatal: Bool)

    /// Reads the answer of `Auth/loginKey`. The venue's own message is not kept: it may quote the name or the
    /// key.
    init(login reply: Reply) {
        self = Self.read(reply, .loginKey, token: "token", needsToken: true)
    }

    /// Reads the answer of `Auth/validate`.
    init(validate reply: Reply) {
        self = Self.read(reply, .validate, token: "newToken", needsToken: false)
    }

    /// Reads the answer of `Auth/logout`; nil when the session is over.
    static func logoutFault(_ reply: Reply) -> String? {
        do {
            _ = try Envelope(reading: reply, from: .logout)
            return nil
        } catch {
            return error.reason
        }
    }

    private static func read(
        _ reply: Reply, _ endpoint: Endpoint, token: String, needsToken: Bool
    ) -> LoginEnding {
        let envelope: Envelope
        do {
            envelope = try Envelope(reading: reply, from: endpoint)
        } catch {
            return error.code.map { refusal($0, endpoint) } ?? .failed(reason: error.reason, isFatal: false)
        }
        guard let text = envelope.root[token]?.string, !text.isEmpty else {
            return needsToken
                ? .failed(reason: "\(endpoint.name): success without token", isFatal: false) : .unchanged
        }
        guard Token.isUsable(text) else {
            return .failed(reason: "\(endpoint.name): the token is no header text", isFatal: false)
        }
        return .token(GatewaySecret(text))
    }

    private static func refusal(_ code: Int64, _ endpoint: Endpoint) -> LoginEnding {
        let text = "\(endpoint.name) refused: \(endpoint.codes.text(code))"
        guard endpoint.name == Endpoint.loginKey.name else { return .failed(reason: text, isFatal: false) }
        let isFatal = endpoint.codes.row(code)?.verdict == .refused
        return .failed(reason: meanings[code].map { "\(text): \($0)" } ?? text, isFatal: isFatal)
    }

    /// What the codes mean that only the operator can cure.
    ///
    /// Source: the vendor's login page and the firm's help article on API access, read 2026-09.
    private static let meanings: [Int64: String] = [
        1: "the venue knows no such user; the user name is the platform's login name, not the e-mail address",
        2: "the venue asked for a password; make an API key in the platform's settings and use that",
        3: "the user name and the key do not belong together, or the key was revoked; the user name is the"
            + " platform's login name, not the e-mail address",
        4: otherFlow, 5: otherFlow, 6: otherFlow,
        7: "agreements wait for a signature; log into the platform in a browser and sign them",
        9: "the API subscription is missing, lapsed or not linked; link it in the platform's settings",
        10: "the firm has switched off login by key; ask the firm",
    ]

    private static let otherFlow =
        "the venue took the login for one of another kind; compare rest in the settings with the firm's address"
}
