import OwnThreads
import Testing
import Trading

@testable import PaperVenue

@Suite(.ownThreads)
struct CatalogueTests {
    let catalogue = Catalogue()

    /// Names of the live capture of 20 August 2026.
    @Test func `has the captured contracts active on the day of the capture`() throws {
        let day = try #require(CivilDate(year: 2026, month: 8, day: 20))
        let captured = """
            ESU6 MESU6 NQU6 MNQU6 RTYU6 M2KU6 YMU6 MYMU6 NKDU6 CLV6 MCLV6 QMV6 NGU6 MNGU6 QGU6 RBV6 \
            HOV6 GCZ6 MGCZ6 SIU6 SILU6 HGU6 MHGU6 PLV6 6AU6 6BU6 6CU6 6EU6 6JU6 6MU6 6NU6 6SU6 E7U6 \
            M6AU6 M6BU6 M6EU6 ZTU6 ZFU6 ZNU6 TNU6 ZBU6 UBU6 ZCZ6 ZWZ6 ZSX6 ZMZ6 ZLZ6 LEV6 HEV6 MBTQ6 \
            METQ6
            """.split(separator: " ").map(String.init)
        let names = Set(catalogue.available(on: day).map(\.name))
        #expect(captured.filter { !names.contains($0) } == [])
    }

    @Test(arguments: [
        ("2026-11-21", "MNQ", "Z26"), ("2026-12-11", "MNQ", "Z26"), ("2026-12-12", "MNQ", "H27"),
        ("2026-12-31", "GCE", "G27"), ("2026-11-17", "CLE", "Z26"), ("2026-11-18", "CLE", "F27"),
    ])
    func `rolls on the day that each product has for it`(date: String, code: String, month: String) throws {
        let day = try #require(Timestamp(date + "T12:00:00Z")).microseconds / 86_400_000_000
        let found = catalogue.available(on: CivilDate(daysSince1970: day)).first { $0.product.code == code }
        #expect(found?.id == ContractID("CON.F.US.\(code).\(month)"))
    }

    @Test func `describes a contract as the venue does`() throws {
        let day = try #require(CivilDate(year: 2026, month: 10, day: 5))
        let listing = try #require(catalogue.listing(ContractID("CON.F.US.ENQ.Z26"), on: day))
        #expect(listing.contract.name == "NQZ6")
        #expect(listing.contract.description == "E-mini NASDAQ-100: December 2026")
        #expect(listing.contract.symbolID == "F.US.ENQ")
        #expect(listing.displayName == "NQZ26")
        #expect(listing.isActive)
    }

    @Test(arguments: [
        "CON.F.US.ENQ.Z2", "CON.F.US.ENQ.A26", "CON.F.US.ENQ.F26", "CON.F.EU.ENQ.Z26", "ENQ", "",
    ])
    func `knows no other contracts`(id: String) throws {
        let day = try #require(CivilDate(year: 2026, month: 10, day: 5))
        #expect(catalogue.listing(ContractID(id), on: day) == nil)
    }

    @Test func `finds loosely, never more than twenty, and not the obvious one first`() throws {
        let day = try #require(CivilDate(year: 2026, month: 10, day: 5))
        let found = catalogue.search("es", on: day)
        #expect(found.map(\.name).contains("ESZ6"))
        #expect(found.map(\.name).contains("MESZ6"))
        #expect(found.first?.name != "ESZ6")
        #expect(catalogue.search("", on: day).count == 20)
        #expect(catalogue.search("no such thing", on: day).isEmpty)
    }

    @Test func `can be rolled ahead of its calendar`() throws {
        let day = try #require(CivilDate(year: 2026, month: 10, day: 5))
        var rolled = catalogue
        rolled.roll("MNQ")
        #expect(rolled.listing(ContractID("CON.F.US.MNQ.Z26"), on: day)?.isActive == false)
        #expect(rolled.listing(ContractID("CON.F.US.MNQ.H27"), on: day)?.isActive == true)
    }
}
