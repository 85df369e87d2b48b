import Journey
import Testing
import Trading

/// The (state, event) table of one placement.
struct PlacementMachineTests {
    let start = Timestamp(microseconds: 1_000_000_000)
    let ready = PlacementMachine.Evidence(isStreamReady: true, hasUnexplainedPosition: false)
    let order = VenueOrder(
        id: OrderID(7), account: AccountName("a"), contract: ContractID("C"), status: .open, type: .market,
        side: .buy,
        size: 1)

    func at(_ seconds: Double) -> Timestamp {
        start.advanced(by: Span(microseconds: Int64(seconds * 1_000_000)))
    }

    func sent(isExit: Bool = false) -> PlacementMachine {
        var machine = PlacementMachine(isExit: isExit)
        machine.send()
        return machine
    }

    func lost(isExit: Bool = false) -> PlacementMachine {
        var machine = sent(isExit: isExit)
        _ = machine.ended(.lost("reset"), at: start)
        return machine
    }

    static func rejection(isTagInUse: Bool = false) -> Rejection {
        Rejection(code: 2, name: "OrderRejected", message: "no", isTagInUse: isTagInUse)
    }

    @Test(
        arguments: [
            (.accepted(order: OrderID(9)), .adopt(OrderID(9))), (.accepted(order: nil), .adopt(nil)),
            (.rejected(rejection()), .reject(rejection())), (.notSent("no token"), .giveUpUnsent("no token")),
        ] as [(Ending, PlacementMachine.Step)])
    func `an answer that can be trusted settles it`(ending: Ending, step: PlacementMachine.Step) {
        var machine = sent()
        #expect(machine.ended(ending, at: start) == step)
        #expect(machine.phase == .settled)
        #expect(machine.deadline == nil)
        #expect(machine.ended(.lost("late"), at: at(1)) == .wait)
        #expect(machine.tick(at: at(100)) == .wait)
        #expect(machine.lookedUp(.found(order), evidence: ready, at: at(100)) == .wait)
    }

    @Test(arguments: [Ending.lost("reset"), .rejected(rejection(isTagInUse: true))])
    func `an answer that cannot be trusted, or a tag in use, is looked up and never sent again`(
        ending: Ending
    ) {
        var machine = sent()
        guard case .search = machine.ended(ending, at: start) else {
            Issue.record("it does not search")
            return
        }
        #expect(machine.isLost)
        #expect(machine.deadline == at(1))
    }

    @Test(arguments: [
        Ending.accepted(order: nil), .rejected(rejection()), .notSent("x"), .lost("x"),
    ])
    func `an answer means nothing before the send, once settled, or once lost`(ending: Ending) {
        var approved = PlacementMachine(isExit: false)
        #expect(approved.ended(ending, at: start) == .wait)
        #expect(approved.phase == .approved)
        var settled = PlacementMachine.settled(isExit: false)
        #expect(settled.ended(ending, at: start) == .wait)
        var shown = sent()
        shown.settle()
        #expect(shown.ended(ending, at: start) == .wait)
        #expect(shown.phase == .settled)
        var lost = lost()
        let before = lost
        #expect(lost.ended(ending, at: at(1)) == .wait)
        #expect(lost == before)
    }

    @Test func `it is looked up at 1, 2, 4, 8, 15 and 30 s, then every 15 s`() {
        var machine = lost()
        var asked: [Double] = []
        for _ in 0..<10 {
            guard let due = machine.deadline else { break }
            #expect(machine.tick(at: due.advanced(by: Span(microseconds: -1))) == .wait)
            #expect(machine.tick(at: due) == .lookUp)
            #expect(machine.deadline == nil)
            #expect(machine.tick(at: due.advanced(by: .seconds(9))) == .wait)
            asked.append(Double(due.since(start).microseconds) / 1_000_000)
            #expect(machine.lookedUp(.unreadable("down"), evidence: ready, at: due) == .wait)
        }
        #expect(asked == [1, 2, 4, 8, 15, 30, 45, 60, 75, 90])
    }

