import Engine
import HTTPClient
import Journey
import OwnThreads
import Synchronization
import Testing
import Trading

@testable import Webhook

/// Senders are answered in time, whatever the disk does.
@Suite(.ownThreads)
struct PatienceTests {
    private static let good =
        #"{"secret":"0123456789abcdef0123456789abcdef","id":"p","action":"buy","ticker":"NQ1!","size":1}"#

    /// Alarms that the test sets off, and a clock that it moves.
    private final class Watch: Sendable {
        let micros = Mutex<Int64>(1_790_000_000_000_000)
        let alarms = Mutex<[(span: Span, body: @Sendable () -> Void)]>([])

        var clock: @Sendable () -> Moment {
            { [self] in
                let time = Timestamp(microseconds: micros.withLock { $0 })
                return Moment(wall: time, steady: time)
            }
        }

        var alarm: WebhookIntake.Alarm {
            { [self] span, body in alarms.withLock { $0.append((span, body)) } }
        }

        /// Lets time pass, and sets off what is due.
        func ring(after span: Span) {
            micros.withLock { $0 += span.microseconds }
            let due = alarms.withLock { alarms in
                defer { alarms = [] }
                return alarms
            }
            for alarm in due { alarm.body() }
        }
    }

    @Test func `a sender whose commit takes too long is sent away with 503, and no sooner`() throws {
        let watch = Watch()
        let fixture = try IntakeFixture(clock: watch.clock, alarm: watch.alarm)
        let first = fixture.send("/hooks/orb", Self.good)
        #expect(fixture.waitForInput())
        #expect(watch.alarms.withLock { $0.map(\.span) } == [WebhookIntake.patience])
        watch.ring(after: .milliseconds(899))
        #expect(fixture.intake.waitingCount == 1)
        let second = fixture.send("/hooks/orb", Self.good.replacing("\"p\"", with: "\"q\""))
        #expect(fixture.waitForInput())
        // One alarm watches over all who wait.
        #expect(watch.alarms.withLock { $0.count } == 1)
        watch.ring(after: .milliseconds(1))
        let answer = try #require(first.wait())
        #expect(answer.status == 503)
        #expect(answer.headers["Retry-After"] != nil)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("unavailable"))
        #expect(fixture.intake.waitingCount == 1)
        // What comes too late is told to nobody; who came later still waits for his.
        for (index, arrival) in fixture.arrivals.enumerated() {
            fixture.intake.answer(
                AlertReply(id: try #require(arrival.reply), outcome: .unavailable(reason: "\(index)")))
        }
        #expect(second.wait()?.status == 503)
        #expect(fixture.intake.waitingCount == 0)
        watch.ring(after: .seconds(1))
        #expect(watch.alarms.withLock { $0.isEmpty })
    }

    private static func source(_ mode: SyncPolicy.Mode) throws -> Source {
        let secret = try #require(SharedSecret(IntakeFixture.secret))
        return Source(
            name: "orb", secrets: LiveSecrets(secret), sync: SyncPolicy(mode, window: .seconds(1)))
    }

    private static let exit = good.replacing("buy", with: "sell")

    private static func step(_ id: String, _ position: Int, before: Int) -> String {
        good.replacing("\"p\"", with: "\"\(id)\"").replacing(
            "}", with: #","position":\#(position),"prev_position":\#(before)}"#)
    }

    @Test(arguments: [(SyncPolicy.Mode.off, Int64(900)), (.follow, 1_900)])
    func `one that may wait for the alert before it has its window more`(
        mode: SyncPolicy.Mode, milliseconds: Int64
    ) throws {
        let watch = Watch()
        let fixture = try IntakeFixture(
            sources: [Self.source(mode)], clock: watch.clock, alarm: watch.alarm)
        let entry = fixture.send("/hooks/orb", Self.step("in", 1, before: 0))
        #expect(fixture.waitForInput())
        watch.ring(after: .milliseconds(milliseconds - 1))
        #expect(!entry.hasArrived && fixture.intake.waitingCount == 1)
        watch.ring(after: .milliseconds(1))
        #expect(entry.wait()?.status == 503)
    }

    @Test(arguments: ["\"position\":0,\"prev_position\":1", "\"price\":\"21450\""])
    func `beside one that waits longer, another is sent away in its own time`(members: String) throws {
        let watch = Watch()
        let fixture = try IntakeFixture(
            sources: [Self.source(.follow)], clock: watch.clock, alarm: watch.alarm)
        let entry = fixture.send("/hooks/orb", Self.step("in", 1, before: 0))
        #expect(fixture.waitForInput())
        let other = fixture.send("/hooks/orb", Self.exit.replacing("}", with: ",\(members)}"))
        #expect(fixture.waitForInput())
        #expect(watch.alarms.withLock { $0.map(\.span) } == [.milliseconds(1_900), WebhookIntake.patience])
        watch.ring(after: WebhookIntake.patience)
        #expect(other.wait()?.status == 503)
        #expect(fixture.intake.waitingCount == 1)
        #expect(watch.alarms.withLock { $0.map(\.span) } == [.seconds(1)])
        watch.ring(after: .seconds(1))
        #expect(entry.wait()?.status == 503)
    }

    @Test func `an alert whose sync hung is recorded, and its repeat is a duplicate`() throws {
        let ledger = HangingLedger()
        let watch = Watch()
        let answers = Mutex<(@Sendable (AlertReply) -> Void)?>(nil)
        let sequencer = Sequencer(
            settings: DeskSettings(
                maxAges: ["orb": .seconds(30)],
                rules: [Rule(name: "all", when: Rule.Condition(), to: [])], accounts: [],
                chicago: ZoneRules(before: -21_600, changes: [])),
            ports: Sequencer.Ports(
                ledger: ledger, gateways: [], clock: watch.clock,
                reply: { reply in answers.withLock { $0 }?(reply) }, tell: { _ in }, log: { _ in }))
        try sequencer.start()
        let fixture = try IntakeFixture(
            clock: watch.clock, alarm: watch.alarm, queue: { sequencer.submit($0) })
        answers.withLock { $0 = { fixture.intake.answer($0) } }
        ledger.hang()
        let hung = fixture.send("/hooks/orb", Self.good)
        #expect(fixture.waitForInput())
        #expect(ledger.waitForAppend())
        watch.ring(after: .milliseconds(900))
        #expect(try #require(hung.wait()).status == 503)
        #expect(ledger.count == 1)

        ledger.goOn()
        let again = try #require(fixture.send("/hooks/orb", Self.good).wait())
        #expect(again.status == 200)
        #expect(String(decoding: again.body, as: UTF8.self).contains(#""status":"duplicate""#))
        sequencer.stop()
        let alerts = ledger.rows.filter { if case .alert = $0 { true } else { false } }
        #expect(alerts.count == 1)
        answers.withLock { $0 = nil }
    }
}
