import JSON

/// A text for the strict reader, under both limits, with `NaN` taken and not.
@_cdecl("LLVMFuzzerTestOneInput")
public func feedJSONTexts(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = input(start, count)
    let strict = read(bytes, .alert, nan: false)
    let lenient = read(bytes, .alert, nan: true)
    let wide = read(bytes, JSONLimits(), nan: false)
    promise(strict == nil || lenient == strict, "taking NaN changes nothing where there is none")
    promise(strict == nil || wide == strict, "wider limits read the same")
    return 0
}

/// The canonical text; nil for what is refused.
private func read(_ bytes: [UInt8], _ limits: JSONLimits, nan: Bool) -> [UInt8]? {
    do throws(JSONFault) {
        let document = try JSONDocument(bytes, limits: limits, nanAsAbsent: nan)
        promise(bytes.count <= limits.bytesMax, "nothing longer than its limit is read")
        promise(String(validating: bytes, as: UTF8.self) != nil, "only UTF-8 is read")
        let nodes = walk(document.root, depth: 1, limits)
        promise(nodes <= limits.nodesMax, "no more is read than the limit of values and names")
        let canonical = document.root.canonical()
        judge(canonical, nan)
        return canonical
    } catch {
        promise(error.line >= 1 && error.column >= 1, "a fault has a place")
        return nil
    }
}

private func judge(_ canonical: [UInt8], _ nan: Bool) {
    let roomy = JSONLimits(
        bytesMax: JSONLimits.bytesCeiling, depthMax: JSONLimits.depthCeiling, nodesMax: .max)
    guard let again = try? JSONDocument(canonical, limits: roomy).root.canonical() else {
        return promise(false, "a canonical text is JSON")
    }
    promise(again == canonical, "a canonical text is its own")
}

/// - Returns: Values and names together.
private func walk(_ value: JSONValue, depth: Int, _ limits: JSONLimits) -> Int {
    promise(depth <= limits.depthMax + 1, "nothing is deeper than the limit")
    promise(value.line >= 1 && value.column >= 1, "a value has a place")
    switch value.kind {
    case .object:
        let members = value.members
        promise(Set(members.map(\.key)).count == members.count, "no name stands twice")
        return members.reduce(1) { sum, member in
            promise(value[member.key] != nil, "a name leads to its value")
            return sum + 1 + walk(member.value, depth: depth + 1, limits)
        }
    case .array:
        return value.elements.reduce(1) { $0 + walk($1, depth: depth + 1, limits) }
    case .number:
        promise(value.numberText != nil, "a number is a text")
        _ = value.int64
    case .string: promise(value.string != nil, "a string is a text")
    case .null, .bool, .nan: break
    }
    return 1
}
