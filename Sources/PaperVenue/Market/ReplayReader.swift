import Trading

/// Turns the lines of a file of recorded prices into rows, and says which line cannot be read and why.
struct ReplayReader {
    private enum Column: String, CaseIterable { case time, price, open, high, low, close, volume, symbol }

    /// One line, before bars are taken apart.
    private struct Recorded {
        let line: Int
        let at: Timestamp
        /// One, or open, high, low and close; in ticks.
        let prices: [Int64]
        let volume: Int64?
    }

    private let path: String
    private let lines: [ArraySlice<UInt8>]
    private let columns: [Column: Int]
    private let only: Product?
    private let products: [String: Product]
    private var line = 1

    init(path: String, text: [UInt8], contract: String?) throws(ReplayFault) {
        self.path = path
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        lines = text.dropFirst(text.starts(with: mark) ? 3 : 0).split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let products = Dictionary(
            ProductTable.all.flatMap { [($0.root, $0), ($0.code, $0)] },
            uniquingKeysWith: { first, _ in first })
        self.products = products
        let names = Self.fields(lines.first ?? []).map { $0.lowercased() }
        columns = Dictionary(
            names.enumerated().compactMap { index, name in Column(rawValue: name).map { ($0, index) } },
            uniquingKeysWith: { first, _ in first })
        only = contract.flatMap { products[$0.uppercased()] }
        if let contract, only == nil { throw fault(nil, "unknown contract \(contract)", Self.rootRemedy) }
        try checkHeader()
    }

    private static let rootRemedy = "use an exchange root such as MNQ"

    private var isBars: Bool { columns[.price] == nil }

    private func checkHeader() throws(ReplayFault) {
        let bar: [Column] = [.open, .high, .low, .close]
        guard columns[.time] != nil, columns[.price] != nil || bar.allSatisfy({ columns[$0] != nil }) else {
            throw fault(
                1, "the header lacks columns",
                "begin with time,price[,volume] or time,open,high,low,close[,volume]")
        }
        guard columns[.symbol] != nil || only != nil else {
            throw fault(1, "no contract", "add a column symbol, or name the contract with --replay-contract")
        }
    }

    /// Rows by product code, in the order of their times.
    mutating func rows() throws(ReplayFault) -> [String: [ReplayTape.Row]] {
        var recorded: [String: [Recorded]] = [:]
        for (index, bytes) in lines.enumerated().dropFirst() {
            line = index + 1
            let fields = Self.fields(bytes)
            if fields == [""] { continue }
            guard let product = try product(fields) else { continue }
            let row = try row(fields, product)
            if let last = recorded[product.code]?.last {
                guard isBars ? row.at > last.at : row.at >= last.at else {
                    throw fault(line, "its time is not after line \(last.line)'s", "sort the rows by time")
                }
            }
            recorded[product.code, default: []].append(row)
        }
        return recorded.mapValues { Self.trades($0) }
    }

    private func product(_ fields: [String]) throws(ReplayFault) -> Product? {
        guard columns[.symbol] != nil else { return only }
        let symbol = try field(.symbol, fields).uppercased()
        guard let product = products[symbol] else {
            throw fault(line, "unknown symbol \(symbol)", Self.rootRemedy)
        }
        return only == nil || only?.code == product.code ? product : nil
    }

    private func row(_ fields: [String], _ product: Product) throws(ReplayFault) -> Recorded {
        let text = try field(.time, fields)
        guard let at = Self.time(text) else {
            throw fault(
                line, "time \(text) cannot be read", "write 2026-10-05T13:30:00Z, or seconds since 1970")
        }
        var prices: [Int64] = []
        for column: Column in isBars ? [.open, .high, .low, .close] : [.price] {
            prices.append(try price(column, fields, product))
        }
        if isBars, prices[1] != prices.max() || prices[2] != prices.min() {
            throw fault(line, "high or low lies inside the bar", "make high its highest and low its lowest")
        }
        return Recorded(line: line, at: at, prices: prices, volume: try volume(fields))
    }

    private func price(_ column: Column, _ fields: [String], _ product: Product) throws(ReplayFault) -> Int64
    {
        let text = try field(column, fields)
        guard let price = Price(text) else {
            throw fault(
                line, "\(column.rawValue) \(text) is no price", "write a plain number such as 21450.25")
        }
        guard product.tickSize.holds(price) else {
            throw fault(
                line, "\(column.rawValue) \(text) is off \(product.root)'s tick of \(product.tickSize)",
                "round it to the tick")
        }
        return price.nanos / product.tickSize.nanos
    }

    private func volume(_ fields: [String]) throws(ReplayFault) -> Int64? {
        guard let index = columns[.volume], index < fields.count, !fields[index].isEmpty else { return nil }
        guard let volume = FixedPoint.parse(fields[index], digits: 0, excess: .round), volume >= 0,
            volume < 1_000_000_000
        else {
            throw fault(line, "volume \(fields[index]) is no count", "write contracts as a whole number")
        }
        return volume
    }

    private func field(_ column: Column, _ fields: [String]) throws(ReplayFault) -> String {
        guard let index = columns[column], index < fields.count, !fields[index].isEmpty else {
            throw fault(line, "\(column.rawValue) is missing", "fill it in, or delete the row")
        }
        return fields[index]
    }

    private func fault(_ line: Int?, _ what: String, _ remedy: String) -> ReplayFault {
        ReplayFault(path: path, line: line, what: what, remedy: remedy)
    }

    private static func trades(_ recorded: [Recorded]) -> [ReplayTape.Row] {
        let gaps = zip(recorded, recorded.dropFirst()).map { $1.at.since($0.at).microseconds }
        let length = gaps.filter { $0 > 0 }.min() ?? 60_000_000
        return recorded.flatMap { row -> [ReplayTape.Row] in
            guard row.prices.count == 4 else {
                return [ReplayTape.Row(at: row.at, price: row.prices[0], volume: row.volume ?? 1)]
            }
            let isUp = row.prices[3] >= row.prices[0]
            let order = isUp ? [0, 2, 1, 3] : [0, 1, 2, 3]
            let volume = row.volume ?? 4
            return order.enumerated().map { number, index in
                let rest = number == 3 ? volume - volume / 4 * 3 : volume / 4
                let at = row.at.advanced(by: Span(microseconds: length * Int64(number) / 4))
                return ReplayTape.Row(at: at, price: row.prices[index], volume: rest)
            }
        }
    }

    private static func time(_ text: String) -> Timestamp? {
        if let time = Timestamp(text) { return time }
        guard let number = FixedPoint.parse(text, digits: 6), number > 0 else { return nil }
        // Beyond the year 5000 in seconds: milliseconds.
        return Timestamp(microseconds: number > 95_000_000_000_000_000 ? number / 1_000 : number)
    }

    /// Columns without the spaces and quotes around them.
    private static func fields(_ line: ArraySlice<UInt8>) -> [String] {
        line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { field in
            let blank: Set<UInt8> = [
                UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\""),
            ]
            let kept = field.drop { blank.contains($0) }
            let end = kept.lastIndex { !blank.contains($0) }
            return String(decoding: end.map { kept[...$0] } ?? [], as: UTF8.self)
        }
    }
}
