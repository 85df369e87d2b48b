import Simulation

/// What can happen to one call of a disk, and how the world goes on from there.
package enum DiskTrouble: String, CaseIterable {
    case failsOnce, failsOnceThenPowerCut, failsFromThenOn, failsFromThenOnThenPowerCut
    case failsForAWhile, failsForAWhileThenPowerCut
    case isFullOnce, isFullFromThenOn, isReadOnlyFromThenOn
    case tears, tearsSectors, tearsThenPowerCut, dropsThenPowerCut, powerCut, programDies
    case liesThenPowerCut

    /// A disk that says "synced" and did not: what it acknowledged may be gone, as long as it shows.
    package var isLie: Bool { self == .liesThenPowerCut }

    private var endsWithPowerCut: Bool { rawValue.hasSuffix("owerCut") }

    /// Whether a call of this kind is struck in a way that another trouble does not cover already.
    func strikes(_ kind: DiskCall.Kind) -> Bool {
        switch self {
        case .tears, .tearsSectors, .tearsThenPowerCut, .isFullOnce, .isFullFromThenOn: kind == .write
        case .dropsThenPowerCut: kind == .write
        case .liesThenPowerCut: kind == .sync
        default: true
        }
    }

    /// Runs the scenario with call `number` struck, and sees what is left. What else is chance comes from
    /// both.
    package func strike(_ number: Int, seed: UInt64, isTraced: Bool = false) -> Aftermath {
        var dice = Dice(seed: UInt64(number) * 1_000 + seed)
        let disk = SimulatedDisk(dice: dice.fork())
        let length = Int.random(in: 2...60, using: &dice)
        let later = number + length + Int.random(in: 0..<200, using: &dice)
        disk.onCall = {
            // The power fails while the program goes on after the trouble.
            let isOver = endsWithPowerCut && $0.number >= later
            let verdict = isOver ? .die : verdict(on: $0, struck: number, length: length)
            if isTraced {
                print("\($0.number) \($0.kind) \($0.path) at \($0.offset), \($0.count): \(verdict)")
            }
            return verdict
        }
        var scenario = LedgerScenario(on: disk)
        scenario.run()
        if isTraced {
            print(
                "acknowledged \(scenario.acknowledged) of \(scenario.tried.map(\.batch)); \(scenario.faults)")
        }
        if endsWithPowerCut { disk.crash(using: &dice) } else { disk.kill() }
        return Aftermath.of(scenario, on: disk)
    }

    private func verdict(on call: DiskCall, struck number: Int, length: Int) -> DiskVerdict {
        switch self {
        case .failsOnce, .failsOnceThenPowerCut: call.number == number ? .fail(.inputOutput) : .goOn
        case .failsFromThenOn, .failsFromThenOnThenPowerCut:
            call.number >= number ? .fail(.inputOutput) : .goOn
        case .failsForAWhile, .failsForAWhileThenPowerCut:
            (number..<number + length).contains(call.number) ? .fail(.inputOutput) : .goOn
        case .isFullOnce: call.number == number ? .fail(.full) : .goOn
        case .isFullFromThenOn: call.number >= number && call.kind == .write ? .fail(.full) : .goOn
        case .isReadOnlyFromThenOn:
            call.number >= number && call.kind != .read && call.kind != .open ? .fail(.readOnly) : .goOn
        case .tears: call.number == number ? .tear(keeping: call.count / 3, .inputOutput) : .goOn
        case .tearsSectors: call.number == number ? .tearSectors(.inputOutput) : .goOn
        case .tearsThenPowerCut:
            call.number < number ? .goOn : call.number == number ? .tear(keeping: call.count / 3, nil) : .die
        case .dropsThenPowerCut, .liesThenPowerCut:
            call.number < number ? .goOn : call.number == number ? .drop : .die
        case .powerCut, .programDies: call.number >= number ? .die : .goOn
        }
    }
}
