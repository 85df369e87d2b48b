/// The venue's id of a contract, `CON.F.US.MNQ.Z25`, as a symbol.
enum VenueContractID {
    /// The venue's codes that differ from the exchange's root.
    ///
    /// Source: ProjectX `Contract/available`, captured in August 2026, and the documentation's samples.
    private static let roots = [
        "EP": "ES", "ENQ": "NQ", "CLE": "CL", "MCLE": "MCL", "NQM": "QM", "NGE": "NG", "NQG": "QG",
        "RBE": "RB",
        "HOE": "HO", "GCE": "GC", "SIE": "SI", "CPE": "HG", "PLE": "PL", "DA6": "6A", "BP6": "6B",
        "CA6": "6C",
        "EU6": "6E", "JY6": "6J", "MX6": "6M", "NE6": "6N", "SF6": "6S", "EEU": "E7", "GMCD": "MCD",
        "TUA": "ZT", "FVA": "ZF", "TYA": "ZN", "TNA": "TN", "USA": "ZB", "ULA": "UB", "ZCE": "ZC",
        "ZWA": "ZW",
        "ZSE": "ZS", "ZME": "ZM", "ZLE": "ZL", "GLE": "LE", "GMET": "MET",
    ]

    static func symbol(_ text: String) -> (String, ChartSymbol.Expiry?)? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "CON", parts[1] == "F", parts[2] == "US",
            ChartSymbol.isRoot(parts[3]), parts[4].count == 3,
            let dated = ChartSymbol.dated("\(roots[String(parts[3])] ?? String(parts[3]))\(parts[4])")
        else { return nil }
        return dated
    }
}
