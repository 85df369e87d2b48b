import Glibc
import Journey
import OwnThreads
import SQLite
import Testing
import Trading

@testable import Ledger

extension DeliveryRow {
    fileprivate var text: String { String(decoding: json(), as: UTF8.self) }
}

/// What the venues told of their contracts, kept for the next start.
@Suite(.ownThreads)
struct LedgerContractTests {
    private let folder = TemporaryFolder()

    static func row(
        _ name: String = "MNQZ6", isActive: Bool = true, volume: Int64? = nil, at seconds: Int64 = 0
    ) throws -> ContractRow {
        let contract = Contract(
            id: ContractID("CON.F.US.MNQ.\(name.suffix(2).first ?? "Z")2\(name.suffix(1))"), name: name,
            description: "Micro", tickSize: try #require(TickSize("0.25")),
            tickValue: try #require(Money("0.5")),
            isActive: isActive, symbolID: "F.US.MNQ",
            volume: volume.map { ContractVolume(start: Sample.time(-86_400), contracts: $0) })
        return ContractRow(gateway: GatewayName("topstepx"), contract: contract, toldAt: Sample.time(seconds))
    }

    @Test func `the newest word about each contract comes back, and the chain proves it`() throws {
        let old = try Self.row(volume: 1_200_000)
        let rolled = try Self.row(isActive: false, volume: 900_000, at: 3_600)
        let next = try Self.row("MNQH7", at: 3_600)
        do {
            let ledger = try LedgerFile(path: folder.ledger)
            try ledger.append([.contract(old)], at: Sample.start)
            try ledger.append([.contract(rolled), .contract(next)], at: Sample.time(3_600))
            #expect(try ledger.restore(oldestFill: Sample.start).contracts == [next, rolled])
        }
        let reader = try LedgerReader(path: folder.ledger)
        #expect(try reader.contracts() == [next, rolled])
        #expect(try reader.contracts(LedgerFilter(state: "active")) == [next])
        #expect(try reader.verify { _ in nil }.isSound)
        var exported = 0
        try reader.export([.contracts], LedgerFilter()) { _, json in
            exported += 1
            #expect(String(decoding: json, as: UTF8.self).contains("told_at"))
        }
        #expect(exported == 2)
        try folder.run("UPDATE contracts SET tick_value = 9 WHERE name = 'MNQZ6'")
        #expect(try LedgerReader(path: folder.ledger).verify { _ in nil }.findings.map(\.kind) == [.changed])
    }

    @Test func `a ledger of the fifth version opens, keeps what it has, and takes contracts`() throws {
        do {
            let connection = try Connection(path: folder.ledger, access: .readWriteCreate)
            try Schema.migrate(connection, from: 0, steps: Array(Schema.migrations.prefix(5)))
        }
        #expect(chmod(folder.ledger, 0o600) == 0)
        let ledger = try LedgerFile(path: folder.ledger)
        #expect(try ledger.restore(oldestFill: Sample.start).contracts.isEmpty)
        let row = try Self.row()
        try ledger.append([.contract(row)], at: Sample.start)
        #expect(try ledger.restore(oldestFill: Sample.start).contracts == [row])
        #expect(try LedgerReader(path: folder.ledger).verify { _ in nil }.isSound)
    }

    @Test func `a ledger of version 6 opens, keeps its deliveries, takes certificates and signed ids`() throws
    {
        let old = Sample.delivery(1)
        var shown = Sample.delivery(2)
        shown.certificateSubject = #"CN=TradingView Webhooks,O=TradingView\, Inc."#
        shown.certificateFingerprint = String(repeating: "0a", count: 32)
        shown.signedID = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"
        do { try LedgerFile(path: folder.ledger).append([.delivery(old)], at: Sample.start) }
        try folder.run(
            """
            DROP INDEX deliveries_at;
            \(TemporaryFolder.dropRefusals)
            ALTER TABLE deliveries DROP COLUMN signed_id;
            \(["subject", "fingerprint"].map { "ALTER TABLE deliveries DROP COLUMN certificate_\($0);" }.joined())
            PRAGMA user_version = 6;
            """)
        #expect(throws: LedgerFault.self) { _ = try LedgerReader(path: folder.ledger) }
        do { try LedgerFile(path: folder.ledger).append([.delivery(shown)], at: Sample.start) }
        #expect(try folder.count("PRAGMA user_version") == Schema.version)
        let reader = try LedgerReader(path: folder.ledger)
        var texts: [String] = []
        try reader.export([.deliveries], LedgerFilter()) { _, json in
            texts.append(String(decoding: json, as: UTF8.self))
        }
        #expect(Set(texts) == [old.text, shown.text])
        #expect(texts.count { $0.contains("certificate_fingerprint") } == 1)
        #expect(try reader.verify { _ in nil }.isSound)
        try folder.run("UPDATE deliveries SET certificate_subject = 'CN=x'")
        #expect(try LedgerReader(path: folder.ledger).verify { _ in nil }.findings.count == 2)
    }

    @Test func `a ledger of version 10 opens, keeps its refusals, and takes what new ones say`() throws {
        var old = Sample.delivery(1, outcome: .refused)
        old.code = "VALUE_INVALID"
        var told = Sample.delivery(2, outcome: .refused)
        told.code = "VALUE_INVALID"
        told.refusal = Sample.refusal
        do { try LedgerFile(path: folder.ledger).append([.delivery(old)], at: Sample.start) }
        try folder.run("\(TemporaryFolder.dropRefusals) PRAGMA user_version = 10;")
        #expect(throws: LedgerFault.self) { _ = try LedgerReader(path: folder.ledger) }
        do { try LedgerFile(path: folder.ledger).append([.delivery(told)], at: Sample.start) }
        #expect(try folder.count("PRAGMA user_version") == Schema.version)
        let reader = try LedgerReader(path: folder.ledger)
        #expect(try reader.deliveries() == [old, told])
        #expect(
            told.text.contains(
                #""reason":"\"size\" is 0","remedy":"send 1 or more","key":"size","line":2,"column":9"#))
        #expect(try reader.verify { _ in nil }.isSound)
        for column in ["reason = 'x'", "remedy = NULL", "fault_line = 3", "fault_key = NULL"] {
            let sound = try #require(folder.copied())
            try sound.run("UPDATE deliveries SET \(column) WHERE id = 2")
            #expect(try LedgerReader(path: sound.ledger).verify { _ in nil }.findings.count == 1, "\(column)")
        }
    }

    @Test func `a copy of a ledger knows its contracts`() throws {
        let copy = TemporaryFolder()
        let row = try Self.row()
        do { try LedgerFile(path: folder.ledger).append([.contract(row)], at: Sample.start) }
        #expect(folder.copy(folder.ledger, to: copy.ledger))
        #expect(chmod(copy.ledger, 0o600) == 0)
        let memory = try LedgerFile(path: copy.ledger).restore(oldestFill: Sample.start)
        #expect(memory.isCopy && memory.contracts == [row])
    }
}
