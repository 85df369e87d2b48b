import Journey
import Testing
import Trading

/// The way to verified flat, with every turn that it can take.
struct FlattenMachineTests {
    typealias View = FlattenMachine.View

    let nq = ContractID("NQ")
    let es = ContractID("ES")
    let entry = OrderID(1)
    let stop = OrderID(2)
    let target = OrderID(3)
    let clean = View(open: [], entries: [], working: [], isUndecided: false)

    func at(_ milliseconds: Int64) -> Timestamp { Timestamp(microseconds: milliseconds * 1_000) }

    func view(
        open: [ContractID] = [], entries: [OrderID] = [], working: [OrderID] = [], isUndecided: Bool = false
    ) -> View {
        View(open: open, entries: entries, working: working, isUndecided: isUndecided)
    }

    /// A machine whose close of NQ was accepted, so that it waits for a snapshot.
    func closed() -> FlattenMachine {
        var machine = FlattenMachine()
        #expect(machine.start(view(open: [nq]), at: at(0)) == [.close(nq)])
        #expect(machine.closed(nq, .accepted(order: nil), at: at(100)) == [.snapshot])
        return machine
    }

    @Test func `cancels entries, closes, cancels what the close left, and reads twice 2 s apart`() {
        var machine = FlattenMachine()
        let first = view(open: [nq], entries: [entry], working: [entry, stop, target])
        #expect(machine.start(first, at: at(0)) == [.cancel(entry)])
        #expect(machine.cancelled(entry, at: at(50)) == [.close(nq)])
        #expect(machine.closed(nq, .accepted(order: nil), at: at(100)) == [.snapshot])
        let left = view(working: [stop, target])
        #expect(machine.verified(left, askedAt: at(100), at: at(150)) == [.cancel(stop), .cancel(target)])
        #expect(machine.cancelled(stop, at: at(200)) == [])
        #expect(machine.cancelled(target, at: at(210)) == [.snapshot])
        #expect(machine.verified(clean, askedAt: at(210), at: at(250)) == [])
        #expect(machine.deadline == at(2_210))
        #expect(machine.tick(at: at(2_209)) == [])
        #expect(machine.tick(at: at(2_210)) == [.snapshot])
        #expect(machine.verified(clean, askedAt: at(2_210), at: at(2_250)) == [.finish])
        #expect(machine.phase == .done)
        #expect(machine.hasClosed)
        #expect(machine.tick(at: at(9_999)) == [])
        #expect(machine.verified(view(open: [nq]), askedAt: at(9_999), at: at(9_999)) == [])
    }

    @Test func `orders and positions alone are enough while the last view showed nothing to do`() {
        var machine = FlattenMachine()
        #expect(machine.start(clean, at: at(0)) == [.snapshot])
        #expect(machine.needsExposureAlone && !machine.mayHaveClosed)
        #expect(machine.verified(nil, askedAt: at(0), at: at(10)) == [])
        #expect(machine.tick(at: at(600)) == [.snapshot])
        #expect(!machine.needsExposureAlone, "the last one could not be read")
        #expect(machine.verified(clean, askedAt: at(600), at: at(610)) == [])
        #expect(machine.tick(at: at(2_600)) == [.snapshot])
        #expect(machine.needsExposureAlone)
        var other = closed()
        #expect(other.mayHaveClosed && !other.needsExposureAlone, "what it closed is not read yet")
        #expect(other.verified(view(working: [stop]), askedAt: at(100), at: at(150)) == [.cancel(stop)])
        #expect(other.cancelled(stop, at: at(200)) == [.snapshot])
        #expect(!other.needsExposureAlone)
        #expect(other.verified(clean, askedAt: at(200), at: at(250)) == [])
        #expect(other.tick(at: at(2_200)) == [.snapshot])
        #expect(other.needsExposureAlone)
    }

    @Test(arguments: [(Ending.notSent("x"), false), (.lost("x"), true), (.accepted(order: nil), true)])
    func `a close may be at the venue from its asking on, until it is known not to be`(
        ending: Ending, isThere: Bool
    ) {
        var machine = FlattenMachine()
        #expect(!machine.mayHaveClosed)
        _ = machine.start(view(open: [es, nq]), at: at(0))
        #expect(machine.mayHaveClosed)
        _ = machine.closed(nq, ending, at: at(10))
        #expect(machine.mayHaveClosed, "the other has no answer")
        _ = machine.closed(es, .notSent("x"), at: at(20))
        #expect(machine.mayHaveClosed == isThere)
    }

