import Journey
import Testing
import Trading

struct SourceBookTests {
    let orb = "orb-secret-0123456789abcdef"
    let vwap = "vwap-secret-0123456789abcdef"
    let decoy = "decoy-secret-0123456789abcde"

    func book() throws -> SourceBook {
        SourceBook(
            [
                Source(name: "orb", secret: try #require(SharedSecret(orb)), maxAge: .seconds(10)),
                Source(name: "vwap", secret: try #require(SharedSecret(vwap)), dialect: .native),
            ], decoy: try #require(SharedSecret(decoy)))
    }

    @Test func `a source is known by its own secret`() throws {
        let book = try book()
        let source = try #require(book.authenticate("orb", offered: Array(orb.utf8), unread: nil))
        #expect((source.name, source.dialect, source.maxAge) == ("orb", .auto, .seconds(10)))
        #expect(book.authenticate("vwap", offered: Array(vwap.utf8), unread: nil)?.maxAge == .seconds(30))
        #expect(book.knows("orb") && !book.knows("ORB") && !book.knows(""))
    }

    @Test(arguments: ["orb", "vwap", "unknown", ""])
    func `a wrong secret, another's secret and none are refused, and an unknown source like them`(
        name: String
    ) throws {
        let book = try book()
        let other = name == "orb" ? vwap : orb
        for offered in [nil, [], Array("x".utf8), Array(other.utf8), Array((orb + "0").utf8)] as [[UInt8]?] {
            #expect(book.authenticate(name, offered: offered, unread: nil) == nil)
        }
    }

    @Test func `the decoy opens no source`() throws {
        let book = try book()
        for name in ["orb", "unknown"] {
            #expect(book.authenticate(name, offered: Array(decoy.utf8), unread: Array(decoy.utf8)) == nil)
        }
    }

    @Test func `a body that cannot be read proves its sender by the secret inside`() throws {
        let book = try book()
        let broken = Array(#"{"secret":"\#(orb)",,}"#.utf8)
        #expect(book.authenticate("orb", offered: nil, unread: broken)?.name == "orb")
        #expect(book.authenticate("orb", offered: Array("wrong".utf8), unread: broken)?.name == "orb")
        #expect(book.authenticate("vwap", offered: nil, unread: broken) == nil)
        #expect(book.authenticate("unknown", offered: nil, unread: broken) == nil)
        #expect(book.authenticate("orb", offered: nil, unread: Array("{".utf8)) == nil)
    }

    @Test func `a kept body has its source's secret cut out, and an unknown source keeps none`() throws {
        let book = try book()
        let body = Array(#"{"secret":"\#(orb)"}"#.utf8)
        #expect(book.redact(body, of: "orb") == Array(#"{"secret":"***"}"#.utf8))
        #expect(book.redact(body, of: "vwap") == body)
        #expect(book.redact(body, of: "unknown").isEmpty)
    }

    @Test func `of two sources with one name the first counts`() throws {
        let twice = SourceBook(
            [
                Source(name: "orb", secret: try #require(SharedSecret(orb))),
                Source(name: "orb", secret: try #require(SharedSecret(vwap))),
            ], decoy: try #require(SharedSecret(decoy)))
        #expect(twice.authenticate("orb", offered: Array(orb.utf8), unread: nil) != nil)
        #expect(twice.authenticate("orb", offered: Array(vwap.utf8), unread: nil) == nil)
    }
}
