import OwnThreads
import Testing
import Trading

@testable import AlertBridge

@Suite(.ownThreads)
struct ContractChoiceTests {
    private func contract(_ id: String, _ name: String, isActive: Bool = true) throws -> Contract {
        Contract(
            id: ContractID(id), name: name, description: "", tickSize: try #require(TickSize("0.25")),
            tickValue: try #require(Money("0.5")), isActive: isActive, symbolID: "")
    }

    private func listed() throws -> [Contract] {
        [
            try contract("CON.F.US.EP.Z26", "ESZ6"),
            try contract("CON.F.US.MNQ.U26", "MNQU6", isActive: false),
            try contract("CON.F.US.MNQ.Z26", "MNQZ6"),
        ]
    }

    @Test(arguments: [
        (["MNQ"], ["CON.F.US.MNQ.Z26"]), (["ES"], ["CON.F.US.EP.Z26"]),
        (["CON.F.US.MNQ.U26"], ["CON.F.US.MNQ.U26"]), (["CON.F.US.GCE.G27"], ["CON.F.US.GCE.G27"]),
        (["MNQ", "ES", "MNQ"], ["CON.F.US.MNQ.Z26", "CON.F.US.EP.Z26"]),
        (["MNQ", "CON.F.US.MNQ.Z26"], ["CON.F.US.MNQ.Z26"]),
    ])
    func `roots lead to the active month, and ids to themselves`(words: [String], ids: [String]) throws {
        let found = try ContractChoice(words).resolve(try listed())
        #expect(found.map(\.text) == ids)
    }

    @Test(arguments: ["EP", "mnq", "MNQZ6", "NQ", ""])
    func `anything else is no contract`(word: String) throws {
        let contracts = try listed()
        #expect(throws: ContractChoice.Unknown.self) { try ContractChoice(["MNQ", word]).resolve(contracts) }
    }
}
