/// The products of the paper venue.
///
/// Roots, codes, tick sizes and tick values: ProjectX `Contract/available`, captured in August 2026, and for
/// EMD, MCD, SR3 and GF the documentation's samples of 2025. Cycles and roll days are exchange knowledge,
/// chosen so that the active months of 20 August 2026 are the captured ones. Fees of MNQ, MES and MCL were
/// captured, ES was documented; the others are round figures of the same kind. Start prices, daily ranges and
/// daily volumes only need to be plausible.
enum ProductTable {
    static let all: [Product] = equityIndex + energy + metals + currencies + rates + farm + crypto

    private static let equityIndex: [Product] = [
        index("ES", "EP", "E-mini S&P 500", "0.25", "12.5", "6800.25", fees: "1.40"),
        index("MES", "MES", "Micro E-mini S&P 500", "0.25", "1.25", "6800.25", fees: "0.36"),
        index("NQ", "ENQ", "E-mini NASDAQ-100", "0.25", "5", "25000.25", fees: "1.40"),
        index("MNQ", "MNQ", "Micro E-mini Nasdaq-100", "0.25", "0.5", "25000.25", fees: "0.36"),
        index("RTY", "RTY", "E-mini Russell 2000", "0.1", "5", "2450.1", fees: "1.40"),
        index("M2K", "M2K", "Micro E-mini Russell 2000", "0.1", "0.5", "2450.1", fees: "0.36"),
        index("YM", "YM", "E-mini Dow ($5)", "1", "5", "47000", fees: "1.40"),
        index("MYM", "MYM", "Micro E-mini Dow ($0.50)", "1", "0.5", "47000", fees: "0.36"),
        index("NKD", "NKD", "Nikkei 225 (Dollar)", "5", "25", "50000", fees: "2.15"),
        index("EMD", "EMD", "E-mini S&P MidCap 400", "0.1", "10", "3250.1", fees: "1.40"),
    ]

    private static let energy: [Product] = [
        oil("CL", "CLE", "Crude Light Oil", "0.01", "10", "62.35", roll: -13, fees: "1.52"),
        oil("MCL", "MCLE", "Micro Crude Oil", "0.01", "1", "62.35", roll: -13, fees: "0.51"),
        oil("QM", "NQM", "E-mini Crude Oil", "0.025", "12.5", "62.35", roll: -13, fees: "1.22"),
        oil("NG", "NGE", "Natural Gas (Henry Hub)", "0.001", "10", "3.125", roll: -5, fees: "1.60"),
        oil("MNG", "MNG", "Micro Natural Gas", "0.001", "1", "3.125", roll: -5, fees: "0.61"),
        oil("QG", "NQG", "E-mini Natural Gas", "0.005", "12.5", "3.125", roll: -5, fees: "0.52"),
        oil("RB", "RBE", "RBOB Gasoline", "0.0001", "4.2", "1.9425", roll: -15, fees: "1.52"),
        oil("HO", "HOE", "NY Harbor ULSD", "0.0001", "4.2", "2.3475", roll: -15, fees: "1.52"),
    ]

    private static let metals: [Product] = [
        metal("GC", "GCE", "Gold", "0.1", "10", "4100.1", cycle: "GJMQZ", fees: "1.62"),
        metal("MGC", "MGC", "Micro Gold", "0.1", "1", "4100.1", cycle: "GJMQZ", fees: "0.61"),
        metal("SI", "SIE", "Silver", "0.005", "25", "50.125", cycle: "HKNUZ", fees: "1.62"),
        metal("SIL", "SIL", "Micro Silver", "0.005", "5", "50.125", cycle: "HKNUZ", fees: "1.01"),
        metal("HG", "CPE", "Copper", "0.0005", "12.5", "5.025", cycle: "HKNUZ", fees: "1.62"),
        metal("MHG", "MHG", "Micro Copper", "0.0005", "1.25", "5.025", cycle: "HKNUZ", fees: "0.61"),
        metal("PL", "PLE", "Platinum", "0.1", "5", "1550.1", cycle: "FJNV", fees: "1.62"),
    ]

    private static let currencies: [Product] = [
        currency("6A", "DA6", "Australian Dollar", "0.00005", "5", "0.6515", fees: "1.62"),
        currency("6B", "BP6", "British Pound", "0.0001", "6.25", "1.3125", fees: "1.62"),
        currency("6C", "CA6", "Canadian Dollar", "0.00005", "5", "0.7125", fees: "1.62"),
        currency("6E", "EU6", "Euro FX", "0.00005", "6.25", "1.1575", fees: "1.62"),
        currency("6J", "JY6", "Japanese Yen", "0.0000005", "6.25", "0.0064525", fees: "1.62"),
        currency("6M", "MX6", "Mexican Peso", "0.00001", "5", "0.05425", fees: "1.62"),
        currency("6N", "NE6", "New Zealand Dollar", "0.00005", "5", "0.5725", fees: "1.62"),
        currency("6S", "SF6", "Swiss Franc", "0.00005", "6.25", "1.2475", fees: "1.62"),
        currency("E7", "EEU", "E-mini Euro FX", "0.0001", "6.25", "1.1575", fees: "0.87"),
        currency("M6A", "M6A", "Micro AUD/USD", "0.0001", "1", "0.6515", fees: "0.26"),
        currency("M6B", "M6B", "Micro GBP/USD", "0.0001", "0.625", "1.3125", fees: "0.26"),
        currency("M6E", "M6E", "Micro EUR/USD", "0.0001", "1.25", "1.1575", fees: "0.26"),
        currency("MCD", "GMCD", "Micro CAD/USD", "0.0001", "1", "0.7125", fees: "0.26"),
    ]

