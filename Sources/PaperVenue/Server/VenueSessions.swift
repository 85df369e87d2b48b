import Crypto
import JSON
import Trading

/// Logins and the tokens that prove them: JWTs signed with HS256.
///
/// Any token is good until its `exp`, across a restart too, unless it was logged out. A second login leaves the first
/// alone. `exp` is in whole seconds, so a token is good for its life to the second.
struct VenueSessions: Sendable {
    private let users: [VenueUser]
    private let key: [UInt8]
    private let lifeSeconds: Int64
    private var issued: Int64 = 0
    private let logout: VenueSwitches.Logout
    /// Tokens by their `jti`, with the second at which they would have ended by themselves.
    private var loggedOut: [String: Int64] = [:]
    /// Of users that were logged out whole: the last token that is no good any more.
    private var loggedOutWhole: [String: TokenNumber] = [:]
    /// No token is numbered before it, though the clock of an earlier run was ahead.
    private var microMin = Int64.min
    /// What has to be written down of logouts.
    private var changes: [VenueRecord] = []

    /// - Parameter seed: The signing key comes from it: nothing on a paper venue is worth more.
    init(
        users: [VenueUser], seed: UInt64, lifeSeconds: Int64, logout: VenueSwitches.Logout = .oneToken
    ) {
        self.users = users
        self.logout = logout
        self.lifeSeconds = lifeSeconds
        key = SHA256.hash(Array("paper venue \(seed)".utf8))
    }

    /// Whoever has this name, whatever the case.
    func user(named name: String) -> VenueUser? {
        users.first { $0.name.lowercased() == name.lowercased() }
    }

    func user(named name: String, key offered: String) -> VenueUser? {
        guard let user = user(named: name),
            ConstantTime.equal(Array(user.key.utf8), Array(offered.utf8))
        else { return nil }
        return user
    }

    mutating func issue(to user: VenueUser, at now: Timestamp) -> String {
        issued += 1
        let seconds = now.microseconds.floorDivided(by: 1_000_000)
        let header = Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8)
        let claims = JSONWriter.write {
            $0.object {
                $0.member("sub", user.name)
                $0.member("jti", number(at: now).text)
                $0.member("iat", seconds)
                $0.member("exp", seconds + lifeSeconds)
            }
        }
        let signed = Base64.encode(header, url: true) + "." + Base64.encode(claims, url: true)
        return signed + "." + signature(of: signed)
    }

    /// Whose token it is; nil when it is forged, expired, logged out or none at all.
    func user(of token: String?, at now: Timestamp) -> VenueUser? {
        guard let token, let claims = claims(of: token), now.microseconds < claims.exp * 1_000_000,
            loggedOut[claims.number.text] == nil
        else { return nil }
        if let last = loggedOutWhole[claims.name], claims.number <= last { return nil }
        return users.first { $0.name == claims.name }
    }

    mutating func logOut(_ token: String, at now: Timestamp) {
        guard let claims = claims(of: token) else { return }
        switch logout {
        case .oneToken:
            // What has ended by itself need not be remembered.
            loggedOut = loggedOut.filter { $0.value * 1_000_000 > now.microseconds }
            loggedOut[claims.number.text] = claims.exp
            changes.append(.loggedOut(claims.number.text, ends: claims.exp))
        case .everyToken:
            loggedOutWhole[claims.name] = number(at: now)
            changes.append(.loggedOutWhole(claims.name, last: number(at: now).text))
        }
    }

    private func number(at now: Timestamp) -> TokenNumber {
        TokenNumber(micro: max(microMin, now.microseconds), count: issued)
    }

    var hasChanges: Bool { !changes.isEmpty }

    mutating func takeChanges() -> [VenueRecord] {
        defer { changes = [] }
        return changes
    }

    /// Every logout that still counts.
    var snapshot: [VenueRecord] {
        loggedOut.sorted { $0.key < $1.key }.map { .loggedOut($0.key, ends: $0.value) }
            + loggedOutWhole.sorted { $0.key < $1.key }.map { .loggedOutWhole($0.key, last: $0.value.text) }
    }

    /// Takes a logout of an earlier run back. No token that is issued from now on has its number.
    mutating func restore(_ record: VenueRecord) {
        switch record {
        case .loggedOut(let token, let ends):
            loggedOut[token] = ends
            follow(TokenNumber(token))
        case .loggedOutWhole(let user, let last):
            guard let last = TokenNumber(last) else { return }
            loggedOutWhole[user] = last
            follow(last)
        default: break
        }
    }

    private mutating func follow(_ number: TokenNumber?) {
        guard let number else { return }
        issued = max(issued, number.count)
        microMin = max(microMin, number.micro)
    }

    private struct Claims {
        let name: String
        let number: TokenNumber
        let exp: Int64
    }

    /// What a token says, if we signed it.
    private func claims(of token: String) -> Claims? {
        guard let end = token.lastIndex(of: ".") else { return nil }
        let signed = String(token[..<end])
        guard ConstantTime.equal(Array(signature(of: signed).utf8), Array(token[end...].utf8.dropFirst())),
            let bytes = signed.split(separator: ".").last.flatMap({ Base64.decode(String($0), url: true) }),
            let read = try? JSONDocument(bytes).root, let name = read["sub"]?.string,
            let exp = read["exp"]?.int64, let number = read["jti"]?.string.flatMap(TokenNumber.init)
        else { return nil }
        return Claims(name: name, number: number, exp: exp)
    }

    private func signature(of signed: String) -> String {
        Base64.encode(HMACSHA256.authenticate(Array(signed.utf8), key: key), url: true)
    }
}

/// A token's `jti`: when it was issued, in microseconds, and the how many-th of this run.
private struct TokenNumber: Hashable, Comparable, Sendable {
    let micro: Int64
    let count: Int64

    init(micro: Int64, count: Int64) {
        self.micro = micro
        self.count = count
    }

    init?(_ text: String) {
        let parts = text.split(separator: "-")
        guard parts.count == 2, let micro = Int64(parts[0]), let count = Int64(parts[1]) else { return nil }
        self.init(micro: micro, count: count)
    }

    var text: String { "\(micro)-\(count)" }

    static func < (left: TokenNumber, right: TokenNumber) -> Bool {
        (left.micro, left.count) < (right.micro, right.count)
    }
}