    @Test func `one clean reading less than 2 s after the first ends nothing`() {
        var machine = closed()
        #expect(machine.verified(clean, askedAt: at(100), at: at(150)) == [])
        #expect(machine.tick(at: at(2_100)) == [.snapshot])
        var early = machine
        #expect(early.verified(clean, askedAt: at(2_099), at: at(2_200)) == [])
        #expect(early.isWaitingForSnapshot)
        #expect(machine.verified(clean, askedAt: at(2_100), at: at(2_200)) == [.finish])
    }

    @Test func `starts with a reading where nothing was ever read`() {
        var machine = FlattenMachine()
        #expect(machine.start(nil, at: at(0)) == [.snapshot])
        #expect(machine.verified(view(open: [nq]), askedAt: at(0), at: at(50)) == [.close(nq)])
    }

    @Test func `an account that is flat already is only read`() {
        var machine = FlattenMachine()
        #expect(machine.start(clean, at: at(0)) == [.snapshot])
        #expect(machine.verified(clean, askedAt: at(0), at: at(50)) == [])
        #expect(machine.tick(at: at(2_000)) == [.snapshot])
        #expect(machine.verified(clean, askedAt: at(2_000), at: at(2_050)) == [.finish])
        #expect(!machine.hasClosed)
    }

    @Test func `a stop that fires between close and cancel is closed again`() {
        var machine = closed()
        #expect(machine.verified(view(working: [stop]), askedAt: at(100), at: at(150)) == [.cancel(stop)])
        #expect(machine.cancelled(stop, at: at(200)) == [.snapshot])
        // The stop had filled: it opened a position the other way.
        #expect(machine.verified(view(open: [nq]), askedAt: at(200), at: at(250)) == [])
        let due = machine.deadline
        #expect(due.map { $0 > at(250) && $0 <= at(5_250) } == true)
        #expect(machine.tick(at: due ?? at(0)) == [.snapshot])
        #expect(machine.verified(view(open: [nq]), askedAt: due ?? at(0), at: due ?? at(0)) == [.close(nq)])
        #expect(machine.closed(nq, .accepted(order: nil), at: at(800)) == [.snapshot])
        #expect(machine.verified(clean, askedAt: at(800), at: at(850)) == [])
        #expect(machine.tick(at: at(2_800)) == [.snapshot])
        #expect(machine.verified(clean, askedAt: at(2_800), at: at(2_850)) == [.finish])
    }

    @Test func `whatever shows up between two clean readings starts the count again`() {
        for disturbance in [view(open: [nq]), view(working: [stop]), view(isUndecided: true)] {
            var machine = closed()
            #expect(machine.verified(clean, askedAt: at(100), at: at(150)) == [])
            #expect(machine.tick(at: at(2_100)) == [.snapshot])
            #expect(!machine.verified(disturbance, askedAt: at(2_100), at: at(2_150)).contains(.finish))
            #expect(machine.phase != .done)
        }
    }

    @Test func `an undecided order keeps it open however often it reads clean`() {
        var machine = closed()
        var now = at(100)
        for _ in 0..<20 {
            #expect(machine.verified(view(isUndecided: true), askedAt: now, at: now) == [])
            now = machine.deadline ?? now
            #expect(machine.tick(at: now) == [.snapshot])
        }
        #expect(machine.verified(clean, askedAt: now, at: now) == [])
        #expect(machine.tick(at: now.advanced(by: .seconds(2))) == [.snapshot])
        let last = now.advanced(by: .seconds(2))
        #expect(machine.verified(clean, askedAt: last, at: last) == [.finish])
    }

    @Test func `a snapshot that cannot be read is asked again, later and later up to 5 s`() {
        var machine = closed()
        var now = at(100)
        var pauses: [Int64] = []
        for _ in 0..<7 {
            #expect(machine.verified(nil, askedAt: now, at: now) == [])
            let due = machine.deadline ?? now
            pauses.append(due.since(now).microseconds / 1_000)
            #expect(machine.tick(at: due.advanced(by: Span(microseconds: -1))) == [])
            #expect(machine.tick(at: due) == [.snapshot])
            now = due
        }
        #expect(pauses == [500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000])
    }

    @Test func `a snapshot that was asked before the question proves nothing`() {
        var machine = closed()
        #expect(machine.verified(clean, askedAt: at(99), at: at(150)) == [])
        #expect(machine.isWaitingForSnapshot)
        #expect(machine.verified(clean, askedAt: at(100), at: at(160)) == [])
        #expect(!machine.isWaitingForSnapshot)
    }