    private static let rates: [Product] = [
        note("ZT", "TUA", "2-Year T-Notes", "0.00390625", "7.8125", "104.25", fees: "0.67"),
        note("ZF", "FVA", "5-Year T-Notes", "0.0078125", "7.8125", "109.5", fees: "0.67"),
        note("ZN", "TYA", "10-Year T-Notes", "0.015625", "15.625", "112.75", fees: "0.82"),
        note("TN", "TNA", "Ultra 10-Year T-Notes", "0.015625", "15.625", "115.25", fees: "0.84"),
        note("ZB", "USA", "30-Year T-Bond", "0.03125", "31.25", "117.25", fees: "0.89"),
        note("UB", "ULA", "Ultra T-Bond", "0.03125", "31.25", "121.5", fees: "0.97"),
        Product(
            "SR3", "SR3", "Three-Month SOFR", tick: "0.005", worth: "12.5", start: "96.285", cycle: "HMUZ",
            roll: 15, fees: "1.40", range: 5, volume: 300_000),
    ]

    private static let farm: [Product] = [
        grain("ZC", "ZCE", "Corn", "0.25", "12.5", "437.25", cycle: "HKNUZ"),
        grain("ZW", "ZWA", "Chicago SRW Wheat", "0.25", "12.5", "535.25", cycle: "HKNUZ"),
        grain("ZS", "ZSE", "Soybeans", "0.25", "12.5", "1125.25", cycle: "FHKNQUX"),
        grain("ZM", "ZME", "Soybean Meal", "0.1", "10", "315.1", cycle: "FHKNZ"),
        grain("ZL", "ZLE", "Soybean Oil", "0.01", "6", "50.25", cycle: "FHKNZ"),
        livestock("LE", "GLE", "Live Cattle", "10", "215.025", cycle: "GJMQVZ", roll: -10),
        livestock("HE", "HE", "Lean Hogs", "10", "80.025", cycle: "GJKMNQVZ", roll: -10),
        livestock("GF", "GF", "Feeder Cattle", "12.5", "325.025", cycle: "FHJKQUVX", roll: 20),
    ]

    private static let crypto: [Product] = [
        coin("MBT", "MBT", "Micro Bitcoin", "5", "0.5", "90000"),
        coin("MET", "GMET", "Micro Ether", "0.5", "0.05", "3000.5"),
    ]

    private static func index(
        _ root: String, _ code: String, _ title: String, _ tick: String, _ worth: String, _ start: String,
        fees: String
    ) -> Product {
        Product(
            root, code, title, tick: tick, worth: worth, start: start, cycle: "HMUZ", roll: 11, fees: fees,
            range: 120, volume: 900_000)
    }

    private static func oil(
        _ root: String, _ code: String, _ title: String, _ tick: String, _ worth: String, _ start: String,
        roll: Int64, fees: String
    ) -> Product {
        Product(
            root, code, title, tick: tick, worth: worth, start: start, cycle: "FGHJKMNQUVXZ", roll: roll,
            fees: fees, range: 260, volume: 300_000)
    }

    private static func metal(
        _ root: String, _ code: String, _ title: String, _ tick: String, _ worth: String, _ start: String,
        cycle: String, fees: String
    ) -> Product {
        Product(
            root, code, title, tick: tick, worth: worth, start: start, cycle: cycle, roll: -3, fees: fees,
            range: 180, volume: 200_000)
    }

    private static func currency(
        _ root: String, _ code: String, _ title: String, _ tick: String, _ worth: String, _ start: String,
        fees: String
    ) -> Product {
        Product(
            root, code, title, tick: tick, worth: worth, start: start, cycle: "HMUZ", roll: 11, fees: fees,
            range: 60, volume: 150_000)
    }

    private static func note(
        _ root: String, _ code: String, _ title: String, _ tick: String, _ worth: String, _ start: String,
        fees: String
    ) -> Product {
        Product(
            root, code, title, tick: tick, worth: worth, start: start, cycle: "HMUZ", roll: -3, fees: fees,
            range: 45, volume: 600_000)
    }

    private static func grain(
        _ root: String, _ code: String, _ title: String, _ tick: String, _ worth: String, _ start: String,
        cycle: String
    ) -> Product {
        Product(
            root, code, title, tick: tick, worth: worth, start: start, cycle: cycle, roll: -15, fees: "2.17",
            range: 160, volume: 120_000)
    }

    private static func livestock(
        _ root: String, _ code: String, _ title: String, _ worth: String, _ start: String, cycle: String,
        roll: Int64
    ) -> Product {
        Product(
            root, code, title, tick: "0.025", worth: worth, start: start, cycle: cycle, roll: roll,
            fees: "2.12", range: 130, volume: 30_000)
    }

    private static func coin(
        _ root: String, _ code: String, _ title: String, _ tick: String, _ worth: String, _ start: String
    ) -> Product {
        Product(
            root, code, title, tick: tick, worth: worth, start: start, cycle: "FGHJKMNQUVXZ", roll: 26,
            fees: "2.42", range: 350, volume: 25_000)
    }
}
