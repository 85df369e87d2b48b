import YAML

/// Everything found so far that is wrong or worth a notice.
struct FaultReport {
    private let file: String
    private var found: [SettingsFault] = []
    private var noticed: [SettingsFault] = []

    init(file: String) { self.file = file }

    var count: Int { found.count }
    /// Sorted by place.
    var faults: [SettingsFault] { sorted(found) }
    var notices: [SettingsFault] { sorted(noticed) }

    mutating func add(_ what: String, remedy: String, at place: YAMLNode) {
        found.append(fault(what, remedy, place))
    }

    mutating func note(_ what: String, remedy: String, at place: YAMLNode) {
        noticed.append(fault(what, remedy, place))
    }

    /// A place for what is found later, when there is a time to judge it by.
    func place(of node: YAMLNode) -> SettingsFault { fault("", "", node) }

    /// Takes over the faults of another file.
    mutating func add(_ faults: SettingsFaults) { found += faults.faults }

    /// A value as it is read, or nil with its objection kept.
    mutating func value<Value>(
        _ path: String, at node: YAMLNode, _ read: (YAMLNode) throws(Objection) -> Value
    ) -> Value? {
        do {
            return try read(node)
        } catch {
            add("\(path) \(error.what)", remedy: error.remedy, at: node)
            return nil
        }
    }

    /// The value under a key that may be left out: nil when it is, and when it is faulty.
    mutating func optional<Value>(
        _ key: String, of section: Section, _ read: (YAMLNode) throws(Objection) -> Value
    ) -> Value? {
        guard let node = section[key] else { return nil }
        return value(section.path(to: key), at: node, read)
    }

    /// The value under a key that must be there.
    mutating func required<Value>(
        _ key: String, of section: Section, remedy: String,
        _ read: (YAMLNode) throws(Objection) -> Value
    ) -> Value? {
        if section.lacks(key) {
            add("\(section.path(to: key)) is missing", remedy: remedy, at: section.place)
        }
        return optional(key, of: section, read)
    }

    private func fault(_ what: String, _ remedy: String, _ place: YAMLNode) -> SettingsFault {
        SettingsFault(file: file, line: place.line, column: place.column, what: what, remedy: remedy)
    }

    private func sorted(_ faults: [SettingsFault]) -> [SettingsFault] {
        faults.sorted { ($0.line, $0.column, $0.what) < ($1.line, $1.column, $1.what) }
    }
}
