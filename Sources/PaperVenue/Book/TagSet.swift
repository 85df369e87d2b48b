/// The tags that an account has used up, eight bytes each.
///
/// A tag is used for ever, so its text would stay in memory long after its order is forgotten. What is kept is
/// a number computed from it; that a new tag is refused because its number is another's happens about once in
/// 10¹³ for a million tags.
struct TagSet: Hashable, Sendable {
    private(set) var numbers: Set<UInt64> = []

    init() {}

    init(numbers: some Sequence<UInt64>) { self.numbers = Set(numbers) }

    mutating func insert(_ tag: String) { numbers.insert(Self.number(of: tag)) }
    mutating func formUnion(_ other: TagSet) { numbers.formUnion(other.numbers) }
    func contains(_ tag: String) -> Bool { numbers.contains(Self.number(of: tag)) }

    private static func number(of tag: String) -> UInt64 { Scatter.seed(0, named: tag) }
}