    @Test func `a slow look-up skips the rungs that passed meanwhile`() {
        var machine = lost()
        #expect(machine.tick(at: at(1)) == .lookUp)
        #expect(machine.lookedUp(.absent, evidence: ready, at: at(8)) == .wait)
        #expect(machine.deadline == at(15))
        #expect(machine.tick(at: at(15)) == .lookUp)
        #expect(machine.lookedUp(.absent, evidence: ready, at: at(31)) == .wait)
        #expect(machine.deadline == at(46))
    }

    @Test(arguments: [false, true])
    func `what is found is adopted, early or late`(isExit: Bool) {
        var machine = lost(isExit: isExit)
        #expect(machine.tick(at: at(1)) == .lookUp)
        #expect(machine.lookedUp(.found(order), evidence: ready, at: at(1.1)) == .adoptOrder(order))
        #expect(machine.phase == .settled)
    }

    /// Looks up at each of these seconds, the last with the given evidence; what comes of the last.
    func search(
        _ machine: inout PlacementMachine, absentAt seconds: [Double], last: PlacementMachine.Evidence
    ) -> PlacementMachine.Step {
        var step = PlacementMachine.Step.wait
        for (index, second) in seconds.enumerated() {
            let due = machine.deadline ?? at(second)
            _ = machine.tick(at: max(due, at(second)))
            let evidence = index == seconds.count - 1 ? last : ready
            step = machine.lookedUp(.absent, evidence: evidence, at: max(due, at(second)))
        }
        return step
    }

    @Test(
        arguments: [
            ([1, 2, 4, 8, 30], true, false, true), ([1, 2, 4, 8, 15, 30], true, false, true),
            // 29.999 999 s are too few, and so are four clean look-ups.
            ([1, 2, 4, 8, 29.999_999], true, false, false), ([1, 2, 4, 31], true, false, false),
            // The hub is away, or contracts are held that nothing explains.
            ([1, 2, 4, 8, 30], false, false, false), ([1, 2, 4, 8, 30], true, true, false),
        ] as [([Double], Bool, Bool, Bool)])
    func `an entry is not placed only with all four conditions`(
        seconds: [Double], isReady: Bool, isUnexplained: Bool, isOver: Bool
    ) {
        var machine = lost()
        let evidence = PlacementMachine.Evidence(
            isStreamReady: isReady, hasUnexplainedPosition: isUnexplained)
        #expect(search(&machine, absentAt: seconds, last: evidence) == (isOver ? .notPlaced : .wait))
        #expect(machine.isLost != isOver)
    }

    @Test func `a look-up that could not be read is no clean one`() {
        var machine = lost()
        for second in [1, 2, 4, 8] as [Double] {
            _ = machine.tick(at: at(second))
            #expect(machine.lookedUp(.unreadable("x"), evidence: ready, at: at(second)) == .wait)
        }
        _ = machine.tick(at: at(40))
        #expect(machine.lookedUp(.absent, evidence: ready, at: at(40)) == .wait)
    }

    @Test(
        arguments: [
            ([1, 5], true), ([1, 2, 4, 8], true), ([5], false), ([1, 4.999_999], false), ([1, 2, 4], false),
        ] as [([Double], Bool)])
    func `an exit is sent again after 5 s and two clean look-ups`(seconds: [Double], isResent: Bool) {
        var machine = lost(isExit: true)
        let blind = PlacementMachine.Evidence(isStreamReady: false, hasUnexplainedPosition: true)
        #expect(search(&machine, absentAt: seconds, last: blind) == (isResent ? .resend : .wait))
        #expect(machine.isLost != isResent)
    }

