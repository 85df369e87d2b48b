import Journey
import Trading

/// What is wrong with the machine just now.
struct Weather {
    /// Where the program will be killed.
    struct Aim {
        enum Place { case disk, milestone }

        let place: Place
        var countdown: Int
        let kind: FaultKind
        let isPowerCut: Bool
    }

    var aim: Aim?
    /// Starts that will not be lived through.
    var killsInRecovery = 0
    var slowSyncs = 0
    var failingSyncs = 0
    /// Steady times.
    var fullUntil = Timestamp(microseconds: 0)
    var errorsUntil = Timestamp(microseconds: 0)
    /// When the wall clock was last stepped.
    var steppedAt: Timestamp?
    var isHealed = false
}

extension World {
    /// Something goes wrong.
    func befall(_ kind: FaultKind) {
        guard !weather.isHealed else { return }
        say("fault", kind.rawValue)
        switch kind {
        case .kill, .killAtStep, .killInDisk, .killInRecovery, .powerCut: befallProgram(kind)
        case .clockStep, .slowSync, .failedSync, .diskFull, .diskError: befallMachine(kind)
        default: befallVenue(kind)
        }
    }

    private func befallProgram(_ kind: FaultKind) {
        switch kind {
        case .kill:
            guard run?.isAlive == true else { return }
            tally[.kill] += 1
            kill()
        case .killAtStep: aim(at: .milestone, within: 8, as: .killAtStep)
        case .killInDisk: aim(at: .disk, within: 30, as: .killInDisk)
        case .killInRecovery:
            weather.killsInRecovery = Int.random(in: 1...4, using: &dice)
            guard run?.isAlive == true else { return }
            tally[.kill] += 1
            kill()
        case .powerCut:
            if dice.chance(500) {
                aim(at: .disk, within: 30, as: .powerCut, isPowerCut: true)
            } else if run?.isAlive == true {
                tally[.powerCut] += 1
                kill(isPowerCut: true)
            }
        default: break
        }
    }

    func aim(at place: Weather.Aim.Place, within count: Int, as kind: FaultKind, isPowerCut: Bool = false) {
        let countdown = Int.random(in: 1...count, using: &dice)
        weather.aim = Weather.Aim(place: place, countdown: countdown, kind: kind, isPowerCut: isPowerCut)
    }

    private func befallMachine(_ kind: FaultKind) {
        switch kind {
        case .clockStep:
            let lengths: [Int64] = [1, 7, 60, 900, 3_600, 86_400]
            let seconds = lengths[Int.random(in: lengths.indices, using: &dice)]
            let step = Span(microseconds: (dice.chance(500) ? 1 : -1) * seconds * 1_000_000)
            timeline.stepWall(by: step)
            weather.steppedAt = timeline.steady
            tally[.clockStep] += 1
            say("clock", "steps by \(step)")
        case .slowSync: weather.slowSyncs += Int.random(in: 1...3, using: &dice)
        case .failedSync: weather.failingSyncs += Int.random(in: 1...2, using: &dice)
        case .diskFull: weather.fullUntil = soon(20)
        case .diskError: weather.errorsUntil = soon(10)
        default: break
        }
    }

    private func soon(_ secondsMax: Int64) -> Timestamp {
        timeline.steady.advanced(by: .milliseconds(.random(in: 200...(secondsMax * 1_000), using: &dice)))
    }

    // MARK: The disk

    func watchDisk() { disk.onCall = { [unowned self] call in verdict(on: call) } }

    private func verdict(on call: DiskCall) -> DiskVerdict {
        guard !isLooking, let run, run.isAlive else { return .goOn }
        if isStruck(at: .disk) { return .die }
        guard !weather.isHealed else { return .goOn }
        let verdict = fault(of: call)
        if verdict != .goOn { mayHaveLost = true }
        return verdict
    }

    private func fault(of call: DiskCall) -> DiskVerdict {
        if call.kind == .sync {
            if weather.slowSyncs > 0 {
                weather.slowSyncs -= 1
                tally[.slowSync] += 1
                timeline.pass(.milliseconds(.random(in: 100...5_000, using: &dice)))
            }
            if weather.failingSyncs > 0 {
                weather.failingSyncs -= 1
                tally[.failedSync] += 1
                return .fail(.inputOutput)
            }
        }
        let now = timeline.steady
        if now < weather.fullUntil, call.kind == .write || call.kind == .prepare || call.kind == .share {
            tally[.diskFull] += 1
            return .fail(.full)
        }
        if now < weather.errorsUntil, dice.chance(300) {
            tally[.diskError] += 1
            if call.kind == .write, dice.chance(400) {
                return dice.chance(500)
                    ? .tear(keeping: .random(in: 0...max(0, call.count), using: &dice), .inputOutput)
                    : .tearSectors(.inputOutput)
            }
            return .fail(.inputOutput)
        }
        return .goOn
    }

    /// A labelled step of the Sequencer's.
    func passing(_ milestone: Milestone) {
        say("step", milestone.rawValue)
        _ = isStruck(at: .milestone)
    }

    private func isStruck(at place: Weather.Aim.Place) -> Bool {
        guard var aim = weather.aim, aim.place == place else { return false }
        aim.countdown -= 1
        weather.aim = aim
        guard aim.countdown == 0 else { return false }
        tally[aim.kind] += 1
        kill(isPowerCut: aim.isPowerCut, isInDisk: place == .disk)
        return true
    }
}
