import Trading

extension Sizing {
    /// What the rule makes of it before it is rounded to whole contracts, cut off after four places; nil where that is
    /// whole, where a least or a most decides, and where it is not known.
    var fraction: String? {
        guard let (numerator, denominator) = ratio, numerator > 0, denominator > 0,
            numerator % denominator != 0
        else { return nil }
        var text = "\(numerator / denominator)."
        var rest = numerator % denominator
        for _ in 0..<4 where rest != 0 {
            guard let next = rest.checked(times: 10) else { break }
            text += "\(next / denominator)"
            rest = next % denominator
        }
        return text
    }

    private var ratio: (Int64, Int64)? {
        if isExit, let share = share ?? rule.exitShare {
            return held?.checked(times: share).map { ($0, 10_000) }
        }
        switch rule.kind {
        case .multiply(let millionths), .position(let millionths):
            guard let product = alerted?.checked(times: millionths) else { return nil }
            guard rule.converts else { return (product, 1_000_000) }
            guard let chartTenths, let tradedTenths, let top = product.checked(times: chartTenths),
                let bottom = tradedTenths.checked(times: 1_000_000)
            else { return nil }
            return (top, bottom)
        case .balance(let share): return balance.map { ($0.tenThousandths, share.tenThousandths) }
        case .fixed, .risk: return nil
        }
    }
}
