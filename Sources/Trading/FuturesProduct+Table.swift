extension FuturesProduct {
    /// The products that a weight is known of, with where each column comes from.
    ///
    /// - Roots and venue codes: ProjectX `Contract/available`, captured in August 2026; EMD, MCD, SR3 and GF: the
    ///   documentation's samples of 2025.
    /// - Weights: Topstep help centre, Combine parameters (8284197, read 2026-05-31): ten micros are one mini; scaling
    ///   plan (8284223, read 2026-05-31): micro silver counts five to one, MBT and MET count as minis.
    /// - Hedge groups: one underlying each; Topstep, Understanding hedging (13747047, read 2026-04-08).
    /// - Round turns: Topstep commissions (8284213), fees dated 2025-05-12, for ES, NQ, RTY, YM, CL, GC, 6E, ZN and
    ///   their micros; the others take the dearest of their size, rounded up. The route matters: your own may be less.
    package static let source = "ProjectX Contract/available; Topstep 8284197, 8284223, 13747047, 8284213"
    /// The newest reading of any column.
    package static let asOf = "2026-08-20"

    package static let all: [FuturesProduct] = minis + micros

    /// Of products that no table of fees names.
    private static let (miniDear, microDear) = (Money(tenThousandths: 50_000), Money(tenThousandths: 20_000))

    private static func mini(
        _ root: String, _ code: String, group: String? = nil, fees: Int64? = nil
    ) -> FuturesProduct {
        FuturesProduct(
            root: root, venueCode: code, sizeClass: .mini, tenths: 10, hedgeGroup: group ?? root,
            roundTurn: fees.map { Money(tenThousandths: $0 * 100) } ?? miniDear)
    }

    private static func micro(
        _ root: String, _ code: String, tenths: Int64 = 1, group: String, fees: Int64? = nil
    ) -> FuturesProduct {
        FuturesProduct(
            root: root, venueCode: code, sizeClass: .micro, tenths: tenths, hedgeGroup: group,
            roundTurn: fees.map { Money(tenThousandths: $0 * 100) } ?? microDear)
    }

    /// Fees in cents.
    private static let minis: [FuturesProduct] = [
        mini("ES", "EP", fees: 428), mini("NQ", "ENQ", fees: 428), mini("RTY", "RTY", fees: 428),
        mini("YM", "YM", fees: 428), mini("NKD", "NKD"), mini("EMD", "EMD"),
        mini("CL", "CLE", fees: 452), mini("QM", "NQM", group: "CL"), mini("NG", "NGE"),
        mini("QG", "NQG", group: "NG"), mini("RB", "RBE"), mini("HO", "HOE"),
        mini("GC", "GCE", fees: 472), mini("SI", "SIE"), mini("HG", "CPE"), mini("PL", "PLE"),
        mini("6A", "DA6"), mini("6B", "BP6"), mini("6C", "CA6"), mini("6E", "EU6", fees: 472),
        mini("6J", "JY6"), mini("6M", "MX6"), mini("6N", "NE6"), mini("6S", "SF6"),
        mini("E7", "EEU", group: "6E"),
        mini("ZT", "TUA"), mini("ZF", "FVA"), mini("ZN", "TYA", fees: 312), mini("TN", "TNA"),
        mini("ZB", "USA"), mini("UB", "ULA"), mini("SR3", "SR3"),
        mini("ZC", "ZCE"), mini("ZW", "ZWA"), mini("ZS", "ZSE"), mini("ZM", "ZME"), mini("ZL", "ZLE"),
        mini("LE", "GLE"), mini("HE", "HE"), mini("GF", "GF"),
    ]

    private static let micros: [FuturesProduct] = [
        micro("MES", "MES", group: "ES", fees: 134), micro("MNQ", "MNQ", group: "NQ", fees: 134),
        micro("M2K", "M2K", group: "RTY", fees: 134), micro("MYM", "MYM", group: "YM", fees: 134),
        micro("MCL", "MCLE", group: "CL", fees: 164), micro("MNG", "MNG", group: "NG"),
        micro("MGC", "MGC", group: "GC", fees: 164), micro("SIL", "SIL", tenths: 2, group: "SI"),
        micro("MHG", "MHG", group: "HG"), micro("M6A", "M6A", group: "6A"), micro("M6B", "M6B", group: "6B"),
        micro("M6E", "M6E", group: "6E"), micro("MCD", "GMCD", group: "6C"),
        micro("MBT", "MBT", tenths: 10, group: "BTC"), micro("MET", "GMET", tenths: 10, group: "ETH"),
    ]
}
