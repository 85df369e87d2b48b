import Testing
import Trading

@testable import Journey

struct AccountBooksTests {
    private static let mine = HedgeScope(person: "owner", firm: "topstepx")

    private var books = AccountBooks([
        Self.profile("c", 3, mine), Self.profile("a", 1, mine), Self.profile("d", 4, nil),
        Self.profile("b", 2, HedgeScope(person: "other", firm: "topstepx")),
    ])

    private static func profile(_ name: String, _ id: Int64, _ hedge: HedgeScope?) -> AccountProfile {
        AccountProfile(
            name: AccountName(name), gateway: GatewayName("paper"), id: AccountID(id), hedge: hedge)
    }

    private func names(_ texts: String...) -> [AccountName] { texts.map(AccountName.init) }

    @Test func `goes by the order of names`() {
        #expect(books.keys == names("a", "b", "c", "d"))
        #expect(books.values.map(\.profile.name) == books.keys)
        #expect(books.map(\.key) == books.keys)
        #expect(books[AccountName("c")]?.profile.id == AccountID(3))
        #expect(books[AccountName("x")] == nil)
    }

    @Test mutating func `names those that were changed since the last time, with others, and no stranger`() {
        // What a start brings is looked at whole.
        let (atFirst, then) = (books.takeTouched(and: []), books.takeTouched(and: []))
        #expect(atFirst == books.keys && then.isEmpty)
        books[AccountName("c")]?.hasPositions = true
        books[AccountName("x")]?.hasPositions = true
        let changed = books.takeTouched(and: [AccountName("a"), AccountName("y")])
        #expect(changed == names("a", "c"))
        #expect(books[AccountName("c")]?.hasPositions == true)
    }

    @Test func `finds the others of one person and firm`() throws {
        func together(_ name: String) throws -> [AccountName] {
            let book = try #require(books[AccountName(name)])
            return books.together(with: book).map { books.book(at: $0).profile.name }
        }
        #expect(try together("a") == names("c"))
        #expect(try together("b").isEmpty)
        #expect(try together("d").isEmpty)
    }

    @Test
    mutating func `an account may stand against a side until it is read, and while it has something there`() {
        let (name, contract) = (AccountName("a"), ContractID("CON.F.US.MNQ.Z26"))
        #expect(books.mayStand(against: .buy, at: 0) && books.mayStand(against: .sell, at: 0))
        books[name]?.hasPositions = true
        books[name]?.reconciledAt = Timestamp(microseconds: 1)
        #expect(!books.mayStand(against: .buy, at: 0) && !books.mayStand(against: .sell, at: 0))
        books[name]?.positions[contract] = Position(
            contract: contract, signedSize: 2, averagePrice: Price(nanos: 1_000_000_000))
        #expect(!books.mayStand(against: .buy, at: 0) && books.mayStand(against: .sell, at: 0))
        books[name]?.positions = [:]
        books[name]?.unshown[contract] = UnshownFills(at: Timestamp(microseconds: 1))
        books[name]?.unshown[contract]?.fill(-1, at: Timestamp(microseconds: 1))
        #expect(books.mayStand(against: .buy, at: 0) && !books.mayStand(against: .sell, at: 0))
    }

    @Test mutating func `tells whose reading is due, and not those under way`() {
        let now = Timestamp(microseconds: 100)
        books[AccountName("b")]?.wantSnapshot(by: now)
        books[AccountName("a")]?.wantSnapshot(by: now)
        books[AccountName("c")]?.wantSnapshot(by: now.advanced(by: .seconds(1)))
        books[AccountName("a")]?.snapshotAsked = now
        #expect(books.readingsDue(at: now) == names("b"))
    }
}
