import Crypto
import JSON
import Trading

/// Logins and the tokens that prove them: JWTs signed with HS256.
///
/// Any token is good until its `exp`, across a restart too, unless it was logged out in this run. A second
/// login leaves the first alone.
struct VenueSessions: Sendable {
    private let users: [VenueUser]
    private let key: [UInt8]
    private let lifeSeconds: Int64
    private var issued: Int64 = 0
    private var loggedOut: Set<String> = []

    /// - Parameter seed: The signing key comes from it: nothing on a paper venue is worth more.
    init(users: [VenueUser], seed: UInt64, lifeSeconds: Int64) {
        self.users = users
        self.lifeSeconds = lifeSeconds
        key = SHA256.hash(Array("paper venue \(seed)".utf8))
    }

    func user(named name: String, key offered: String) -> VenueUser? {
        guard let user = users.first(where: { $0.name.lowercased() == name.lowercased() }),
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
                $0.member("jti", "\(now.microseconds)-\(issued)")
                $0.member("iat", seconds)
                $0.member("exp", seconds + lifeSeconds)
            }
        }
        let signed = Base64.encode(header, url: true) + "." + Base64.encode(claims, url: true)
        return signed + "." + signature(of: signed)
    }

    /// Whose token it is; nil when it is forged, expired, logged out or none at all.
    func user(of token: String?, at now: Timestamp) -> VenueUser? {
        guard let token, !loggedOut.contains(token), let end = token.lastIndex(of: ".") else { return nil }
        let signed = String(token[..<end])
        guard ConstantTime.equal(Array(signature(of: signed).utf8), Array(token[end...].utf8.dropFirst())),
            let claims = signed.split(separator: ".").last.flatMap({ Base64.decode(String($0), url: true) }),
            let read = try? JSONDocument(claims).root, let name = read["sub"]?.string,
            let exp = read["exp"]?.int64, now.microseconds < exp * 1_000_000
        else { return nil }
        return users.first { $0.name == name }
    }

    mutating func logOut(_ token: String) { loggedOut.insert(token) }

    private func signature(of signed: String) -> String {
        Base64.encode(HMACSHA256.authenticate(Array(signed.utf8), key: key), url: true)
    }
}
