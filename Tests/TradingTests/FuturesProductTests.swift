import Testing
import Trading

struct FuturesProductTests {
    private func contract(_ name: String, _ symbol: String, id: String = "CON.F.US.XXX.Z26") throws
        -> Contract
    {
        Contract(
            id: ContractID(id), name: name, description: name, tickSize: try #require(TickSize("0.25")),
            tickValue: Money(tenThousandths: 5_000), isActive: true, symbolID: symbol)
    }

    @Test(arguments: [
        ("ESZ6", "F.US.EP", "ES"), ("NQZ6", "F.US.ENQ", "NQ"), ("MNQZ6", "F.US.MNQ", "MNQ"),
        ("MCLZ6", "F.US.MCLE", "MCL"), ("METZ6", "F.US.GMET", "MET"), ("MNQZ6", "", "MNQ"),
        // An older sample writes the venue's code and two digits of the year.
        ("ENQH25", "F.US.ENQ", "NQ"),
    ])
    func `finds a product by name and symbol id`(name: String, symbol: String, root: String) throws {
        #expect(FuturesProduct.of(try contract(name, symbol))?.root == root)
    }

    @Test(arguments: [
        ("NQZ6", "F.US.EP"), ("NQZ6", "F.US.NQ"), ("XYZZ6", ""), ("XYZZ6", "F.US.XYZ"), ("", ""),
    ])
    func `knows nothing where they disagree or the table lacks them`(name: String, symbol: String) throws {
        #expect(FuturesProduct.of(try contract(name, symbol, id: "CON.F.US.ENQ.Z26")) == nil)
    }

    @Test(
        arguments: [
            ("ES", 10, "ES"), ("MES", 1, "ES"), ("NQ", 10, "NQ"), ("MNQ", 1, "NQ"), ("SI", 10, "SI"),
            ("SIL", 2, "SI"),
            ("MBT", 10, "BTC"), ("MET", 10, "ETH"), ("QM", 10, "CL"), ("MCL", 1, "CL"), ("M6E", 1, "6E"),
            ("E7", 10, "6E"), ("zn", 10, "ZN"),
        ] as [(String, Int64, String)])
    func `weighs in tenths of a mini, and groups by underlying`(root: String, tenths: Int64, group: String) {
        let product = FuturesProduct.root(root)
        #expect((product?.tenths, product?.hedgeGroup) == (tenths, group))
    }

    @Test func `has each root and each symbol once, and its fees above zero`() {
        #expect(FuturesProduct.all.count == 55)
        #expect(Set(FuturesProduct.all.map(\.symbolID)).count == 55)
        #expect(FuturesProduct.all.allSatisfy { $0.roundTurn > .zero && $0.tenths > 0 })
        #expect(FuturesProduct.root("MNQ")?.roundTurn == Money("1.34"))
        #expect(FuturesProduct.root("ES")?.roundTurn == Money("4.28"))
        #expect(!FuturesProduct.source.isEmpty && FuturesProduct.asOf == "2026-08-20")
    }
}
