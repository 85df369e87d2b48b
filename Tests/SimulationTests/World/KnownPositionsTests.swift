import Testing
import Trading

@testable import Simulation

struct KnownPositionsTests {
    let key = KnownPositions.Key(account: AccountName("account-1"), contract: ContractID("CON.F.US.MNQ.Z26"))

    @Test func `what the hub told may be taken up once`() {
        var known = KnownPositions()
        known.told(2, key, at: second(1))
        let taken = take([2, 2], of: &known)
        #expect(taken == [true, false])
    }

    @Test func `what nobody told may not, and flat is no exception`() {
        var known = KnownPositions()
        known.stands(2, key, at: second(1))
        known.wasRead(key, askedAt: second(2))
        let taken = take([0, 2], of: &known)
        #expect(taken == [false, true])
    }

    @Test(arguments: [(0, false), (1, true), (2, true), (3, false)] as [(Int64, Bool)])
    func `a reading may show what stood at any time while it went on`(size: Int64, mayBeTaken: Bool) {
        var known = KnownPositions()
        known.stands(3, key, at: second(1))
        known.stands(1, key, at: second(3))
        known.stands(2, key, at: second(4))
        known.wasRead(key, askedAt: second(3))
        let taken = take([size], of: &known)
        #expect(taken == [mayBeTaken])
    }

    @Test(arguments: [(2, false), (3, false), (4, true)] as [(Int64, Bool)])
    func `a reading that was asked before the hub's last word shows nothing`(asked: Int64, mayBeTaken: Bool) {
        var known = KnownPositions()
        known.stands(1, key, at: second(1))
        known.told(1, key, at: second(3))
        let told = take([1], of: &known)
        known.wasRead(key, askedAt: second(asked))
        let read = take([1], of: &known)
        #expect(told == [true])
        #expect(read == [mayBeTaken])
    }

    @Test func `what was handed over is taken up in its order`() {
        var known = KnownPositions()
        for size in [1, 2, 3] as [Int64] { known.told(size, key, at: second(size)) }
        let taken = take([2, 1, 3], of: &known)
        #expect(taken == [true, false, true])
    }

    @Test func `what was not taken up within two turns is not any more`() {
        var known = KnownPositions()
        known.told(1, key, at: second(1))
        known.turned()
        known.told(2, key, at: second(2))
        known.turned()
        var taken = take([1], of: &known)
        known.turned()
        taken += take([2], of: &known)
        #expect(taken == [false, false])
    }

    @Test func `a batch that was too long for one turn is taken up in the next`() {
        var known = KnownPositions()
        known.told(1, key, at: second(1))
        known.turned()
        let taken = take([1], of: &known)
        #expect(taken == [true])
    }

    @Test func `a program that forgot the hub's word may take what an older reading shows`() {
        var known = KnownPositions()
        known.stands(1, key, at: second(1))
        known.told(4, key, at: second(3))
        known.forget()
        known.wasRead(key, askedAt: second(2))
        let taken = take([4, 1], of: &known)
        #expect(taken == [false, true])
    }

    private func take(_ sizes: [Int64], of known: inout KnownPositions) -> [Bool] {
        sizes.map { known.takes($0, key) }
    }

    private func second(_ count: Int64) -> Timestamp { Timestamp(microseconds: count * 1_000_000) }
}
