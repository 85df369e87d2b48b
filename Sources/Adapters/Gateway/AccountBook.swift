import Trading

/// Which name of ours stands for which account number of the venue.
struct AccountBook: Hashable, Sendable {
    private let ids: [AccountName: AccountID]
    private let names: [AccountID: AccountName]

    init(_ ids: [AccountName: AccountID]) {
        self.ids = ids
        names = Dictionary(ids.map { ($1, $0) }, uniquingKeysWith: min)
    }

    /// In ascending order of names.
    var all: [(name: AccountName, id: AccountID)] {
        ids.sorted { $0.key < $1.key }.map { (name: $0.key, id: $0.value) }
    }

    func id(of name: AccountName) -> AccountID? { ids[name] }

    /// Nil for an account that the settings do not name: such rows are none of ours.
    func name(of id: AccountID) -> AccountName? { names[id] }
}
