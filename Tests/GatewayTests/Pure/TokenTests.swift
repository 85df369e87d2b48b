import OwnThreads
import Testing
import Trading

@testable import Gateway

@Suite(.ownThreads)
struct TokenClaimsTests {
    /// `{"exp":1790086400,"iat":1790000000}` between an empty head and signature.
    static let day = "e30.eyJleHAiOjE3OTAwODY0MDAsImlhdCI6MTc5MDAwMDAwMH0.c2ln"

    @Test func `expiry and issue are read from the middle part`() throws {
        let claims = try #require(TokenClaims(Self.day))
        #expect(claims.expiry == 1_790_086_400)
        #expect(claims.issue == 1_790_000_000)
    }

    @Test(arguments: ["", "abc", "a.b", "a.b.c.d", "e30.e30.e30", "e30.!!.e30", "e30.eyJleHAiOiJ4In0.x"])
    func `what is no token has no claims`(text: String) {
        #expect(TokenClaims(text) == nil)
    }

    @Test(
        arguments: [
            (0, 86_400), (3_600, 82_800),
            // Our clock is slow: never longer than the life it was issued with.
            (-3_600, 86_400),
            // Our clock is past the end: not believed.
            (86_400, 86_400), (1_000_000, 86_400),
            // Nor is it within the last tenth: the token is new, and so is each that follows it.
            (86_399, 86_400), (77_761, 86_400), (77_760, 8_640),
        ] as [(Int64, Int64)])
    func `the life left trusts the token before our clock`(clock: Int64, left: Int64) throws {
        let now = Timestamp(microseconds: (1_790_000_000 + clock) * 1_000_000)
        #expect(try #require(TokenClaims(Self.day)).lifeLeft(at: now) == .seconds(left))
    }

    /// `{"exp":1790086400}` alone.
    @Test(arguments: [(0, 86_400), (86_340, 60), (86_341, nil), (86_401, nil)] as [(Int64, Int64?)])
    func `a new token that would end within the minute has a clock of ours that is fast`(
        clock: Int64, left: Int64?
    ) throws {
        let claims = try #require(TokenClaims("e30.eyJleHAiOjE3OTAwODY0MDB9.c2ln"))
        let now = Timestamp(microseconds: (1_790_000_000 + clock) * 1_000_000)
        #expect(claims.lifeLeft(at: now) == left.map(Span.seconds))
    }

    @Test func `a token renews at half its life and half an hour before its end`() {
        let now = Moment(wall: Timestamp(microseconds: 1_790_000_000_000_000), steady: Samples.steady(0))
        var token = Token(
            serial: 1, secret: GatewaySecret(Self.day), at: now, margin: GatewayTimings().renewalMargin)
        #expect(token.renewals == [Samples.steady(43_200), Samples.steady(84_600)])
        #expect(token.expiresAt == Samples.steady(86_400))
        token.passedRenewals(until: Samples.steady(43_200))
        #expect(token.renewals == [Samples.steady(84_600)])
    }

    @Test func `a token that says nothing lives a day`() {
        let token = Token(
            serial: 1, secret: GatewaySecret("opaque"), at: Samples.moment(0), margin: .seconds(1_800))
        #expect(token.expiresAt == Samples.steady(86_400))
    }

    @Test(arguments: [("a", true), ("", false), ("a b", false), ("a\r\nX: y", false), ("ä", false)])
    func `only visible ASCII stands in a header`(text: String, isUsable: Bool) {
        #expect(Token.isUsable(text) == isUsable)
    }
}

@Suite(.ownThreads)
struct LoginEndingTests {
    @Test func `a token of a successful login is taken`() throws {
        let ending = LoginEnding(login: Samples.success(#""token":"abc.def.ghi""#))
        guard case .token(let secret) = ending else { throw Unexpected("no token") }
        #expect(secret == GatewaySecret("abc.def.ghi"))
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 9, 10] as [Int64])
    func `a code that only the operator can cure is fatal and says what to do`(code: Int64) throws {
        let ending = LoginEnding(login: Samples.failure(code, message: "jo's key q0y"))
        guard case .failed(let reason, let isFatal) = ending else { throw Unexpected("no failure") }
        #expect(isFatal)
        #expect(reason.contains(": \(code) "))
        #expect(reason.utf8.count > 60)
        #expect(!reason.contains("q0y"))
    }

    @Test(arguments: [
        Samples.failure(8), Samples.failure(77), Samples.reply(500, "x"),
        Samples.reply(429, ""),
        Samples.reply(400, "{}"), Samples.reply(200, "{"), Samples.success(),
        Samples.success(#""token":"a b""#),
        Samples.reply(.broken("reset")), Samples.reply(.notSent("refused")),
    ])
    func `anything else is tried again`(reply: Reply) throws {
        guard case .failed(_, let isFatal) = LoginEnding(login: reply) else { throw Unexpected("no failure") }
        #expect(!isFatal)
    }

    @Test(arguments: ["null", #""""#])
    func `a renewal without a new token keeps the old one`(token: String) throws {
        guard case .unchanged = LoginEnding(validate: Samples.success(#""newToken":\#(token)"#)) else {
            throw Unexpected("changed")
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [Int64])
    func `a refused renewal is no reason to give up`(code: Int64) throws {
        guard case .failed(_, isFatal: false) = LoginEnding(validate: Samples.failure(code)) else {
            throw Unexpected("not a plain failure")
        }
    }
}
