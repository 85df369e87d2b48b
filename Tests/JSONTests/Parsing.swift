import JSON

/// Reads a text as the tests write it.
func parsed(_ text: String, limits: JSONLimits = JSONLimits(), nanAsAbsent: Bool = false) throws -> JSONValue
{
    try JSONDocument(Array(text.utf8), limits: limits, nanAsAbsent: nanAsAbsent).root
}

func canonical(_ text: String) throws -> String {
    String(decoding: try parsed(text).canonical(), as: UTF8.self)
}

/// What reading a text throws; nil when it is taken.
func fault(in bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> JSONFault? {
    do {
        _ = try JSONDocument(bytes, limits: limits)
        return nil
    } catch {
        return error
    }
}

func fault(in text: String, limits: JSONLimits = JSONLimits()) -> JSONFault? {
    fault(in: Array(text.utf8), limits: limits)
}