    @Test(arguments: [
        Ending.rejected(Rejection(code: 2, name: "PositionNotFound", message: nil, isNotFound: true)),
        .notSent("no budget"), .lost("timeout"),
    ])
    func `a close that failed is checked and repeated`(ending: Ending) {
        var machine = FlattenMachine()
        _ = machine.start(view(open: [nq]), at: at(0))
        #expect(machine.closed(nq, ending, at: at(100)) == [.snapshot])
        #expect(machine.verified(view(open: [nq]), askedAt: at(100), at: at(150)) == [])
        #expect(machine.deadline == at(650))
        #expect(machine.tick(at: at(650)) == [.snapshot])
        #expect(machine.verified(view(open: [nq]), askedAt: at(650), at: at(700)) == [.close(nq)])
    }

    @Test func `a close that is still filling is not sent twice`() {
        var machine = closed()
        var filling = view(open: [nq], working: [stop])
        filling.filling = [nq]
        #expect(machine.verified(filling, askedAt: at(100), at: at(150)) == [])
        #expect(machine.tick(at: at(700)) == [.snapshot])
        #expect(machine.verified(filling, askedAt: at(700), at: at(750)) == [])
        let due = machine.deadline ?? at(0)
        #expect(machine.tick(at: due) == [.snapshot])
        #expect(machine.verified(clean, askedAt: due, at: due) == [])
        #expect(!machine.isWaitingForSnapshot)
    }

    @Test func `answers that nobody waits for change nothing`() {
        var machine = closed()
        let before = machine
        #expect(machine.cancelled(stop, at: at(200)) == [])
        #expect(machine.closed(nq, .accepted(order: nil), at: at(200)) == [])
        #expect(machine.tick(at: at(200)) == [])
        #expect(machine == before)
    }

    @Test func `several contracts and entries are all awaited`() {
        var machine = FlattenMachine()
        let both = view(open: [es, nq], entries: [entry, stop], working: [entry, stop])
        #expect(machine.start(both, at: at(0)) == [.cancel(entry), .cancel(stop)])
        #expect(machine.cancelled(stop, at: at(10)) == [])
        #expect(machine.cancelled(entry, at: at(20)) == [.close(es), .close(nq)])
        #expect(machine.closed(nq, .accepted(order: nil), at: at(30)) == [])
        #expect(machine.closed(es, .lost("x"), at: at(40)) == [.snapshot])
    }

    @Test func `a market order without a tag may be the close only while one is asked for`() {
        var machine = FlattenMachine()
        #expect(!machine.isClosing(nq))
        _ = machine.start(view(open: [nq]), at: at(0))
        #expect(machine.isClosing(nq) && !machine.isClosing(es))
        _ = machine.closed(nq, .accepted(order: nil), at: at(100))
        #expect(machine.isClosing(nq))
        _ = machine.verified(clean, askedAt: at(100), at: at(150))
        #expect(machine.isClosing(nq))
        _ = machine.tick(at: at(2_100))
        _ = machine.verified(clean, askedAt: at(2_100), at: at(2_150))
        #expect(machine.phase == .done && !machine.isClosing(nq))
    }

    @Test func `an order that will not be cancelled is asked again only after a pause`() {
        var machine = closed()
        var now = at(100)
        var pauses: [Int64] = []
        for _ in 0..<6 {
            #expect(machine.verified(view(working: [stop]), askedAt: now, at: now) == [.cancel(stop)])
            #expect(machine.cancelled(stop, at: now) == [.snapshot])
            #expect(machine.verified(view(working: [stop]), askedAt: now, at: now) == [])
            let due = machine.deadline ?? now
            pauses.append(due.since(now).microseconds / 1_000)
            #expect(machine.tick(at: due) == [.snapshot])
            now = due
        }
        #expect(pauses == [500, 1_000, 2_000, 4_000, 5_000, 5_000])
    }

    @Test func `a close whose answer was lost may have closed`() {
        var machine = FlattenMachine()
        _ = machine.start(view(open: [nq]), at: at(0))
        #expect(machine.closed(nq, .lost("timeout"), at: at(100)) == [.snapshot])
        #expect(machine.isClosing(nq))
        #expect(machine.hasClosed)
        var refused = FlattenMachine()
        _ = refused.start(view(open: [nq]), at: at(0))
        _ = refused.closed(nq, .notSent("no budget"), at: at(100))
        #expect(!refused.isClosing(nq) && !refused.hasClosed)
    }

    @Test func `a close is known by its contract, also while another is awaited`() {
        var machine = FlattenMachine()
        _ = machine.start(view(open: [es, nq]), at: at(0))
        _ = machine.closed(es, .accepted(order: nil), at: at(50))
        #expect(machine.isClosing(es) && machine.isClosing(nq))
        _ = machine.closed(nq, .rejected(Rejection(code: 2, name: "x", message: nil)), at: at(100))
        #expect(machine.isClosing(es) && !machine.isClosing(nq))
        #expect(!machine.isClosing(ContractID("CL")))
    }

