import Trading

/// The contracts that a command line asks for: roots such as `MNQ`, or the venue's ids.
struct ContractChoice: Sendable {
    /// One of them is not to be found.
    struct Unknown: Error, CustomStringConvertible {
        let description: String
    }

    private let words: [String]

    init(_ words: [String]) {
        var seen: Set<String> = []
        self.words = words.filter { seen.insert($0).inserted }
    }

    /// What the venue is to be searched for where its list lacks it.
    var roots: Set<String> { Set(words.filter { !Self.isID($0) }) }

    /// The ids, in the order of asking. An id that the list lacks is taken as it is: months that are not traded
    /// any more still have one.
    func resolve(_ contracts: [Contract]) throws(Unknown) -> [ContractID] {
        var ids: [ContractID] = []
        for word in words {
            let listed = contracts.first { $0.id.text == word || ($0.isActive && $0.root == word) }
            guard let id = listed?.id ?? (Self.isID(word) ? ContractID(word) : nil) else {
                throw Unknown(description: "no active contract \(word)")
            }
            if !ids.contains(id) { ids.append(id) }
        }
        return ids
    }

    /// How every id that was ever seen begins.
    private static func isID(_ word: String) -> Bool { word.hasPrefix("CON.") }
}
