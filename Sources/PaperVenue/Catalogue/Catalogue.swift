import Trading

/// Which contracts exist, and which month of each product is the active one on a given day.
struct Catalogue: Sendable {
    private let products: [String: Product]
    /// In the order of the product table, which answers keep.
    private let ordered: [Product]
    /// Months that a product's active contract was pushed ahead of its calendar, by product code.
    private(set) var rolls: [String: Int] = [:]

    init(products: [Product] = ProductTable.all) {
        ordered = products
        self.products = Dictionary(products.map { ($0.code, $0) }) { first, _ in first }
    }

    /// The contract of an id such as `CON.F.US.ENQ.Z26`, expired and coming months included.
    func listing(_ id: ContractID, on day: CivilDate) -> Listing? {
        let parts = id.text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "CON", parts[1] == "F", parts[2] == "US",
            let product = products[String(parts[3])], let month = ContractMonth(code: parts[4]),
            product.cycle.contains(month.letter), month.year <= day.parts.year + 2
        else { return nil }
        return Listing(product: product, month: month, isActive: activeMonth(of: product, on: day) == month)
    }

    /// The active contract of every product.
    func available(on day: CivilDate) -> [Listing] {
        ordered.compactMap { product in
            activeMonth(of: product, on: day).map { Listing(product: product, month: $0, isActive: true) }
        }
    }

    /// At most 20 active contracts whose name, id or description holds the text, whatever the case.
    ///
    /// By name, so that the first hit for ES is no S&P contract: seen live, where yen and peso came along
    /// too.
    func search(_ text: String, on day: CivilDate) -> [Listing] {
        let wanted = text.lowercased()
        let hits = available(on: day).filter { listing in
            [listing.name, listing.contract.id.text, listing.contract.description, listing.product.root]
                .contains { $0.lowercased().contains(wanted) }
        }
        return Array(hits.sorted { $0.name < $1.name }.prefix(20))
    }

    /// Makes the following month the active one, as a roll does that nobody announced.
    mutating func roll(_ code: String) { rolls[code, default: 0] += 1 }

    /// How much of its product's volume a month has, in hundredths: the next one grows over the last days before the
    /// roll, and is ahead in the last two.
    func share(of listing: Listing, on day: CivilDate) -> Int64 {
        guard let active = activeMonth(of: listing.product, on: day), listing.month != active else {
            return 100
        }
        guard listing.month > active, let first = active.firstDay else { return 20 }
        let left = first.daysSince1970 + listing.product.rollDays - day.daysSince1970
        switch left {
        case ...1: return 300
        case 2: return 150
        case 3: return 60
        case 4: return 25
        case 5: return 10
        default: return 4
        }
    }

    /// The first month of the cycle that has not rolled yet, plus the pushes of `roll`.
    private func activeMonth(of product: Product, on day: CivilDate) -> ContractMonth? {
        var ahead = rolls[product.code] ?? 0
        let year = day.parts.year
        for candidateYear in (year - 1)...(year + 3) {
            for letter in product.cycle {
                guard let month = ContractMonth(year: candidateYear, letter: letter),
                    let first = month.firstDay, first.daysSince1970 + product.rollDays > day.daysSince1970
                else { continue }
                if ahead == 0 { return month }
                ahead -= 1
            }
        }
        return nil
    }
}
