import Dispatch
import Engine
import Glibc
import Journey
import Synchronization
import Testing
import Trading

/// One account, one rule, and a sequencer over a ledger in memory.
struct Fixture {
    static let account = AccountName("paper-1")
    static let contract = ContractID("CON.F.US.MNQ.Z26")

    /// A clock that moves one microsecond per look: nothing here depends on the machine's speed.
    static let clock: @Sendable () -> Moment = {
        let micros = ticks.wrappingAdd(1, ordering: .relaxed).newValue
        let time = Timestamp(microseconds: 1_790_000_000_000_000 + micros)
        return Moment(wall: time, steady: time)
    }
    private static let ticks = Atomic<Int64>(0)

    let ledger: MemoryLedger
    let gateway: ScriptedGateway
    let sequencer: Sequencer
    let replies = Box<[AlertReply]>([])
    let changed = DispatchSemaphore(value: 0)

    init(
        ledger: MemoryLedger = MemoryLedger(), notify: [NotifyTarget] = [],
        notifier: (any NotifierPort)? = nil
    ) throws {
        self.ledger = ledger
        gateway = ScriptedGateway(ledger)
        let target = Rule.Target(
            account: Self.account, root: "MNQ", size: .asAlerted,
            bracket: Bracket(stop: Ticks(80), target: nil))
        let settings = DeskSettings(
            maxAges: ["orb": .seconds(30)],
            rules: [Rule(name: "all", when: Rule.Condition(), to: [target])],
            accounts: [
                AccountProfile(
                    name: Self.account, gateway: GatewayName("paper"), id: AccountID(1001),
                    limits: RiskLimits(sizeMax: 2, positionMax: 1_000))
            ], chicago: ZoneRules(before: -21_600, changes: []), notify: notify)
        let (replies, changed) = (replies, changed)
        sequencer = Sequencer(
            settings: settings,
            ports: Sequencer.Ports(
                ledger: ledger, gateways: [gateway], notifier: notifier, clock: Self.clock,
                reply: { reply in
                    replies.value.withLock { $0.append(reply) }
                    changed.signal()
                }, tell: { _ in changed.signal() }, log: { _ in changed.signal() }))
    }

    /// Makes the account known, reconciled and open for entries.
    func openAccount() throws {
        let tick = try #require(TickSize("0.25"))
        let contract = Contract(
            id: Self.contract, name: "MNQZ6", description: "", tickSize: tick,
            tickValue: Money(tenThousandths: 5_000), isActive: true, symbolID: "F.US.MNQ")
        _ = sequencer.submit(.event(.contracts(gateway.name, [contract])))
        _ = sequencer.submit(.event(.stream(gateway.name, .ready)))
        #expect(wait { $0.accounts[Self.account]?.reconciledAt != nil })
    }

    func send(_ id: Int, size: Int64 = 1) throws -> Bool {
        let now = Self.clock().wall
        let digest: ([UInt8]) -> Fingerprint? = { bytes in
            Fingerprint(Array((bytes + [UInt8](repeating: 0, count: 32)).prefix(32)))
        }
        let number = withUnsafeBytes(of: UInt64(id)) { Array($0) }
        let fingerprint = try #require(digest(number))
        let alert = Alert(
            source: "orb", dialect: "native", id: "\(id)", symbol: try #require(ChartSymbol("NQ1!")),
            action: .buy,
            intent: .enter(.buy), size: Size(size), canonical: Array("{\"id\":\(id)}".utf8))
        let identity = AlertIdentity(
            key: fingerprint, fingerprint: fingerprint, window: AlertIdentity.longWindow)
        let delivery = Delivery(source: "orb", peer: "127.0.0.1", acceptedAt: now, bodyAt: now, body: [])
        return sequencer.submit(
            .arrival(
                Arrival(delivery: delivery, content: .alert(alert, identity), reply: ReplyID(UInt64(id)))))
    }

    /// Asks for an order by hand.
    func ask(_ id: Int) throws -> Bool {
        let body = #"""
            {"id":"\#(id)","account":"paper-1","action":"place","contract":"MNQ","side":"buy","size":1,
             "stop_ticks":80}
            """#
        let request = try OperatorReader.read(Array(body.utf8))
        let fingerprint = try #require(Fingerprint(Array(repeating: UInt8(200 + id), count: 32)))
        let now = Self.clock().wall
        let delivery = Delivery(
            source: OperatorRequest.source, peer: "127.0.0.1", acceptedAt: now, bodyAt: now, body: [])
        return sequencer.submit(
            .arrival(
                Arrival(
                    delivery: delivery,
                    content: .request(request, AlertIdentity(of: request) { _ in fingerprint }),
                    reply: ReplyID(UInt64(1_000 + id)))))
    }

    /// Waits until the Desk satisfies a condition, looked at after whatever happens; false after a minute.
    func wait(_ holds: @escaping @Sendable (Desk) -> Bool) -> Bool {
        waitUntil {
            let answer = Box(false)
            let looked = DispatchSemaphore(value: 0)
            sequencer.inspect { desk, _ in
                answer.value.withLock { $0 = holds(desk) }
                looked.signal()
            }
            return looked.wait(timeout: .now() + .seconds(60)) == .success && answer.value.withLock { $0 }
        }
    }

    func waitUntil(_ holds: () -> Bool) -> Bool {
        let deadline = DispatchTime.now() + .seconds(60)
        while DispatchTime.now() < deadline {
            if holds() { return true }
            _ = changed.wait(timeout: .now() + .milliseconds(5))
        }
        return holds()
    }

    var outcomes: [AlertOutcome] { replies.value.withLock { $0.map(\.outcome) } }
}

/// A value behind a lock that closures can share.
final class Box<Value: Sendable>: Sendable {
    let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
}
