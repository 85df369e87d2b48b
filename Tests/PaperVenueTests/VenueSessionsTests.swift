import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
struct VenueSessionsTests {
    static let jo = VenueUser(name: "Jo", key: "k", accounts: [])
    static let al = VenueUser(name: "Al", key: "k", accounts: [])

    func sessions(_ logout: VenueSwitches.Logout = .oneToken) -> VenueSessions {
        VenueSessions(users: [Self.jo, Self.al], seed: 1, lifeSeconds: 60, logout: logout)
    }

    @Test func `4.5 a token is good to the last microsecond of its life`() {
        var sessions = sessions()
        let token = sessions.issue(to: Self.jo, at: Bench.start)
        let end = Bench.start.advanced(by: .seconds(60))
        #expect(sessions.user(of: token, at: end.advanced(by: Span(microseconds: -1)))?.name == "Jo")
        #expect(sessions.user(of: token, at: end) == nil)
    }

    @Test func `4.1 the name has no case, the key has`() {
        let sessions = sessions()
        #expect(sessions.user(named: "jO", key: "k")?.name == "Jo")
        #expect(sessions.user(named: "Jo", key: "K") == nil)
    }

    @Test func `4.5 a second login leaves the first token good`() {
        var sessions = sessions()
        let tokens = (0..<3).map { _ in sessions.issue(to: Self.jo, at: Bench.start) }
        #expect(Set(tokens).count == 3)
        #expect(tokens.allSatisfy { sessions.user(of: $0, at: Bench.start) != nil })
    }

    @Test(arguments: [(VenueSwitches.Logout.oneToken, true), (.everyToken, false)])
    func `4.4 a logout ends its token, or every token that the user has`(
        logout: VenueSwitches.Logout, otherLives: Bool
    ) {
        var sessions = sessions(logout)
        let first = sessions.issue(to: Self.jo, at: Bench.start)
        let second = sessions.issue(to: Self.jo, at: Bench.start)
        let others = sessions.issue(to: Self.al, at: Bench.start)
        sessions.logOut(first, at: Bench.start)
        let later = sessions.issue(to: Self.jo, at: Bench.start)
        #expect(sessions.user(of: first, at: Bench.start) == nil)
        #expect((sessions.user(of: second, at: Bench.start) != nil) == otherLives)
        #expect(sessions.user(of: others, at: Bench.start) != nil)
        #expect(sessions.user(of: later, at: Bench.start) != nil)
    }

    @Test(arguments: ["", "a", "a.b", "a.b.c", ".", "..", "…"])
    func `3 a token that is none is nobody's`(token: String) {
        var sessions = sessions()
        #expect(sessions.user(of: token, at: Bench.start) == nil)
        sessions.logOut(token, at: Bench.start)
    }

    @Test func `3 a token with another signature, or of another venue, is nobody's`() {
        var sessions = sessions()
        var other = VenueSessions(users: [Self.jo], seed: 2, lifeSeconds: 60)
        let token = sessions.issue(to: Self.jo, at: Bench.start)
        #expect(sessions.user(of: token.dropLast() + "!", at: Bench.start) == nil)
        #expect(sessions.user(of: other.issue(to: Self.jo, at: Bench.start), at: Bench.start) == nil)
    }
}