    // MARK: Taking over

    /// A machine in the place of another.
    func heir(of other: FlattenMachine, open: [ContractID]) -> (FlattenMachine, [FlattenMachine.Action]) {
        var machine = FlattenMachine()
        machine.takeOver(other)
        let actions = machine.start(view(open: open), at: at(1_000))
        return (machine, actions)
    }

    @Test func `what another was refused is closed at once, and what it closed after a reading and a pause`()
    {
        var refused = FlattenMachine()
        _ = refused.start(view(open: [nq]), at: at(0))
        _ = refused.closed(nq, .notSent("no budget"), at: at(100))
        #expect(heir(of: refused, open: [es, nq]).1 == [.close(es), .close(nq)])

        var (machine, actions) = heir(of: closed(), open: [nq])
        #expect(actions == [.snapshot])
        #expect(machine.isClosing(nq) && machine.hasClosed && !machine.awaits(nq))
        #expect(machine.verified(view(open: [nq]), askedAt: at(1_000), at: at(1_050)) == [])
        #expect(machine.deadline == at(1_550))
        #expect(machine.tick(at: at(1_550)) == [.snapshot])
        #expect(machine.verified(view(open: [nq]), askedAt: at(1_550), at: at(1_600)) == [.close(nq)])
    }

    @Test func `what another is closing is neither closed nor called flat before it is answered`() {
        var closing = FlattenMachine()
        _ = closing.start(view(open: [nq]), at: at(0))
        var (machine, actions) = heir(of: closing, open: [es, nq])
        #expect(actions == [.close(es)])
        #expect(machine.awaits(nq) && machine.isClosing(nq))
        // A third one waits for the same answer.
        let third = heir(of: machine, open: [es, nq])
        #expect(third.0.awaits(nq) && third.0.awaits(es) && third.1 == [.snapshot])

        #expect(machine.closed(es, .accepted(order: nil), at: at(1_100)) == [.snapshot])
        #expect(machine.verified(view(open: [nq]), askedAt: at(1_100), at: at(1_150)) == [])
        var flat = machine
        var now = machine.deadline ?? at(0)
        for _ in 0..<4 {
            #expect(flat.tick(at: now) == [.snapshot])
            #expect(flat.verified(clean, askedAt: now, at: now) == [])
            now = flat.deadline ?? now
        }
        #expect(flat.closed(nq, .accepted(order: nil), at: now) == [.snapshot])
        #expect(flat.verified(clean, askedAt: now, at: now) == [])
        let last = flat.deadline ?? now
        #expect(flat.tick(at: last) == [.snapshot])
        #expect(flat.verified(clean, askedAt: last, at: last) == [.finish])
    }

    @Test func `a reading from before the answer proves nothing, nor a pause`() {
        var closing = FlattenMachine()
        _ = closing.start(view(open: [nq]), at: at(0))
        var (machine, _) = heir(of: closing, open: [nq])
        #expect(machine.verified(view(open: [nq]), askedAt: at(1_000), at: at(1_050)) == [])
        let due = machine.deadline ?? at(0)
        #expect(machine.tick(at: due) == [.snapshot])
        let answered = due.advanced(by: .milliseconds(10))
        #expect(machine.closed(nq, .lost("reset"), at: answered) == [.snapshot])
        let later = answered.advanced(by: .milliseconds(10))
        #expect(machine.verified(view(open: [nq]), askedAt: due, at: later) == [])
        #expect(machine.isWaitingForSnapshot)
        #expect(machine.verified(view(open: [nq]), askedAt: answered, at: later) == [])
        #expect(!machine.isWaitingForSnapshot)
        let next = machine.deadline ?? at(0)
        #expect(machine.tick(at: next) == [.snapshot])
        #expect(machine.verified(view(open: [nq]), askedAt: next, at: next) == [.close(nq)])
        #expect(!machine.awaits(nq))
    }

    @Test func `an answer while entries are cancelled or others closed changes no step`() {
        var closing = FlattenMachine()
        _ = closing.start(view(open: [nq]), at: at(0))
        var machine = FlattenMachine()
        machine.takeOver(closing)
        let resting = view(open: [nq], entries: [entry], working: [entry])
        #expect(machine.start(resting, at: at(0)) == [.cancel(entry)])
        #expect(machine.isClosing(nq))
        #expect(machine.closed(nq, .accepted(order: nil), at: at(10)) == [])
        #expect(machine.cancelled(entry, at: at(20)) == [.snapshot])
        #expect(machine.verified(view(open: [nq]), askedAt: at(20), at: at(30)) == [])
    }
}