    @Test(
        arguments: [
            ([1, 5], true, false, true), ([1, 4.999_999], true, false, false), ([5], true, false, false),
            // Neither its rule nor the gate, or contracts that it may have bought.
            ([1, 5], false, false, false), ([1, 5], true, true, false),
        ] as [([Double], Bool, Bool, Bool)])
    func `an entry is sent again only where its rule and the gate allow it`(
        seconds: [Double], mayResend: Bool, isUnexplained: Bool, isResent: Bool
    ) {
        var machine = lost()
        let evidence = PlacementMachine.Evidence(
            isStreamReady: true, hasUnexplainedPosition: isUnexplained, mayResend: mayResend)
        #expect(search(&machine, absentAt: seconds, last: evidence) == (isResent ? .resend : .wait))
    }

    @Test func `after a resend the clean look-ups are counted anew`() {
        var machine = lost(isExit: true)
        #expect(search(&machine, absentAt: [1, 5], last: ready) == .resend)
        #expect(machine.phase == .approved)
        machine.send()
        guard case .search = machine.ended(.rejected(Self.rejection(isTagInUse: true)), at: at(6)) else {
            Issue.record("a tag in use is no ending")
            return
        }
        #expect(machine.deadline == at(7))
        _ = machine.tick(at: at(7))
        #expect(machine.lookedUp(.absent, evidence: ready, at: at(12)) == .wait)
        _ = machine.tick(at: at(14))
        #expect(machine.lookedUp(.found(order), evidence: ready, at: at(14)) == .adoptOrder(order))
    }

    // MARK: Without a tag

    private func untagged(_ ending: Ending) -> PlacementMachine {
        var machine = PlacementMachine(isExit: true)
        machine.send(isTagged: false)
        _ = machine.ended(ending, at: start)
        return machine
    }

    @Test func `what has no tag is looked for though it was taken, since no order was named`() {
        var machine = PlacementMachine(isExit: true)
        machine.send(isTagged: false)
        #expect(machine.ended(.accepted(order: nil), at: start) == .wait)
        #expect(machine.isLost)
        #expect(machine.deadline == at(1))
        machine.settle()
        #expect(machine.tick(at: at(100)) == .wait)
    }

    @Test(
        arguments: [
            ([1, 2, 4, 8, 30], true, false, .notPlaced), ([1, 2, 4, 8, 29.999_999], true, false, .wait),
            ([1, 2, 4, 30], true, false, .wait), ([1, 2, 4, 8, 60], false, false, .wait),
            // Something speaks for its having happened.
            ([1, 2, 4, 8, 59.999_999], true, true, .wait), ([1, 2, 4, 8, 60], true, true, .undecided),
            ([1, 2, 4, 60], true, true, .wait), ([1, 2, 4, 8, 60], false, true, .wait),
        ] as [([Double], Bool, Bool, PlacementMachine.Step)])
    func `what has no tag is never sent again, and ends decided or not`(
        seconds: [Double], isReady: Bool, isUnexplained: Bool, step: PlacementMachine.Step
    ) {
        for ending in [Ending.lost("reset"), .accepted(order: nil), .notSent("no token")] {
            var machine = untagged(ending)
            let evidence = PlacementMachine.Evidence(
                isStreamReady: isReady, hasUnexplainedPosition: isUnexplained)
            #expect(search(&machine, absentAt: seconds, last: evidence) == step)
            #expect(machine.isLost == (step == .wait))
        }
    }

    @Test func `what has no tag and never left is sent after 5 s and two clean look-ups`() {
        var machine = untagged(.notSent("no token"))
        let unsent = PlacementMachine.Evidence(
            isStreamReady: false, hasUnexplainedPosition: false, mayResend: true)
        #expect(search(&machine, absentAt: [1, 5], last: unsent) == .resend)
    }

    @Test func `an order that a restart found sent is lost from then on`() {
        var machine = PlacementMachine(lostSince: start, isExit: false)
        #expect(machine.isLost)
        #expect(machine.deadline == at(1))
        #expect(machine.tick(at: at(1)) == .lookUp)
    }
}
