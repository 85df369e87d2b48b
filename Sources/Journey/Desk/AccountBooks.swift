package import Trading

/// Every account's book, by name and in the order of names.
///
/// A book is large: it is read and changed where it stands. Which were changed is noted, so that what follows from an
/// account's own state is looked at again for those alone.
package struct AccountBooks: Sendable {
    /// In their order.
    package let keys: [AccountName]
    private let places: [AccountName: Int]
    /// Never nil: an optional can be changed in place through the subscript by name.
    private var books: [AccountBook?]
    /// Accounts that must not be long and short at once.
    private let together: [HedgeScope: [Int]]
    private var touched: Set<Int>

    init(_ profiles: some Sequence<AccountProfile>) {
        let sorted = profiles.sorted { $0.name < $1.name }
        keys = sorted.map(\.name)
        places = Dictionary(zip(keys, sorted.indices), uniquingKeysWith: { first, _ in first })
        books = sorted.map(AccountBook.init)
        together = Dictionary(grouping: sorted.indices.filter { sorted[$0].hedge != nil }) { place in
            sorted[place].hedge ?? HedgeScope(person: "", firm: "")
        }
        touched = Set(sorted.indices)
    }

    package subscript(name: AccountName) -> AccountBook? {
        get { places[name].flatMap { books[$0] } }
        _modify {
            guard let place = places[name] else {
                var none: AccountBook?
                yield &none
                return
            }
            touched.insert(place)
            yield &books[place]
        }
    }

    package var values: Values { Values(books) }

    /// The names of those that were changed since the last time, in their order; of the others of these names, too.
    mutating func takeTouched(and others: Set<AccountName>) -> [AccountName] {
        guard !touched.isEmpty || !others.isEmpty else { return [] }
        let all = touched.union(others.compactMap { places[$0] })
        touched = []
        return all.sorted().map { keys[$0] }
    }

    /// The others of a book's person and firm, in the order of their names; none where nobody watches over it.
    func together(with book: AccountBook) -> [Int] {
        guard let scope = book.profile.hedge, let all = together[scope] else { return [] }
        return all.filter { keys[$0] != book.profile.name }
    }

    /// The book at a place among `together`.
    func book(at place: Int) -> AccountBook {
        guard let book = books[place] else { preconditionFailure("an account has a book") }
        return book
    }

    func gateway(at place: Int) -> GatewayName? { books[place]?.profile.gateway }

    /// Whether the account at a place has never told its positions whole, or has anything on the other side.
    func mayStand(against side: Side, at place: Int) -> Bool {
        guard books[place]?.hasPositions == true, books[place]?.reconciledAt != nil else { return true }
        if let unshown = books[place]?.unshown, !unshown.isEmpty,
            unshown.values.contains(where: { $0.contracts(side.opposite) != 0 })
        {
            return true
        }
        if books[place]?.positions.values.contains(where: { side.sign * $0.signedSize < 0 }) == true {
            return true
        }
        return books[place]?.venueOrders.haveOther(than: side) == true
    }

    /// Accounts that are to be read now, in the order of their names.
    func readingsDue(at now: Timestamp) -> [AccountName] {
        var due: [AccountName] = []
        for place in books.indices {
            if let at = books[place]?.nextSnapshot, at <= now { due.append(keys[place]) }
        }
        return due
    }
}

extension AccountBooks: Sequence {
    package struct Iterator: IteratorProtocol {
        fileprivate var names: Array<AccountName>.Iterator
        fileprivate var values: Values

        package mutating func next() -> (key: AccountName, value: AccountBook)? {
            guard let name = names.next(), let book = values.next() else { return nil }
            return (name, book)
        }
    }

    package func makeIterator() -> Iterator { Iterator(names: keys.makeIterator(), values: values) }

    /// The books in the order of their names.
    package struct Values: Sequence, IteratorProtocol, Sendable {
        private let books: [AccountBook?]
        private var place = 0

        fileprivate init(_ books: [AccountBook?]) { self.books = books }

        package mutating func next() -> AccountBook? {
            guard place < books.count else { return nil }
            place += 1
            return books[place - 1]
        }
    }
}
