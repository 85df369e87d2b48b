import Journey
import Trading

extension [LedgerRow] {
    /// A row that names an alert whose own row comes behind it; nil for none.
    ///
    /// No index finds the rows of an alert by its fingerprint alone. As long as one of a batch names an alert that is
    /// not there, SQLite looks for such rows from end to end, in each table, at each alert that it writes.
    var firstNamingALaterAlert: LedgerRow? {
        for (index, row) in enumerated() {
            guard let named = row.namedAlert else { continue }
            let comesLater = self[(index + 1)...].contains { later in
                if case .alert(let alert) = later { alert.fingerprint == named } else { false }
            }
            if comesLater { return row }
        }
        return nil
    }
}

extension LedgerRow {
    fileprivate var namedAlert: Fingerprint? {
        switch self {
        case .delivery(let row): row.alert
        case .order(let row): row.alert
        case .attempt(let row): row.alert
        case .control(let row): row.alert
        default: nil
        }
    }
}
